"""What a mistyped word may have been meant as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.foundation.language.spelling import Speller, slips

KNOWN = {
    "projektledelse": 9,
    "projektleder": 12,
    "kommunikation": 30,
    "sundhedskommunikation": 2,
    "laering": 20,
    "lagring": 3,
    "svejsning": 4,
    "sikkerhed": 40,
    "regnskab": 8,
    "budget": 7,
    "forhandling": 5,
    "begyndere": 2,
    "management": 11,
    "accounting": 6,
    "welding": 4,
    "ret": 3,
    "bil": 2,
}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(KNOWN)


@pytest.mark.parametrize(
    ("typed", "meant", "distance"),
    [
        ("projektledlse", "projektledelse", 1),
        ("projektldelsee", "projektledelse", 2),
        ("kommunkation", "kommunikation", 1),
        ("komunikaton", "kommunikation", 2),
        ("sundhedskomunikation", "sundhedskommunikation", 1),
        ("laring", "laering", 1),
        ("svejsnign", "svejsning", 1),
        ("sikerhed", "sikkerhed", 1),
        ("ofrhandling", "forhandling", 1),
        ("budegt", "budget", 1),
        ("mudget", "budget", 1),
        ("jommunikation", "kommunikation", 1),
        ("ommunikation", "kommunikation", 1),
        ("acounting", "accounting", 1),
        ("managament", "management", 1),
        ("managmnet", "management", 2),
        ("weldng", "welding", 1),
    ],
)
def test_a_slip_is_put_right(speller: Speller, typed: str, meant: str, distance: int) -> None:
    assert speller.corrections(typed)[0] == (meant, distance)


@pytest.mark.parametrize(
    "typed",
    [
        "re",  # too short to guess
        "rte",
        "bulgur",
        "wldng",  # two slips in five letters
        "hanagemant",  # two slips, one of them the first letter
        "",
        "日本語",
        "c#",
    ],
)
def test_no_guess_is_better_than_a_wild_one(speller: Speller, typed: str) -> None:
    assert speller.corrections(typed) == []


def test_a_known_word_is_its_own_correction(speller: Speller) -> None:
    assert speller.corrections("lagring") == [("lagring", 0)]
    assert "lagring" in speller
    assert "lagrin" not in speller


def test_the_nearest_then_the_commonest_come_first_and_no_more_than_asked_for(speller: Speller) -> None:
    assert speller.corrections("laring") == [("laering", 1), ("lagring", 1)]
    assert speller.corrections("laring", limit=1) == [("laering", 1)]


def test_words_may_come_without_counts() -> None:
    assert Speller(["svejse", "svejsning"]).corrections("svesje") == [("svejse", 1)]
    assert Speller([]).corrections("svejse") == []


def plain_slips(one: str, other: str) -> int:
    """The same distance by the textbook's table."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row in range(len(one) + 1):
        for column in range(len(other) + 1):
            if not row or not column:
                rows[row][column] = row + column
                continue
            wrong = one[row - 1] != other[column - 1]
            least = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + wrong)
            if row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]:
                least = min(least, rows[row - 2][column - 2] + 1)
            rows[row][column] = least
    return rows[-1][-1]


letters = st.text("abce", max_size=9)


@given(letters, letters, st.integers(0, 2))
def test_slips_are_counted_as_by_the_textbook(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == min(plain_slips(one, other), most + 1)


@given(st.sets(st.text("abcde", min_size=3, max_size=11), max_size=40), st.text("abcde", min_size=4, max_size=11))
def test_every_word_near_enough_is_found(words: set[str], typed: str) -> None:
    most = 2 if len(typed) >= 8 else 1
    kept = {word for word in words if (word[0] == typed[0] and len(word) >= 7) or plain_slips(word, typed) == 1}
    expected = {word for word in kept if plain_slips(word, typed) <= most}
    found = dict(Speller(words).corrections(typed, limit=100))
    if typed in words:
        assert found == {typed: 0}
    else:
        assert expected <= found.keys()
        assert all(plain_slips(word, typed) == count for word, count in found.items())
