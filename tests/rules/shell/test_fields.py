"""What Danes and others type into fields, and what is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FieldList

from marketplace.foundation.money import Money, kroner
from marketplace.foundation.words import speak, speaking
from marketplace.web.shell import forms
from marketplace.web.shell.guards import safe_next


class Shape(forms.BaseForm):
    money = forms.MoneyField()
    tenths = forms.TenthsField()
    day = forms.DayField()
    hour = forms.HourField()
    whole = forms.WholeField(least=-5, most=5000)
    line = forms.LineField()


class Rows(forms.BaseForm):
    Meta = forms.Meta
    rows = FieldList(forms.LineField())


@pytest.fixture(autouse=True)
def _danish() -> Iterator[None]:
    speak("da")
    yield
    speak("da")


def read(name: str, typed: str, language: str = "da") -> Any:
    """What a field reads, or "refused"."""
    with speaking(language):
        form = Shape(MultiDict({name: typed}))
        if form.validate():
            return form[name].data
        assert all(form[name].errors)
        assert form[name]._value() == typed  # what was typed comes back
        return "refused"


@pytest.mark.parametrize(
    ("typed", "danish", "english"),
    [
        ("9800", kroner(9800), kroner(9800)),
        ("9.800", kroner(9800), kroner(9800)),
        ("9.800,50", Money(980_050), Money(980_050)),
        ("9,800.50", Money(980_050), Money(980_050)),
        ("9,800", "refused", kroner(9800)),
        ("9 800,5", Money(980_050), Money(980_050)),
        ("9\u00a0800", kroner(9800), kroner(9800)),
        ("9.800 kr.", kroner(9800), kroner(9800)),
        ("9.800,-", kroner(9800), kroner(9800)),
        ("kr. 9.800,00", kroner(9800), kroner(9800)),
        ("DKK 9,800.00", kroner(9800), kroner(9800)),
        ("1.234.567,89", Money(123_456_789), Money(123_456_789)),
        ("0", Money(0), Money(0)),
        ("0,05", Money(5), Money(5)),
        ("0.5", Money(50), Money(50)),
        ("10.000.000", kroner(10_000_000), kroner(10_000_000)),
        ("10.000.001", "refused", "refused"),
        ("-1", "refused", "refused"),
        ("−1", "refused", "refused"),
        ("9,801", "refused", kroner(9801)),
        ("9,8005", "refused", "refused"),
        ("1.23,4", "refused", "refused"),
        ("1.2.3", "refused", "refused"),
        ("1,2,3", "refused", "refused"),
        ("1e9", "refused", "refused"),
        ("NaN", "refused", "refused"),
        ("Infinity", "refused", "refused"),
        ("9" * 40, "refused", "refused"),
        ("9" * 5000, "refused", "refused"),
        ("٣", "refused", "refused"),
        ("gratis", "refused", "refused"),
        ("kr.", "refused", "refused"),
        (",", "refused", "refused"),
        ("<b>", "refused", "refused"),
        ("  ", None, None),
    ],
)
def test_money(typed: str, danish: Any, english: Any) -> None:
    assert read("money", typed, "da") == danish
    assert read("money", typed, "en") == english


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [
        ("7,5", 75),
        ("7.5", 75),
        ("28", 280),
        ("7,50", 75),
        ("0", 0),
        ("1.000", 10_000),
        ("7,55", "refused"),
        ("-1", "refused"),
        ("10.001", "refused"),
        ("9" * 60, "refused"),
        ("syv", "refused"),
        ("7,5,5", "refused"),
    ],
)
def test_tenths(typed: str, tenths: Any) -> None:
    assert read("tenths", typed) == tenths


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24-12-2026", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24/12 2026", date(2026, 12, 24)),
        ("4/1-2027", date(2027, 1, 4)),
        ("2026-12-24", date(2026, 12, 24)),
        ("29-02-2028", date(2028, 2, 29)),
        ("29-02-2027", "refused"),
        ("31-04-2027", "refused"),
        ("12/24/2026", "refused"),
        ("24-12-26", "refused"),
        ("31-12-9999", "refused"),
        ("01-01-0001", "refused"),
        ("00-00-0000", "refused"),
        ("i morgen", "refused"),
        ("-1-1-2026", "refused"),
        ("٢٤-١٢-٢٠٢٦", "refused"),
    ],
)
def test_days(typed: str, day: Any) -> None:
    assert read("day", typed) == day
    assert read("day", typed, "en") == day


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9", time(9)),
        ("9.30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("kl. 9.30", time(9, 30)),
        ("Kl 16", time(16)),
        ("0", time(0)),
        ("23:59", time(23, 59)),
        ("24", "refused"),
        ("9.60", "refused"),
        ("9.5", "refused"),
        ("-1", "refused"),
        ("930", "refused"),
        ("ni", "refused"),
    ],
)
def test_hours(typed: str, at: Any) -> None:
    assert read("hour", typed) == at


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("4", 4),
        ("-5", -5),
        ("−5", -5),
        ("1.000", 1000),
        ("1,000", 1000),
        ("1 000", 1000),
        ("0004", 4),
        ("-6", "refused"),
        ("5.001", "refused"),
        ("4.5", "refused"),
        ("4,0", "refused"),
        ("1.00", "refused"),
        ("1.000,5", "refused"),
        ("9" * 30, "refused"),
        ("fire", "refused"),
        ("٤", "refused"),
        ("0x4", "refused"),
    ],
)
def test_whole_numbers(typed: str, whole: Any) -> None:
    assert read("whole", typed) == whole
    assert read("whole", typed, "en") == whole


@given(st.integers(0, 1_000_000_000), st.sampled_from(["da", "en"]))
def test_an_amount_that_is_shown_reads_back_the_same(minor: int, language: str) -> None:
    with speaking(language):
        shown = Shape(money=Money(minor)).money._value()
        assert read("money", shown, language) == Money(minor)


@given(st.integers(0, 100_000), st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["da", "en"]))
def test_hours_and_days_that_are_shown_read_back_the_same(tenths: int, day: date, language: str) -> None:
    with speaking(language):
        shown = Shape(tenths=tenths, day=day)
        assert read("tenths", shown.tenths._value(), language) == tenths
        assert read("day", shown.day._value(), language) == day


@given(st.sampled_from(["money", "tenths", "day", "hour", "whole", "line"]), st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error_of_ours(name: str, typed: str) -> None:
    Shape(MultiDict({name: typed})).validate()


@pytest.mark.parametrize("no", ["²", "٣", "9" * 5000, "", "-1", "x"])
def test_a_row_that_cannot_be_is_no_row(no: str) -> None:
    form = Rows(MultiDict([("rows-0", "Mette"), (f"rows-{no}", "Bo"), ("rows-7", "Ane")]))
    assert [entry.data for entry in form.rows] == ["Mette", "Ane"]


def test_what_was_typed_comes_back_escaped() -> None:
    form = Shape(MultiDict({"money": '"><script>'}))
    form.validate()
    assert "<script>" not in str(form.money())
    assert "&lt;script&gt;" in str(form.money())


def test_refusals_are_said_in_the_language_of_the_page() -> None:
    for language, word in (("da", "Skriv"), ("en", "Write")):
        with speaking(language):
            form = Shape(MultiDict({"money": "x", "day": "x", "hour": "x", "whole": "x", "tenths": "x"}))
            assert not form.validate()
            assert all(word in errors[0] for errors in form.errors.values()), form.errors


@pytest.mark.parametrize(
    ("typed", "line"),
    [("  Mette Holm ", "Mette Holm"), ("a\x00b", "refused"), ("a\x1bb", "refused"), ("Åge Ærø", "Åge Ærø")],
)
def test_lines(typed: str, line: str) -> None:
    form = Shape(MultiDict({"line": typed}))
    assert (form.line.data if form.validate() else "refused") == line


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/hr/", "/hr/"),
        ("/forloeb?q=a&side=2", "/forloeb?q=a&side=2"),
        ("", None),
        (None, None),
        ("hr", None),
        ("//evil.example", None),
        ("///evil.example", None),
        ("/\\evil.example", None),
        ("\\\\evil.example", None),
        ("https://evil.example", None),
        ("javascript:alert(1)", None),
        ("/a\r\nSet-Cookie: x=1", None),
        ("/\t/evil.example", None),
        (" /hr/", None),
    ],
)
def test_the_way_on_after_signing_in_stays_on_the_site(target: str | None, goes_to: str | None) -> None:
    assert safe_next(target) == goes_to
