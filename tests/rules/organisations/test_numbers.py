"""The numbers of Danish companies, each fault told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.problems import problem
from marketplace.organisations import rules


def code_of(check: Callable[..., Any], *args: Any, **facts: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as broken:
        check(*args, **facts)
    assert problem(broken.value)
    return broken.value.code, broken.value.field


@pytest.mark.parametrize("typed", ["13585628", " 13 58 56 28 ", "DK13585628", "dk-13585628"])
def test_a_cvr_number_is_understood_as_people_type_it(typed: str) -> None:
    assert rules.clean_cvr(typed) == "13585628"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "cvr_letters"),
        ("1358562B", "cvr_letters"),
        ("1358562²", "cvr_letters"),
        ("1358562", "cvr_length"),
        ("135856280", "cvr_length"),
        ("13585682", "cvr_check"),
        ("00000000", "cvr_check"),
    ],
)
def test_each_fault_of_a_cvr_number_has_its_own_words(typed: str, code: str) -> None:
    assert code_of(rules.clean_cvr, typed) == (f"organisations.{code}", "cvr")


@pytest.mark.parametrize("wrong", range(8))
def test_one_wrong_digit_in_a_cvr_number_is_always_seen(wrong: int) -> None:
    digits = list("13585628")
    digits[wrong] = str((int(digits[wrong]) + 1) % 10)
    assert code_of(rules.clean_cvr, "".join(digits))[0] == "organisations.cvr_check"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("579800041664", "ean_one_missing"),
        ("57980004166", "ean_length"),
        ("57980004166420", "ean_length"),
        ("579800041664X", "ean_letters"),
        ("5798000416624", "ean_check"),
    ],
)
def test_each_fault_of_an_ean_number_has_its_own_words(typed: str, code: str) -> None:
    assert code_of(rules.clean_ean, typed) == (f"organisations.{code}", "ean")


def test_a_right_ean_number_is_taken_with_its_spaces_gone() -> None:
    assert rules.clean_ean("5798 0004 16642") == "5798000416642"


def test_a_missing_digit_is_said_in_plain_words() -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.clean_ean("579800041664")
    assert problem(broken.value) == "Der mangler et ciffer. EAN-nummeret har 13."


@given(st.text(max_size=40))
def test_whatever_is_typed_is_clean_or_refused(typed: str) -> None:
    for clean, length in ((rules.clean_cvr, 8), (rules.clean_ean, 13), (rules.clean_p_number, 10)):
        try:
            taken = clean(typed)
        except RuleBroken:
            continue
        assert len(taken) == length
        assert taken.isdecimal()


def test_a_p_number_has_ten_digits() -> None:
    assert rules.clean_p_number("1003 388 394") == "1003388394"
    assert code_of(rules.clean_p_number, "100338839") == ("organisations.p_number", "p_number")


NONE = {"bank_reg": "", "bank_account": "", "fik": "", "iban": "", "payment_days": 30}


@pytest.mark.parametrize(
    "given_facts",
    [
        {"bank_reg": "1234", "bank_account": "1234567890"},
        {"fik": "81234567"},
        {"iban": "dk50 0040 0440 1162 43"},
    ],
)
def test_one_way_to_be_paid_is_enough(given_facts: dict[str, str]) -> None:
    bank = rules.clean_bank(**{**NONE, **given_facts})  # type: ignore[arg-type]
    assert bank.bank_reg or bank.fik == "81234567" or bank.iban == "DK5000400440116243"


@pytest.mark.parametrize(
    ("given_facts", "code", "field"),
    [
        ({}, "bank_missing", "bank_reg"),
        ({"bank_reg": "123", "bank_account": "12345"}, "bank_reg", "bank_reg"),
        ({"bank_account": "12345"}, "bank_reg", "bank_reg"),
        ({"bank_reg": "1234"}, "bank_account", "bank_account"),
        ({"bank_reg": "1234", "bank_account": "12345678901"}, "bank_account", "bank_account"),
        ({"fik": "8123456"}, "fik", "fik"),
        ({"iban": "DK5000400440116244"}, "iban", "iban"),
        ({"fik": "81234567", "payment_days": 0}, "payment_days", "payment_days"),
        ({"fik": "81234567", "payment_days": 121}, "payment_days", "payment_days"),
    ],
)
def test_wrong_bank_facts_are_refused_on_their_field(given_facts: dict[str, Any], code: str, field: str) -> None:
    assert code_of(rules.clean_bank, **{**NONE, **given_facts}) == (f"organisations.{code}", field)


@pytest.mark.parametrize(("typed", "clean"), [("fph", "FPH"), (" u2 ", "U2")])
def test_an_invoice_prefix_is_capital_letters_and_digits(typed: str, clean: str) -> None:
    assert rules.clean_prefix(typed) == clean


@pytest.mark.parametrize("typed", ["A", "ABCDEFGHI", "2U", "ÅBC", "A-B", ""])
def test_other_invoice_prefixes_are_refused(typed: str) -> None:
    assert code_of(rules.clean_prefix, typed) == ("organisations.prefix_shape", "prefix")


@pytest.mark.parametrize("typed", ["firma.dk", "javascript:alert(1).", "https://firma", "https://fir ma.dk"])
def test_a_web_address_is_a_whole_one(typed: str) -> None:
    assert code_of(rules.clean_web, typed) == ("organisations.web_shape", "web")
