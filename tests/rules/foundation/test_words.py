"""How numbers, money and days are written: the table of the look, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from marketplace.foundation import words
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.texts import Texts

AT = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)
UNTIL = datetime(2027, 2, 3, 15, 0, tzinfo=UTC)
SUMMER = datetime(2027, 7, 1, 7, 5, tzinfo=UTC)


def free(seats: int) -> str:
    return words.ngettext("%(num)s plads ledig", "%(num)s pladser ledige", seats)


@pytest.mark.parametrize(
    ("write", "danish", "english"),
    [
        (lambda: words.money(kroner(18_400)), "18.400_kr.", "DKK_18,400"),
        (lambda: words.money(Money(1_840_050)), "18.400,50_kr.", "DKK_18,400.50"),
        (lambda: words.money(Money(1_840_005)), "18.400,05_kr.", "DKK_18,400.05"),
        (lambda: words.money(kroner(-8_802)), "−8.802_kr.", "−DKK_8,802"),
        (lambda: words.money(Money(0)), "0_kr.", "DKK_0"),
        (lambda: words.money(Money(-5)), "−0,05_kr.", "−DKK_0.05"),
        (lambda: words.day(date(2027, 2, 3)), "3._feb. 2027", "3_Feb 2027"),
        (lambda: words.day(date(2027, 2, 3), year=False, weekday=True), "onsdag 3._feb.", "Wednesday 3_Feb"),
        (lambda: words.day(datetime(2027, 1, 4, 23, 30, tzinfo=UTC)), "5._jan. 2027", "5_Jan 2027"),
        (
            lambda: words.span(date(2027, 2, 3), date(2027, 3, 10)),
            "3._feb. til 10._mar. 2027",
            "3_Feb to 10_Mar 2027",
        ),
        (
            lambda: words.span(date(2026, 12, 3), date(2027, 1, 10)),
            "3._dec. 2026 til 10._jan. 2027",
            "3_Dec 2026 to 10_Jan 2027",
        ),
        (lambda: words.span(date(2027, 5, 3), date(2027, 5, 3)), "3._maj 2027", "3_May 2027"),
        (lambda: words.clock(AT), "kl._9.00", "9:00"),
        (lambda: words.clock(SUMMER), "kl._9.05", "9:05"),
        (lambda: words.times(AT, UNTIL), "kl._9.00 til 16.00", "9:00 to 16:00"),
        (lambda: words.moment(AT), "3._feb. 2027 kl._9.00", "3_Feb 2027 9:00"),
        (lambda: words.until(date(2027, 1, 4)), "til og med 4._jan. 2027", "until the end of 4_Jan 2027"),
        (lambda: words.hours(280), "28 timer", "28 hours"),
        (lambda: words.hours(75), "7,5 timer", "7.5 hours"),
        (lambda: words.hours(10), "1 time", "1 hour"),
        (lambda: words.hours(0), "0 timer", "0 hours"),
        (lambda: words.ects(30), "3_ECTS", "3_ECTS"),
        (lambda: words.ects(25), "2,5_ECTS", "2.5_ECTS"),
        (lambda: words.percent(75), "75_%", "75%"),
        (lambda: words.kilometres(26.4), "26_km", "26_km"),
        (lambda: words.kilometres(0.4), "under 1_km", "under 1_km"),
        (lambda: words.kilometres(0), "0_km", "0_km"),
        (lambda: words.kilometres(1234.6), "1.235_km", "1,235_km"),
        (lambda: words.number(Decimal("4.6"), 1), "4,6", "4.6"),
        (lambda: words.number(18_400), "18.400", "18,400"),
        (lambda: free(1), "1 plads ledig", "1 seat free"),
        (lambda: free(1200), "1.200 pladser ledige", "1,200 seats free"),
    ],
)
def test_the_table_of_the_look(write: Callable[[], str], danish: str, english: str) -> None:
    with words.speaking("da"):
        assert write().replace(words.NBSP, "_") == danish
    with words.speaking("en"):
        assert write().replace(words.NBSP, "_") == english


def test_a_language_we_do_not_write_is_danish_and_the_one_before_comes_back() -> None:
    with words.speaking("en"):
        with words.speaking("fr"):
            assert words.language() == "da"
        assert words.language() == "en"


def test_a_text_without_its_english_is_shown_in_danish() -> None:
    with words.speaking("en"):
        assert words.gettext("En tekst, ingen har oversat: 100 %") == "En tekst, ingen har oversat: 100 %"


@pytest.mark.parametrize(
    ("texts", "danish", "english", "said_in"),
    [
        (Texts("hej", "hello"), "hej", "hello", ("da", "en")),
        (Texts("hej"), "hej", "hej", ("da", "da")),
        (Texts(en="hello"), "hello", "hello", ("en", "en")),
    ],
)
def test_a_missing_language_falls_back_to_the_other(
    texts: Texts, danish: str, english: str, said_in: tuple[str, str]
) -> None:
    assert (texts.said("da"), texts.said("en")) == (danish, english)
    assert (texts.language_said("da"), texts.language_said("en")) == said_in
    assert texts
    assert not Texts()
