"""The words that Danish compounds are taken apart into."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from marketplace.foundation.language import lists
from marketplace.foundation.language.compounds import Span, take_apart
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.stems import stem


class Lexicon:
    """Folded simple words with how often they were seen; grown from the vocabulary and the catalogue, versioned."""

    def __init__(self, words: Mapping[str, int] | None = None) -> None:
        self.words: dict[str, int] = dict(words or {})
        self._whole = frozenset(lists.never_split()) if self.words else frozenset()
        self._stems = {stem(word, "da") for word in self.words} | {stem(word, "da") for word in self._whole}
        self.parts = lru_cache(maxsize=50_000)(self._parts)
        self.spans = lru_cache(maxsize=50_000)(self._spans)

    @property
    def version(self) -> str:
        """A mark of the words: two lexicons with the same words have the same one; "" for an empty one."""
        lines = "\n".join(f"{word} {count}" for word, count in sorted(self.words.items()))
        return hashlib.sha256(lines.encode()).hexdigest()[:16] if lines else ""

    def _parts(self, word: str) -> tuple[str, ...]:
        """The parts of a folded Danish compound; () for a word that is not one."""
        return tuple(word[start:end] for start, end in self.spans(word))

    def _spans(self, word: str) -> tuple[Span, ...]:
        if len(word) < 5 or not word.isalpha() or self._is_head(word):
            return ()
        return take_apart(word, self._is_part, self._is_head)

    def _is_part(self, letters: str) -> bool:
        return letters in self.words or letters in self._whole

    def _is_head(self, letters: str) -> bool:
        return self._is_part(letters) or (stem(letters, "da") in self._stems)

    def as_text(self) -> str:
        """The lexicon as it is kept: a word and its count a line."""
        return "".join(f"{word} {count}\n" for word, count in sorted(self.words.items()))

    @classmethod
    def from_text(cls, text: str) -> Lexicon:
        """The lexicon that `as_text` wrote."""
        pairs = (line.split() for line in text.splitlines())
        return cls({word: int(count) for word, count in pairs})


EMPTY = Lexicon()


def grow(texts: Iterable[tuple[str, str]]) -> Lexicon:
    """A lexicon from (language, text) pairs."""
    seen = Counter(word for language, text in texts if language == "da" for word in words_of(text) if word.isalpha())
    found = {word: seen[word] for word in lists.compound_parts() if word.isalpha()}
    return Lexicon(found)
