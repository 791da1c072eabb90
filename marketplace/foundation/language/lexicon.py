"""The words that Danish compounds are taken apart into."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from marketplace.foundation.language import lists
from marketplace.foundation.language.compounds import Span, take_apart
from marketplace.foundation.language.forms import ROOTS
from marketplace.foundation.language.growing import simple_words
from marketplace.foundation.language.reading import tokens
from marketplace.foundation.language.stems import stem

RULES = 1  # raised when a change of the chain gives other terms, so that every index is built anew
_SHORTEST_COMPOUND = 5  # letters: bilsyn, elbil
_LONGEST_ENDING = 6  # letters an inflection adds at most: -ernes
# Words that end others without naming anything there: lag-ring, sik-ring, bil-lig, el-ler.
_NO_HEADS = lists.word_set(
    "ring ringen ringer ringe ing ingen ler lers leve rige lig lige ligere ligst lighed ligheder bar bare est este end "
    "ende ender else elle ilt rede rende lede skaber gener skab taenkt kender kendte kende dom som sel logi logisk "
    "ion ioner ionen met mes rid rat ris ren pen gen gene sne ur nit vis ans"
)
_LAW = ("ret", "retten", "rettens")
_DERIVED = re.compile(r"(else|este)(?:n|r|rne|ns|rs|rnes|s)?$")


class Lexicon:
    """Folded simple words with how often they were seen; grown from the vocabulary and the catalogue, versioned."""

    def __init__(self, words: Mapping[str, int] | None = None) -> None:
        self.words: dict[str, int] = dict(words or {})
        whole = lists.never_split() if self.words else frozenset()
        self._whole_stems = frozenset(stem(word, "da") for word in whole)
        self._parts = frozenset(self.words) | whole
        self._roots = {stem(word, "da"): word for word in sorted(self._parts, key=len, reverse=True)}

    @cached_property
    def version(self) -> str:
        """A mark of what the terms of a text come from: the words, the lists beside them and the rules.

        Two lexicons with the same words have the same one; "" for an empty one.
        """
        if not self.words:
            return ""
        return hashlib.sha256(f"{RULES}\n{lists.digest()}\n{self.as_text()}".encode()).hexdigest()[:16]

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a folded Danish compound; () for a word that is not one."""
        return tuple(word[start:end] for start, end in self.spans(word))

    def spans(self, word: str) -> tuple[Span, ...]:
        """Where the parts stand in the word, as (from, to); a part that is a compound itself is taken apart too."""
        if len(word) < _SHORTEST_COMPOUND or not word.isalpha() or self._is_simple(word):
            return ()
        found: list[Span] = []
        for start, end in take_apart(word, self._parts.__contains__, self._is_head):
            inner = self.spans(word[start:end])
            found += [(start + first, start + last) for first, last in inner] or [(start, end)]
        return tuple(found)

    def _is_simple(self, word: str) -> bool:
        """Whether a word is one that stays whole, or a form of a simple word: fristen is no stone."""
        root = stem(word, "da")
        if root in self._whole_stems:
            return True
        simple = self._roots.get(root, word)
        law = word.endswith(_LAW) and word[: word.rindex("ret")] in self._parts  # folkeret is stemmed to folk
        return simple != word and word not in self._parts and not law and not self.spans(simple)

    def _is_head(self, letters: str) -> bool:
        """Whether letters are a simple word in any of its forms."""
        if letters in _NO_HEADS:
            return False
        if letters in self._parts:
            return True
        derived = _DERIVED.search(letters)
        if derived:  # kræftelse is no form of kræft
            return letters[: derived.end(1)] in self._parts
        # Stemming is dear, so it is asked only where some beginning of the letters is a known stem.
        likely = letters in ROOTS["da"] or any(
            letters[:end] in self._roots for end in range(len(letters), max(len(letters) - _LONGEST_ENDING, 2), -1)
        )
        return likely and stem(letters, "da") in self._roots

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
    """A lexicon from (language, text) pairs, in any order: the listed simple words and those found in Danish texts.

    `growing.simple_words` says which those are. The glossary's Danish headwords count as seen once.
    """
    seen = Counter(word for headword in lists.glossary() for word in headword.split() if word.isalpha())
    for language, text in texts:
        if language == "da":
            seen.update(token.word for token in tokens(text) if token.word.isalpha())
    return Lexicon(simple_words(seen, (word for word in lists.compound_parts() if word.isalpha())))
