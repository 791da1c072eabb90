"""Where the clauses of a text begin and end: one clause asks for one thing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise

from marketplace.foundation.language.analysis import MOST_WORDS, completed
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import tokens

SHORT = 12  # words up to which a text may also be one phrase
_CLAUSE = 0.9  # a clause of a text that may be one phrase: "browse, search and filter data"
_PART = 0.8  # what "and" joins in a clause: "electronic and telecommunication equipment"
_JOINS = word_set("og and eller or samt men but")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a text that stand side by side, by their positions, and how likely they are one thing (0 to 1)."""

    first: int
    past: int
    one: float = 1.0
    words: tuple[str, ...] = ()  # folded, those that tell nothing included

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole text that may be one phrase."""
        return self.one == 1.0

    @property
    def is_clause(self) -> bool:
        """Whether it is a clause or a whole text, not a part of one."""
        return self.one > _PART


def spans_of(text: str, lexicon: Lexicon) -> list[Span]:
    """The whole of a short text, its clauses, and those parts of them that "and" joins, likeliest first.

    Positions are those of `analysis.asked_words`.
    """
    read = completed(list(islice(tokens(text), MOST_WORDS)), lexicon)
    found: dict[tuple[int, int], float] = {}
    if len(read) <= SHORT:
        found[0, len(read)] = 1.0
    clauses = _parted(0, len(read), [at + 1 for at in range(len(read)) if read[at].ends])
    for clause in clauses:
        found.setdefault(clause, _CLAUSE if found else 1.0)
    for first, past in clauses:
        joins = [at for at in range(first, past) if read[at].word in _JOINS]
        for part in _parted(first, past, joins):
            found.setdefault(part, _PART)
    return [
        Span(first, past, one, tuple(word.word for word in read[first:past])) for (first, past), one in found.items()
    ]


def _parted(first: int, past: int, cuts: list[int]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in pairwise([first, *cuts, past]) if b > a]
