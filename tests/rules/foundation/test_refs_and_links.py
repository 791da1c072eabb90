"""Short references, printed codes, and links that nobody can make up."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from marketplace.foundation import links
from marketplace.foundation.refs import new_printed_code, new_ref, plain_code

EXPIRES = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def test_refs_are_short_and_differ_and_have_no_letters_read_wrongly() -> None:
    refs = {new_ref() for _ in range(2000)}
    assert len(refs) == 2000
    assert all(re.fullmatch(r"[2-9abcdefghjkmnp-z]{12}", ref) for ref in refs)


def test_a_printed_code_is_read_however_it_was_typed() -> None:
    code = new_printed_code()
    assert re.fullmatch(r"([2-9a-z]{4}-){3}[2-9a-z]{4}", code)
    plain = code.replace("-", "")
    for typed in (code, code.upper(), code.replace("-", " "), f" {plain} ", plain):
        assert plain_code(typed) == plain


def test_a_link_is_the_same_each_time_it_is_made() -> None:
    made = links.make_token("abc", "invitation", 1, EXPIRES)
    assert made == links.make_token("abc", "invitation", 1, EXPIRES)
    assert re.fullmatch(r"[0-9a-f]{40}", made)
    assert links.is_token(made, "abc", "invitation", 1, EXPIRES)


@pytest.mark.parametrize(
    ("ref", "purpose", "counter", "expires_at"),
    [
        ("abd", "invitation", 1, EXPIRES),
        ("abc", "new_password", 1, EXPIRES),
        ("abc", "invitation", 2, EXPIRES),
        ("abc", "invitation", 1, EXPIRES + timedelta(seconds=1)),
        ("abc", "invitation", 1, None),
        ("abc|invitation", "", 1, EXPIRES),
    ],
)
def test_a_link_opens_nothing_else(ref: str, purpose: str, counter: int, expires_at: datetime | None) -> None:
    made = links.make_token("abc", "invitation", 1, EXPIRES)
    assert not links.is_token(made, ref, purpose, counter, expires_at)


@pytest.mark.parametrize("altered", ["", "æøå", "0" * 40, "\x00", "a" * 10_000])
def test_an_altered_link_opens_nothing(altered: str) -> None:
    made = links.make_token("abc", "invitation", 1, EXPIRES)
    assert not links.is_token(altered, "abc", "invitation", 1, EXPIRES)
    assert not links.is_token(made[:-1] + altered[:1], "abc", "invitation", 1, EXPIRES) or made.endswith(altered[:1])
    assert not links.is_token(made.upper() + altered, "abc", "invitation", 1, EXPIRES)


def test_another_secret_makes_other_links_and_marks() -> None:
    before = links._key.decode()
    made, mark = links.make_token("abc", "invitation", 1, EXPIRES), links.mark("place", "1.2.3.4")
    links.use("quite another secret for tests only")
    try:
        assert not links.is_token(made, "abc", "invitation", 1, EXPIRES)
        assert links.mark("place", "1.2.3.4") != mark
        links.use("")
        with pytest.raises(RuntimeError):
            links.make_token("abc", "invitation", 1, EXPIRES)
    finally:
        links.use(before)
    assert links.mark("place", "1.2.3.4") == mark
    assert links.mark("address", "1.2.3.4") != mark
