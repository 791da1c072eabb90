"""Pages, titles and strange words, asked of both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.search import gateway
from marketplace.search.gateway import ENGINES, OfferIndex, TextQuery, Word
from marketplace.search.rules import GROUPS, SORTS, Ask, Near
from tests.rooms.search.filling import ALL, changed, filled, offer, refs, shown, words


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> OfferIndex:
    return gateway.open_index(tmp_path / "search", str(request.param))


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
