"""What is kept of a search, and what is left out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.search.rules.noted import (
    FLUSH_AFTER,
    FLUSH_ASKS,
    KEPT_TEXT,
    POOR_HITS,
    Cell,
    Noted,
    Tally,
    is_counted,
    kept_text,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("skrive klart til borgere", "skrive klart til borgere"),
        ("  klarsprog\r\n til  alle ", "klarsprog til alle"),
        ("ring til mette@firma.dk om kurset", "ring til … om kurset"),
        ("se https://firma.dk/x?y=1 og www.firma.dk", "se … og …"),
        ("010190-1234 skal lære excel", "… skal lære excel"),
        ("010190 1234 skal lære excel", "… skal lære excel"),
        ("tlf. 12 34 56 78", "tlf. …"),
        ("+45 12345678 excel", "… excel"),
        ("vi bor Nørregade 12 og mangler svejsere", "vi bor … og mangler svejsere"),
        ("ISO 9001 og ISO 27001 for 12 personer i 2027", "ISO 9001 og ISO 27001 for 12 personer i 2027"),
        ("C# og .NET 8", "C# og .NET 8"),
        ("12345678", ""),
        ("mette@firma.dk", ""),
        ("?!", ""),
        ("", ""),
        ("nul\x00tegn", "nul tegn"),
    ],
)
def test_addresses_and_long_numbers_are_left_out(typed: str, kept: str) -> None:
    assert kept_text(typed) == kept


@given(st.text(max_size=3_000))
def test_whatever_is_typed_what_is_kept_is_short_and_holds_no_address_or_long_number(typed: str) -> None:
    kept = kept_text(typed)
    assert len(kept) <= KEPT_TEXT
    assert not re.search(r"\S+@\S+|[\x00-\x1f]|\d{6}", kept)
    assert kept == kept.strip()


@pytest.mark.parametrize(
    ("desk", "agent", "page", "counted"),
    [
        ("company", FIREFOX, 1, True),
        ("", FIREFOX, 1, True),
        ("employee", FIREFOX, 1, True),
        ("institution", FIREFOX, 1, False),
        ("operator", FIREFOX, 1, False),
        ("company", FIREFOX, 2, False),
        ("", "", 1, False),
        ("", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", 1, False),
        ("", "curl/8.5.0", 1, False),
    ],
)
def test_whose_searches_count(desk: str, agent: str, page: int, counted: bool) -> None:
    assert is_counted(desk, agent, page) is counted


def noted(*asks: tuple[set[str], int, str]) -> Noted:
    made = Noted()
    for competences, hits, text in asks:
        made.add(competences, "midtjylland", 7, hits, text, NOW)
    return made


def test_each_competence_of_a_search_is_counted() -> None:
    made = noted(({"a", "b"}, 12, "x"), ({"a"}, 0, "y"))
    assert made.cells == {
        Cell(DAY, "a", "midtjylland", 7): Tally(hits=12, times=2, poor=1),
        Cell(DAY, "b", "midtjylland", 7): Tally(hits=12, times=1, poor=0),
    }
    assert made.texts == {(DAY, "y"): 1}


def test_a_competence_no_hit_covers_is_poor_though_others_are_met() -> None:
    made = Noted()
    made.add({"a", "b"}, "", None, 8, "words", NOW, lacking={"b"})
    assert made.cells[Cell(DAY, "a", "", 0)] == Tally(8, 1, 0)
    assert made.cells[Cell(DAY, "b", "", 0)] == Tally(0, 1, 1)
    assert made.texts == {}  # the words themselves found something


def test_the_day_is_the_danish_one() -> None:
    made = Noted()
    made.add({"a"}, "", None, 5, "", datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert {cell.day for cell in made.cells} == {date(2026, 11, 24)}


def test_a_poor_answer_is_written_down_at_once_others_after_a_while_or_a_hundred() -> None:
    assert not Noted().is_due(NOW)
    assert noted(({"a"}, POOR_HITS - 1, "")).is_due(NOW)
    one = noted(({"a"}, POOR_HITS, ""))
    assert not one.is_due(NOW + FLUSH_AFTER - timedelta(seconds=1))
    assert one.is_due(NOW + FLUSH_AFTER)
    assert not noted(*[({"a"}, 9, "")] * (FLUSH_ASKS - 1)).is_due(NOW)
    assert noted(*[({"a"}, 9, "")] * FLUSH_ASKS).is_due(NOW)


ASKS = st.lists(st.tuples(st.sets(st.sampled_from("abc")), st.integers(0, 5), st.sampled_from(["x", "y", ""])))


@given(ASKS, ASKS)
def test_what_is_given_back_counts_as_if_it_had_been_asked_now(before: list, after: list) -> None:  # type: ignore[type-arg]  # made by hypothesis
    kept = noted(*after)
    kept.merge(noted(*before))
    whole = noted(*before, *after)
    assert (kept.cells, kept.texts, kept.asks, kept.since) == (whole.cells, whole.texts, whole.asks, whole.since)


def test_cells_are_written_in_one_order() -> None:
    made = noted(({"c", "a", "b"}, 1, ""))
    assert [cell.competence for cell, _tally in made.sorted_cells()] == ["a", "b", "c"]
