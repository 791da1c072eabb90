"""What every engine of the index must do, asked of both, against plain reading of the same offers."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.foundation.language.lexicon import Lexicon
from marketplace.search import gateway
from marketplace.search.gateway import ENGINES, OfferIndex, TextQuery, Word
from marketplace.search.rules import Ask, DocumentRun, Near, OfferDocument
from marketplace.search.rules.wording import Enough
from tests.rooms.search import plainly
from tests.rooms.search.filling import ALL, changed, filled, offer, refs, shown, words
from tests.rooms.search.offering import DAY, asks, markets, narrow_asks, offers

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty(engine: str, tmp_path: Path) -> OfferIndex:
    return gateway.open_index(tmp_path / "search", engine)


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
    assert index.find(replace(query, enough=Enough(least=0.5)), Ask()).total == 2
    assert index.find(replace(query, enough=Enough(beside=0.5)), Ask()).total == 2
    assert index.find(replace(query, enough=Enough(least=1.0)), Ask()).total == 1


def test_words_that_no_offer_has_enough_of_find_nothing_and_only_competences_do(empty: OfferIndex) -> None:
    market = [offer("abc", title=("ledelse", "")), offer("def", competences=("x",), proficiencies=(1,))]
    index = filled(empty, market)
    query = TextQuery(words("ledelse dinosaur"), enough=Enough(met=0.5))
    assert index.find(query, Ask()).total == 0  # a word that nobody has tells most
    assert index.find(replace(query, enough=Enough(met=0.3)), Ask()).total == 1
    assert index.find(replace(query, competences=(("unknown", 1.0),)), Ask()).total == 0
    assert index.find(replace(query, competences=(("x", 1.0),)), Ask()).total == 1
    assert index.find(TextQuery(words("dinosaur")), Ask()).total == 0


def test_a_part_that_is_everywhere_does_not_stand_for_its_word(empty: OfferIndex) -> None:
    market = [offer("truck", title=("truck hjælp", "")), *(offer(f"{no}", title=("hjælp", "")) for no in range(30))]
    index = filled(empty, market)
    texts = []
    for part in ("truck", "hjaelp"):
        query = TextQuery((Word((("ukendt", 1.0), (part, 0.6))),))
        texts.append(max(one.text for one in index.find(query, Ask()).best(0, 9)))
    assert 0.6 > texts[0] > 0.3 > texts[1] > 0


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
