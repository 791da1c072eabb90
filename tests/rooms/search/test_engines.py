"""What every engine of the index must do, asked of both, against plain reading of the same offers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.foundation.events import Cursor
from marketplace.foundation.language.analysis import asked_words
from marketplace.foundation.language.lexicon import EMPTY, Lexicon
from marketplace.search import gateway
from marketplace.search.gateway import ENGINES, Candidate, OfferIndex, Standing, TextQuery, Word
from marketplace.search.rules import GROUPS, SORTS, Ask, DocumentRun, Near, OfferDocument
from tests.rooms.search import plainly
from tests.rooms.search.offering import DAY, asks, markets, narrow_asks, offers

STANDING = Standing(Cursor(), DAY.isoformat(), "")
ALL = TextQuery()
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty(engine: str, tmp_path: Path) -> OfferIndex:
    return gateway.open_index(tmp_path / "search", engine)


def filled(index: OfferIndex, documents: Sequence[OfferDocument], lexicon: Lexicon = EMPTY) -> OfferIndex:
    with index.writing(wait=True):
        index.rebuild(documents, STANDING, lexicon)
    return index


def changed(index: OfferIndex, documents: Sequence[OfferDocument], gone: Sequence[str] = ()) -> None:
    with index.writing(wait=True):
        index.update(documents, gone, STANDING)


def shown(index: OfferIndex, ask: Ask, query: TextQuery = ALL) -> list[str]:
    found = index.find(query, ask)
    page = found.best(0, 10**6) if ask.sort == "best" else found.sorted(ask.sort, ask.language, 0, 10**6)
    return refs(page)


def refs(page: Sequence[Candidate]) -> list[str]:
    return [one.document.ref for one in page]


def words(text: str, lexicon: Lexicon = EMPTY) -> tuple[Word, ...]:
    """The words of a question as it is read in earnest."""
    read = asked_words(text, lexicon).words
    return tuple(Word(tuple((term.text, term.weight) for term in word.terms)) for word in read)


def offer(ref: str, **more: object) -> OfferDocument:
    facts: dict[str, object] = {"offer_id": 1, "institution": "inst", "field": "hr", "title": ("Kursus", "")}
    return OfferDocument(ref=ref, **{**facts, **more})  # type: ignore[arg-type]


@few
@given(markets(), st.lists(st.one_of(asks(), narrow_asks()), min_size=1, max_size=4))
def test_both_engines_agree_with_plain_reading(market: list[OfferDocument], searches: list[Ask]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for engine in ENGINES:
            index = filled(gateway.open_index(Path(folder) / engine, engine), market)
            for ask in searches:
                found = index.find(ALL, ask)
                expected = plainly.in_order(market, ask, DAY)
                assert found.total == len(expected)
                assert found.facets == plainly.counts(market, ask, DAY)
                assert shown(index, ask) == expected


@few
@given(markets(), st.data())
def test_an_index_brought_up_to_date_answers_like_one_built_anew(
    market: list[OfferDocument], data: st.DataObject
) -> None:
    later = [data.draw(offers(number)) for number in range(len(market) + 2)]
    later = [replace(one, ref=f"{number:03}") for number, one in enumerate(later)]
    market = [replace(one, ref=f"{number:03}") for number, one in enumerate(market)]
    rewritten = data.draw(st.sets(st.sampled_from(range(len(later)))))
    gone = data.draw(st.sets(st.sampled_from(range(len(later))))) - rewritten
    now = {one.ref: one for number, one in enumerate(market) if number not in gone}
    now |= {later[number].ref: later[number] for number in rewritten}
    ask = data.draw(narrow_asks())
    with tempfile.TemporaryDirectory() as folder:
        for engine in ENGINES:
            index = filled(gateway.open_index(Path(folder) / engine, engine), market)
            shown(index, ask)
            changed(index, [later[number] for number in sorted(rewritten)])
            changed(index, [], [f"{number:03}" for number in gone])
            assert shown(index, ask) == plainly.in_order(now.values(), ask, DAY)
            assert index.find(ALL, ask).facets == plainly.counts(list(now.values()), ask, DAY)
            assert {one.ref for one in index.documents()} == set(now)


def test_what_was_written_is_what_hits_show(empty: OfferIndex) -> None:
    run = DocumentRun("run", "onsite", 20270203, 20270204, 20270101, "8000", "Aarhus C", "aarhus", "midtjylland", 56.1,
                      10.2, 4, 9_800_00)  # fmt: skip
    whole = offer(
        "abc",
        title=("Æbler 'og' \"pærer\"\n", "Apples"),
        summary=("tekst", "text"),
        external_id="X-1",
        competences=("x", "y"),
        proficiencies=(1, 4),
        runs=(run,),
        prior=0.65,
    )
    index = filled(empty, [whole])
    assert list(index.documents()) == [replace(whole, summary=("", ""))]
    assert list(index.documents(["nobody", "abc"])) == list(index.documents())


def test_a_run_must_meet_all_that_is_asked_of_runs(empty: OfferIndex) -> None:
    near_later = DocumentRun(
        "a", "onsite", 20270901, 0, 0, "8000", "Aarhus", "aarhus", "midtjylland", 56.1567, 10.2108, 9
    )
    far_soon = DocumentRun("b", "onsite", 20261210, 0, 0, "4000", "Roskilde", "roskilde", "sjaelland", 55.64, 12.08, 0)
    index = filled(empty, [offer("abc", runs=(far_soon, near_later))])
    near = Near("8000", 56.1567, 10.2108)
    assert shown(index, Ask(near=near, within_km=25)) == ["abc"]
    assert shown(index, Ask(starts=("1m",))) == ["abc"]
    assert shown(index, Ask(near=near, within_km=25, starts=("1m",))) == []
    assert shown(index, Ask(regions=("sjaelland",), seats=("free",))) == []
    assert index.find(ALL, Ask(regions=("sjaelland",))).facets["seats"] == {"full": 1}
    (hit,) = index.find(ALL, Ask(near=near, starts=("later",))).best(0, 10)
    assert ([run.ref for run in hit.runs], hit.km) == (["a"], 0.0)


def test_words_find_offers_and_rare_ones_weigh_more(empty: OfferIndex) -> None:
    market = [
        offer("both", title=("ledelse projekter", "")),
        offer("rare", title=("projekter havnen", "")),
        *(offer(f"common{number}", title=("ledelse havnen", "")) for number in range(8)),
        offer("none", title=("noget andet", "")),
    ]
    index = filled(empty, market)
    query = TextQuery(words("ledelse projekter"))
    found = index.find(query, Ask())
    assert found.total == 10
    best = found.best(0, 10)
    assert refs(best)[:2] == ["both", "rare"]
    text = {one.document.ref: one.text for one in best}
    assert text["both"] == 1.0
    assert 0.5 < text["rare"] < 1.0
    assert text["common0"] == pytest.approx(1 - text["rare"], abs=0.001)
    assert index.find(replace(query, least=0.5), Ask()).total == 2
    assert index.find(replace(query, least=1.0), Ask()).total == 1


def test_a_word_nobody_has_is_not_held_against_offers(empty: OfferIndex) -> None:
    index = filled(empty, [offer("abc", title=("ledelse", ""))])
    assert refs(index.find(TextQuery(words("ledelse dinosaur"), least=1.0), Ask()).best(0, 9)) == ["abc"]
    assert index.find(TextQuery(words("dinosaur")), Ask()).total == 0


def test_competences_find_offers_too_and_none_twice(empty: OfferIndex) -> None:
    market = [
        offer("key", competences=("x",), proficiencies=(2,)),
        offer("word", title=("ledelse", "")),
        offer("all", title=("ledelse", ""), competences=("x", "y"), proficiencies=(1, 1)),
        offer("none"),
    ]
    index = filled(empty, market)
    found = index.find(TextQuery(words("ledelse"), (("x", 5.0), ("unknown", 5.0))), Ask())
    assert (found.total, refs(found.best(0, 9))) == (3, ["all", "key", "word"])
    assert [one.ref for one in index.building(["x", "y"], 9)] == ["all", "key"]
    assert [one.ref for one in index.building(["x", "y"], 1)] == ["all"]


def test_the_title_weighs_more_than_the_summary_and_a_part_less_than_a_word(empty: OfferIndex) -> None:
    lexicon = Lexicon({"sundhed": 9, "kommunikation": 9})
    index = filled(
        empty,
        [
            offer("summary", summary=("sundhed", "")),
            offer("part", title=("sundhedskommunikation", "")),
            offer("title", title=("sundhed", "")),
        ],
        lexicon,
    )
    assert index.lexicon().version == lexicon.version
    best = index.find(TextQuery(words("sundh")), Ask()).best(0, 9) or index.find(
        TextQuery(words("sundhed")), Ask()
    ).best(0, 9)
    assert refs(best)[0] == "title"
    assert {one.document.ref: one.text for one in best}["part"] < 1.0


STRANGE = (
    "title:*",
    "AND",
    '"',
    "~x",
    "(",
    "*",
    "\\",
    "' OR 1=1 --",
    "\x00",
    "\u202e",
    "日本語",
    "👩‍⚕️",
    "x" * 40_000,
    "a b",
    "",
)


def test_no_word_does_harm(empty: OfferIndex) -> None:
    index = filled(empty, [offer("abc", title=('C# og 日本語 (ledelse) "x" \x00 👩‍⚕️', "~")), offer("def")])
    for text in STRANGE:
        query = TextQuery((Word(((text, 1.0),)),), ((text, 2.0),))
        found = index.find(query, Ask(institution=text, municipality=text))
        assert found.total in (0, 1, 2)
        assert len(found.best(0, 9)) == found.total
        assert index.titles_like(text, "da", 9) is not None
        assert list(index.documents([text])) == []
    assert refs(index.find(TextQuery(words("c#")), Ask()).best(0, 9)) == ["abc"]


def test_pages_hold_everything_once_in_every_order(empty: OfferIndex) -> None:
    market = [
        offer(f"o{number:03}", title=(f"Ledelse {number % 3}", ""), hours=number % 2, price=100 * (number % 4),
              participation="online", competences=("x",), proficiencies=(1,))
        for number in range(57)
    ]  # fmt: skip
    index = filled(empty, market)
    near = Near("8000", 56.1567, 10.2108)
    for query in (ALL, TextQuery(words("ledelse")), TextQuery(competences=(("x", 1.0),))):
        for sort in SORTS:
            found = index.find(query, Ask(near=near, sort=sort))
            pages = [
                found.best(offset, 10) if sort == "best" else found.sorted(sort, "da", offset, 10)
                for offset in range(0, 60, 10)
            ]
            listed = [ref for page in pages for ref in refs(page)]
            assert (found.total, len(listed), len(set(listed))) == (57, 57, 57)
            assert found.best(10**9, 10) == []


def test_an_index_of_nothing_answers_with_nothing(empty: OfferIndex) -> None:
    index = filled(empty, [])
    for sort in SORTS:
        assert shown(index, Ask(sort=sort, near=Near("8000", 56.1, 10.2))) == []
    found = index.find(TextQuery(words("ledelse"), (("x", 1.0),)), Ask())
    assert (found.total, found.best(0, 9)) == (0, [])
    assert found.facets == {group: {} for group in GROUPS}
    assert index.titles_like("led", "da", 9) == []
    assert index.building(["x"], 9) == []
    changed(index, [offer("abc")])
    assert shown(index, Ask()) == ["abc"]


def test_titles_go_on_the_way_somebody_types(empty: OfferIndex) -> None:
    index = filled(
        empty,
        [
            offer("b", title=("Ledelse af projekter", "Leading projects")),
            offer("a", title=("Projektledelse i praksis", "")),
            offer("c", title=("Strategisk ledelse", "")),
            offer("d", title=("Strategisk ledelse", "")),
        ],
    )

    def like(text: str, language: str = "da") -> list[str]:
        return [one.title[0] for one in index.titles_like(text, language, 9)]

    assert like("lede") == ["Ledelse af projekter", "Strategisk ledelse"]
    assert like("PROJEKT") == ["Projektledelse i praksis", "Ledelse af projekter"]
    assert like("led proj") == ["Ledelse af projekter"]
    assert like("leading", "en") == ["Ledelse af projekter"]
    assert like("zebra") == like("") == []
    assert len(index.titles_like("l", "da", 1)) == 1


def test_scores_follow_a_change(empty: OfferIndex) -> None:
    index = filled(empty, [offer("a", title=("ledelse", "")), offer("b", summary=("ledelse", ""))])
    query = TextQuery(words("ledelse"))
    assert shown(index, Ask(), query) == ["a", "b"]
    changed(index, [offer("a", title=("noget andet", ""))])
    assert shown(index, Ask(), query) == ["b"]
    changed(index, [offer("a", title=("ledelse ledelse", ""))])
    assert shown(index, Ask(), query) == ["a", "b"]
    changed(index, [], ["a"])
    assert shown(index, Ask(), query) == ["b"]


@pytest.fixture
def many(empty: OfferIndex) -> Iterator[OfferIndex]:
    """More offers than an engine scores one by one, most of which a filter leaves out."""
    market = [
        offer(f"o{number:05}", title=("ledelse " * (number % 5 + 1), ""), field="hr" if number % 3 else "it")
        for number in range(4_000)
    ]
    return iter([filled(empty, market)])


def test_the_best_of_many_are_the_best_of_all(many: Iterator[OfferIndex]) -> None:
    index = next(many)
    query = TextQuery(words("ledelse"))
    for ask in (Ask(), Ask(fields=("hr",)), Ask(fields=("it",))):
        found = index.find(query, ask)
        everything = refs(found.best(0, 10**6))
        assert len(everything) == found.total == len(set(everything))
        again = index.find(query, ask)
        assert [refs(again.best(offset, 50)) for offset in (0, 50, 1_000)] == [
            everything[offset : offset + 50] for offset in (0, 50, 1_000)
        ]
