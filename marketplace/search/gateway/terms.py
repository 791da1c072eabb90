"""Which terms an offer is found by, and what each of its texts weighs: the one place to turn these.

Weights of texts are repetitions of their terms, which is how BM25F weighs fields: they add up before they saturate.
A part of a compound is a term of its own, marked, so that it counts less than the whole word wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from marketplace.foundation.language.analysis import PART, index_terms
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.search.gateway.engine import Entry, Scoring
from marketplace.search.gateway.finding import TextQuery, Word
from marketplace.search.rules.documents import OfferDocument

WEIGHTS: Mapping[str, int] = {"title": 4, "labels": 3, "outcomes": 2, "summary": 1, "provider": 1}
SHARED = frozenset({"labels", "provider"})  # texts of which many offers have the same lines
PART_MARK = "~"
LANGUAGES = ("da", "en")
REMEMBERED = 20_000  # lines whose terms, and words whose alternatives, are kept ready


def entry_of(row: int, document: OfferDocument, lexicon: Lexicon) -> Entry:
    """An offer as an engine writes it."""
    words: list[str] = []
    for name, weight in WEIGHTS.items():
        words += weight * _terms(_texts(document, name), lexicon, shared=name in SHARED)
    titles = dict.fromkeys(word for title in document.title for word in words_of(title))
    return Entry(row, document.ref, " ".join(words), " ".join(titles), document.competences)


def _texts(document: OfferDocument, name: str) -> tuple[str, str]:
    text = getattr(document, name)
    return (text, "") if isinstance(text, str) else text


def _terms(texts: tuple[str, str], lexicon: Lexicon, *, shared: bool) -> list[str]:
    read = _shared_terms if shared else _spelled
    return [
        term
        for text, language in zip(texts, LANGUAGES, strict=True)
        for line in text.split("\n")
        for term in read(line, language, lexicon)
    ]


def _spelled(line: str, language: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The terms of a line as the engine spells them."""
    found = index_terms(line, language, lexicon) if line else ()
    return tuple(term.text if term.weight >= 1.0 else PART_MARK + term.text for term in found)


_shared_terms = lru_cache(REMEMBERED)(_spelled)


@lru_cache(REMEMBERED)
def alternatives(word: Word) -> tuple[tuple[str, float], ...]:
    """Every term a word may be found by, as the engine spells it: each term whole, and as a part of a compound."""
    found: dict[str, float] = {}
    for term, weight in word.terms:
        for spelled, worth in ((term, weight), (PART_MARK + term, weight * PART)):
            found[spelled] = max(worth, found.get(spelled, 0.0))
    return tuple(found.items())


def scoring_of(query: TextQuery, is_known: Callable[[str], bool]) -> Scoring:
    """What the rows are scored by: terms that some row has."""
    terms: dict[str, float] = {}
    for word in query.words:
        for term, weight in alternatives(word):
            if is_known(term):
                terms[term] = max(weight * word.weight, terms.get(term, 0.0))
    return Scoring(tuple(terms.items()), query.competences)
