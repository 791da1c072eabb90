"""Which words of a need stand in a text. Public."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.foundation.language.analysis import LANGUAGES, asked_words, index_terms
from marketplace.foundation.texts import Texts
from marketplace.search import gateway
from marketplace.search.gateway import NoIndex


def words_met(text: str, texts: Sequence[Texts]) -> list[tuple[str, ...]]:
    """For each text the words of the need that it has in either language, as they were typed; without an index none.

    A word is met as the index meets it: by its stem, or by a part of a compound.
    """
    try:
        lexicon = gateway.offers().lexicon()
    except NoIndex:
        return [()] * len(texts)
    words = asked_words(text, lexicon).words
    met = []
    for one in texts:
        held = {term.text for lang in LANGUAGES for term in index_terms(one.said(lang), lang, lexicon)}
        met.append(tuple(dict.fromkeys(word.typed for word in words if any(term.text in held for term in word.terms))))
    return met
