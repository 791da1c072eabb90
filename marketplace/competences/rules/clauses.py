"""Where the clauses of a text begin and end: one clause asks for one thing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise

from marketplace.foundation.language.analysis import MOST_WORDS, completed
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import tokens

SHORT = 12  # words up to which a text may also be one phrase
_JOINS = word_set("og and eller or samt men but")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a text that stand side by side, by their positions."""

    first: int
    past: int


def spans_of(text: str, lexicon: Lexicon) -> list[Span]:
    """The clauses of a text, those parts of them that "and" joins, and the whole of a short text; each once.

    Positions are those of `analysis.asked_words`.
    """
    read = completed(list(islice(tokens(text), MOST_WORDS)), lexicon)
    clauses = _parted(0, len(read), [at + 1 for at in range(len(read)) if read[at].ends])
    found = dict.fromkeys(clauses)
    for clause in clauses:
        joins = [at for at in range(clause.first, clause.past) if read[at].word in _JOINS]
        found |= dict.fromkeys(_parted(clause.first, clause.past, joins))
    if len(read) <= SHORT:
        found[Span(0, len(read))] = None
    return list(found)


def _parted(first: int, past: int, cuts: list[int]) -> list[Span]:
    edges = [first, *cuts, past]
    return [Span(a, b) for a, b in pairwise(edges) if b > a]
