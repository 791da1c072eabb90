"""Fictional people: names drawn from lists, addresses that can never be mailed (.example)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

from marketplace.foundation.language.folding import slug

with (Path(__file__).resolve().parent / "people.toml").open("rb") as _file:
    _LISTS: dict[str, list[str]] = tomllib.load(_file)
TITLES = _LISTS["titles"]


class Names:
    """Names and addresses, each used once."""

    def __init__(self, chance: Random) -> None:
        pairs = [(first, last) for first in _LISTS["first"] for last in _LISTS["last"]]
        chance.shuffle(pairs)
        self._pairs = iter(pairs)

    def next(self, domain: str) -> tuple[str, str]:
        """The next name, with an address at a domain."""
        first, last = next(self._pairs)
        return f"{first} {last}", f"{slug(first)}.{slug(last)}@{domain}.example"


def cvr_numbers(first: int) -> list[str]:
    """Valid CVR numbers (mod 11) from a range that is not given out."""
    weights = (2, 7, 6, 5, 4, 3, 2, 1)
    found: list[str] = []
    number = first
    while len(found) < 100:
        digits = f"{number:08d}"
        if sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0:
            found.append(digits)
        number += 1
    return found


def gln(number: int) -> str:
    """A location number (13 digits) from the range kept for use inside companies, with its check digit."""
    body = f"29900{number:07d}"
    odd, even = sum(int(digit) for digit in body[::2]), sum(int(digit) for digit in body[1::2])
    return f"{body}{(10 - (odd + 3 * even) % 10) % 10}"
