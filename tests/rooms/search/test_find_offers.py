"""Finding offers by what people write: built from real rows, asked through the real index."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.competences.models import Competence
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.texts import Texts
from marketplace.foundation.transaction import transaction
from marketplace.pricing.rules import PerTeam
from marketplace.search.gateway import OfferIndex
from marketplace.search.rules import SORTS, TEXT_MAX, Near
from marketplace.search.service import rebuild
from tests.factories.catalogue import make_offer, make_offer_version, make_run
from tests.factories.competences import make_vocabulary
from tests.factories.organisations import make_company, make_institution, make_postcode
from tests.factories.pricing import make_plan, make_priced_run
from tests.rooms.search.conftest import answer, found

pytestmark = pytest.mark.usefixtures("db", "index")


def competence(key: str) -> Competence:
    return session.scalars(select(Competence).where(Competence.key == key)).one()


@pytest.fixture
def market() -> dict[str, str]:
    """Three offers of two institutions."""
    make_vocabulary()
    with transaction():
        school = make_institution("Fjordby Professionshøjskole")
        academy = make_institution("Søby Erhvervsakademi")
        make_postcode(
            "4000", city="Roskilde", municipality="Roskilde", municipality_slug="roskilde", region="sjaelland"
        )
        made = {
            "health": make_offer_version(
                make_offer(school),
                competence=competence("formidling"),
                title=Texts("Forklar så alle forstår", "Explain so that everybody understands"),
                ects_tenths=30,
                nqf_level=6,
                nqf_basis="legal_act",
            ),
            "hiring": make_offer_version(
                make_offer(academy, field_key="hr"),
                competence=competence("rekruttering"),
                title=Texts("Ansæt de rette", "Hire the right ones"),
                lead=Texts("Samtaler og prøver.", "Interviews and tests."),
                about=Texts("Om C# og ledelse.", "About C# and leadership."),
                target_group=Texts("Ledere", "Leaders"),
                language="en",
            ),
            "plain": make_offer_version(
                make_offer(academy),
                competence=competence("klarsprog"),
                title=Texts("Breve der bliver læst", "Letters that are read"),
                lead=Texts("Skriv kort.", "Write briefly."),
            ),
        }
        make_run(made["health"])
        make_run(made["plain"], continuous=True, participation="online", postcode_code=None)
        make_run(made["plain"], postcode_code="4000")
        make_plan(made["health"].offer, kroner(9800))
        refs = {name: version.offer.ref for name, version in made.items()}
    assert rebuild(clock.now()) == 3
    return refs


FILTER_OF = {"field": "fields", "region": "regions", "participation": "participations", "language": "languages"}
WORDS: dict[str, set[str]] = {
    "": {"health", "hiring", "plain"},
    "forklar": {"health"},
    "Forklare": {"health"},
    "explain": {"health"},
    "sundhedskommunikation": {"health", "plain"},  # plain language is a part of it
    "sundhedsformidling": {"health", "plain"},
    "plain language": {"plain"},
    "rekruttering": {"hiring"},
    "vi skal ansætte": {"hiring"},
    "hiring": {"hiring"},
    "klart sprog": {"plain"},
    "C#": {"hiring"},
    "Søby": {"hiring", "plain"},
    "FJORDBY": {"health"},
    "brev samtale": {"plain", "hiring"},
    "dinosaurer": set(),
}


def test_offers_are_found_by_words_synonyms_and_competences(market: dict[str, str]) -> None:
    name_of = {ref: name for name, ref in market.items()}
    for language in ("da", "en"):
        assert {text: {name_of[ref] for ref in found(text, language=language)} for text in WORDS} == WORDS


def test_a_count_is_what_ticking_its_filter_gives_however_little_is_left(market: dict[str, str]) -> None:
    """How much of the words must be met hangs on the words alone: it once got less when a filter left few offers."""
    for text in ("breve samtaler", "skriv kort til alle ledere om prøver", "vi skal ansætte og forklare"):
        for group, counts in answer(text).facets.items():
            if group in FILTER_OF:
                for value, count in counts.items():
                    assert len(found(text, **{FILTER_OF[group]: (value,)})) == count, (text, group, value)


def test_what_was_understood_can_be_left_out(market: dict[str, str]) -> None:
    assert [one.key for one in answer("sundhedskommunikation").understood] == ["formidling"]
    assert answer("sundhedskommunikation", without=("formidling",)).understood == ()


FILTERS: tuple[tuple[dict[str, object], set[str]], ...] = (
    ({"fields": ("hr",)}, {"hiring"}),
    ({"regions": ("sjaelland",)}, {"plain"}),
    ({"regions": ("sjaelland", "midtjylland")}, {"plain", "health"}),
    ({"municipality": "roskilde"}, {"plain"}),
    ({"participations": ("online",)}, {"plain"}),
    ({"languages": ("en",)}, {"hiring"}),
    ({"levels": (6,)}, {"health"}),
    ({"ects": ("2-3",)}, {"health"}),
    ({"ects": ("none",)}, {"hiring", "plain"}),
    ({"price_to": 980_000}, {"health"}),
    ({"price_to": 979_999}, set()),
    ({"competence": "klarsprog"}, {"plain"}),
    ({"fields": ("hr",), "languages": ("da",)}, set()),
)


def test_filters_leave_what_they_name(market: dict[str, str]) -> None:
    for filters, names in FILTERS:
        hits = answer(**filters)
        assert (set(hits.refs), hits.total) == ({market[name] for name in names}, len(names)), filters


def test_totals_and_counts_equal_brute_force_over_all_offers(market: dict[str, str]) -> None:
    everything = answer()
    assert everything.total == session.query(Offer).count()
    assert everything.facets["field"] == {"sundhed": 2, "hr": 1}
    assert everything.facets["participation"] == {"onsite": 3, "online": 1}
    narrowed = answer(fields=("hr",), languages=("en",))
    assert narrowed.facets["field"] == {"hr": 1}
    assert narrowed.facets["language"] == {"en": 1}
    assert answer(fields=("hr",)).facets["field"] == everything.facets["field"]
    assert answer("breve").facets["field"] == {"sundhed": 1}


def test_private_suspended_and_unpublished_offers_are_never_in_the_index() -> None:
    make_vocabulary()
    with transaction():
        make_offer_version(make_offer(private_to_id=make_company().id))
        for status in ("draft", "in_review", "approved", "suspended", "retired"):
            make_offer_version(make_offer(), status=status)
        shown = make_offer_version().offer.ref
    assert rebuild(clock.now()) == 1
    assert found() == {shown}


def test_the_price_is_the_least_a_seat_costs_on_an_open_run() -> None:
    with transaction():
        run, _plan = make_priced_run(price=kroner(9800))
        make_plan(run, kroner(7000))
        version = session.get_one(OfferVersion, run.version_id)
        make_plan(make_run(version, status="planned"), kroner(100))
        only_run = make_run()
        make_plan(only_run, kroner(5000))
        unsold = make_offer_version()
        refs = [
            session.get_one(Offer, session.get_one(OfferVersion, one.version_id).offer_id).ref
            for one in (run, only_run)
        ]
        unpriced = unsold.offer.ref
    rebuild(clock.now())
    assert found(price_to=Money(700_000).minor) == set(refs)
    assert found(price_to=Money(699_999).minor) == {refs[1]}
    assert list(answer(sort="price").refs) == [refs[1], refs[0], unpriced]


def test_a_price_for_a_team_is_asked_for_as_many_as_are_to_go() -> None:
    with transaction():
        by_seat, _plan = make_priced_run(price=kroner(5_000), capacity=30)
        team = make_priced_run(price=PerTeam(kroner(24_000), 8, kroner(4_000), 20), capacity=30)[0]
        refs = [session.get_one(OfferVersion, one.version_id).offer.ref for one in (by_seat, team)]
    rebuild(clock.now())
    seat_ref, team_ref = refs
    assert found(price_to=24_000_00, headcount=4) == {seat_ref, team_ref}
    assert found(price_to=24_000_00, headcount=8) == {team_ref}
    assert found(price_to=32_000_00, headcount=10) == {team_ref}
    assert found(price_to=200_000_00, headcount=21) == {seat_ref}, "a team of 21 cannot be bought"
    assert list(answer(sort="price", headcount=4).refs) == [seat_ref, team_ref]
    assert list(answer(sort="price", headcount=8).refs) == [team_ref, seat_ref]


def test_pages_never_overlap_and_leave_nothing_out() -> None:
    chance = random.Random(7)
    with transaction():
        institution = make_institution()
        for _ in range(23):
            version = make_offer_version(make_offer(institution), hours_away_tenths=chance.choice([10, 20]))
            if chance.random() < 0.5:
                make_plan(version.offer, kroner(chance.choice([100, 200])))
    assert rebuild(clock.now()) == 23
    near = Near("8000", 56.1567, 10.2108)
    for sort in SORTS:
        for text in ("", "sundhedskommunikation"):
            pages = [answer(text, sort=sort, near=near, page=page, per_page=5).refs for page in range(1, 6)]
            shown = [ref for page in pages for ref in page]
            assert len(shown) == len(set(shown)) == 23
    for page in (99, 10**9):
        beyond = answer(page=page, per_page=5)
        assert (beyond.page, beyond.pages, len(beyond.refs)) == (5, 5, 3)
    assert answer(page=-3, per_page=5).page == 1


STRANGE = (
    "title:*",
    "AND OR NOT",
    "[[",
    "ref:abc",
    '"uafsluttet',
    "a^9999 ~ (x",
    "\\",
    "%s %(x)s",
    "' OR 1=1 --",
    "\x00\x01",
    "\u202etxet",
    "日本語",
    "👩‍⚕️",
    "ﬀ" * 100,
    "a\u0301" * 150,
    " ".join("og" for _ in range(100)),
    "ø" * 400,
    "1234567890" * 200,
    " ".join(str(number) for number in range(90)),
)


def test_no_text_does_harm(market: dict[str, str]) -> None:
    for text in STRANGE:
        for language in ("da", "en"):
            hits = answer(text, language=language)
            assert hits.ready
            assert set(hits.refs) <= set(market.values())
            assert hits.total == len(hits.refs)


def test_all_courses_are_everything_and_what_says_nothing_or_cannot_be_read_is_nothing(market: dict[str, str]) -> None:
    assert answer("alle kurser").total == 3
    for text in ("og i på", "???", "日本語", "[["):
        assert answer(text).total == 0


def test_a_text_longer_than_is_read_is_refused(market: dict[str, str]) -> None:
    with pytest.raises(RuleBroken) as caught:
        answer("x" * (TEXT_MAX + 1))
    assert (caught.value.code, caught.value.field) == ("search.text_too_long", "q")


def test_before_there_is_an_index_the_answer_is_empty_and_says_so(index: OfferIndex) -> None:
    hits = answer("noget")
    assert (hits.ready, hits.total, hits.refs, hits.pages) == (False, 0, (), 1)
    assert not answer("???").ready
    rebuild(clock.now())
    assert answer("noget").ready


def test_a_run_that_is_over_or_private_gives_no_place() -> None:
    with transaction():
        version = make_offer_version()
        for over in ({"status": "cancelled"}, {"status": "planned"}, {"private_to_id": make_company().id}):
            make_run(version, **over)
        assert session.query(Run).count() == 3
    rebuild(clock.now())
    assert answer().facets["region"] == {}
