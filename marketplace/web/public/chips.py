"""Competences read from a need, as chips to take away and to add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.foundation.language.folding import fold
from marketplace.search.rules.asking import Understood
from marketplace.web.public.address import Address
from marketplace.web.shell.filters import lang_of, said

MOST_NEARBY = 6
SHOWN_NEARBY = 2  # the others stand behind a click, so that hits begin on a phone's first screen


@dataclass(frozen=True, slots=True)
class Chip:
    """A competence, the words that led to it where they are others, and the address without it (or with it)."""

    label: str
    language: str | None
    words: str
    url: str


def chips_of(understood: Sequence[Understood], address: Address) -> list[Chip]:
    """The competences understood; a chip's address takes it away."""
    without, plus = address.values("uden"), address.values("med")
    return [
        _chip(one, address.url(uden=[*without, one.key], med=[key for key in plus if key != one.key]))
        for one in understood
    ]


def nearby_chips(alternatives: Sequence[Understood], address: Address) -> list[Chip]:
    """Competences that could be meant too; a chip's address adds it."""
    without, plus = address.values("uden"), address.values("med")
    return [
        _chip(one, address.url(uden=[key for key in without if key != one.key], med=[*plus, one.key]))
        for one in alternatives[:MOST_NEARBY]
    ]


def _chip(one: Understood, url: str) -> Chip:
    label, words = said(one.label), " ".join(one.words)
    return Chip(label, lang_of(one.label), "" if fold(words) in fold(label) else words, url)
