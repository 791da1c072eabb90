"""Addresses, names and passwords as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts import rules
from marketplace.accounts.rules import Tries
from marketplace.foundation.errors import RuleBroken

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["mette@firma.dk", " Mette@Firma.DK ", "a.b+c@under.firma.co.uk", "søren@blåbær.dk", "x_1@a-b.dk"]
)
def test_addresses_with_the_right_shape_are_taken(typed: str) -> None:
    assert rules.clean_email(typed) == typed.strip().lower()


@pytest.mark.parametrize(
    "typed",
    ["", "mette", "mette@", "@firma.dk", "mette@firma", "me tte@firma.dk", "a@b@firma.dk", "a@firma..dk", ".a@firma.dk",
     "a.@firma.dk", "a@-firma.dk", "a@firma.dk\0", "a\n@firma.dk", "a@firma.d", "x" * 65 + "@firma.dk", "a@1.2",
     "a@" + "b" * 260 + ".dk"],
)  # fmt: skip
def test_addresses_that_cannot_be_are_refused_on_their_field(typed: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.clean_email(typed)
    assert (broken.value.code, broken.value.field) == ("accounts.email_shape", "email")


@given(st.text(max_size=300))
def test_what_is_taken_is_an_address_without_spaces_and_short_enough(typed: str) -> None:
    norm = rules.email_norm(typed)
    if rules.is_email(norm):
        assert norm.count("@") == 1
        assert len(norm) <= 254
        assert not any(sign.isspace() or not sign.isprintable() for sign in norm)


def test_a_name_has_single_spaces_and_no_control_signs() -> None:
    assert rules.clean_name("  Mette \t Holm\0 ") == "Mette Holm"
    assert rules.clean_name("x" * 120) == "x" * 120


@pytest.mark.parametrize(("typed", "code"), [(" ", "accounts.name_missing"), ("x" * 121, "accounts.name_long")])
def test_a_name_is_there_and_fits(typed: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.clean_name(typed)
    assert (broken.value.code, broken.value.field) == (code, "name")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kort12345", "accounts.password_short"),
        ("x1y" * 67, "accounts.password_long"),
        ("Mette@firma.dk", "accounts.password_is_address"),
        ("Adgangskode123", "accounts.password_common"),
        ("aaaaaaaaaaab", "accounts.password_common"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(password: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_password(password, "mette@firma.dk")
    assert (broken.value.code, broken.value.field) == (code, "password")


@pytest.mark.parametrize("password", ["gul hest under bordet", "x1y" * 66 + "zz", "æøåÆØÅ-1234"])
def test_ordinary_passwords_are_taken(password: str) -> None:
    rules.check_password(password, "mette@firma.dk")


@pytest.mark.parametrize(
    ("tries", "may"), [(Tries(4, 4), True), (Tries(5, 5), False), (Tries(0, 49), True), (Tries(0, 50), False)]
)
def test_tries_are_limited_per_address_and_per_place(tries: Tries, may: bool) -> None:
    assert rules.may_try(tries) is may


def test_a_link_ends_two_hours_after_it_was_asked_for() -> None:
    ends = NOON + rules.RESET_LASTS
    assert not rules.reset_has_expired(ends, ends - timedelta(seconds=1))
    assert rules.reset_has_expired(ends, ends)
    assert rules.reset_has_expired(None, NOON)


def test_a_second_click_within_two_minutes_is_the_same_one() -> None:
    ends = NOON + rules.RESET_LASTS
    assert rules.reset_was_just_sent(ends, NOON + timedelta(seconds=119))
    assert not rules.reset_was_just_sent(ends, NOON + timedelta(minutes=2))
    assert not rules.reset_was_just_sent(None, NOON)
