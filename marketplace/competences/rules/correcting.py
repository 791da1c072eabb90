"""What a mistyped need may have been meant as: words are held against those of the vocabulary and the word lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from marketplace.competences.rules.vocabulary import LANGUAGES, Vocabulary
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import stop_words
from marketplace.foundation.language.spelling import Speller
from marketplace.foundation.language.stems import stem

_PIECES = re.compile(r"(\s+)")
_MOST_SIGNS = 500  # of a need that are looked at
_EDGES = ".,;:!?()\"'«»“”"


class Corrector:
    """The words the market knows, as they are written."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, headwords: Iterable[str]) -> None:
        """`headwords`: folded words of the lists, which are known but never proposed unless a label has them."""
        self._written: dict[str, str] = {}
        counts: Counter[str] = Counter()
        texts = [name.text for name in vocabulary.names]
        texts += [text for job in vocabulary.jobs for _, text in job.names]
        for text in texts:
            for piece in text.split():
                words = words_of(piece)
                counts.update(words)
                if len(words) == 1:
                    self._written.setdefault(words[0], piece.strip(_EDGES))
        self._known = {*counts, *lexicon.words, *(word for line in headwords for word in line.split())}
        self._known |= stop_words("da") | stop_words("en")
        self._stems = {language: {stem(word, language) for word in self._known} for language in LANGUAGES}
        self._lexicon = lexicon
        self._speller = Speller(counts)

    def knows(self, word: str) -> bool:
        """Whether a folded word is one of ours: as it stands, in another form, or as a compound of known words."""
        return (
            word in self._known
            or any(stem(word, language) in self._stems[language] for language in LANGUAGES)
            or bool(self._lexicon.parts(word))
        )

    def nearest(self, word: str) -> str:
        """The word of a label that a folded, unknown word was most likely meant as; "" for none."""
        if not word.isalpha() or self.knows(word):
            return ""
        found = self._speller.corrections(word, 1)
        return found[0][0] if found else ""

    def corrected(self, text: str) -> str:
        """The text with its unknown words put right, "" when there is nothing to put right."""
        pieces = _PIECES.split(text[:_MOST_SIGNS])
        right = [self._put_right(piece) for piece in pieces]
        return "".join(right) + text[_MOST_SIGNS:] if right != pieces else ""

    def _put_right(self, piece: str) -> str:
        words = words_of(piece)
        meant = self.nearest(words[0]) if len(words) == 1 else ""
        if not meant:
            return piece
        bare = piece.strip(_EDGES)
        return piece.replace(bare, self._written.get(meant, meant).lower())
