"""Whether words are put as something one does or as something one knows: "installing pumps", "types of pumps".

ESCO's skills are named by verbs and its knowledge by nouns, and their synonyms follow them mostly: "install pumps",
"pump installation". What first and last words, endings and nouns made of verbs say of it is learned from the names of
the vocabulary by logistic regression; the steps are bounded by the curvature (Böhning and Lindsay 1988), so they
need no rate and always lead to the one best answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from marketplace.foundation.language.kin import kin_of
from marketplace.foundation.language.stems import stem

ROUNDS = 40
LEAST_SEEN = 2  # names that a sign must stand in
_LIKE_ASKED = 4.0  # what a synonym teaches beside a preferred label, because needs are worded as freely
_DOUBT = 4.0  # added to how often a sign was seen
_SURE = 2.0  # log odds from which on words are wholly one of the two
_VERB = 2  # skills that a verb must begin, or a noun of it says nothing
_LANGUAGES = ("da", "en")
_MANY = 6

Said = tuple[Sequence[str], str, bool, bool]  # folded words of a name, its language, whether preferred, whether a skill


class Phrasing:
    """What the wording of the vocabulary's names teaches of what one does and what one knows."""

    def __init__(self, names: Sequence[Said]) -> None:
        verbs = Counter(
            (stem(words[0], lang), lang) for words, lang, is_first, acts in names if words and is_first and acts
        )
        self._verbs = frozenset(verb for verb, seen in verbs.items() if seen >= _VERB)
        self._acts = lru_cache(maxsize=20_000)(self._is_act)
        signs = [list(self._signs(words)) for words, _, _, _ in names]
        seen = Counter(sign for some in signs for sign in some)
        place = {sign: at for at, sign in enumerate(sign for sign, many in seen.items() if many >= LEAST_SEEN)}
        weights = _learned(
            [[place[sign] for sign in some if sign in place] for some in signs],
            np.array([acts for _, _, _, acts in names], float),
            np.array([1.0 if is_first else _LIKE_ASKED for _, _, is_first, _ in names]),
            len(place),
        )
        self._weights: Mapping[str, float] = dict(zip(place, weights.tolist(), strict=True))

    def doing(self, words: Sequence[str]) -> float:
        """How surely folded words are put as something one does: 1; as something one knows: -1; 0 where none tells."""
        odds = sum(self._weights.get(sign, 0.0) for sign in self._signs(words))
        return max(-1.0, min(1.0, odds / _SURE))

    def _signs(self, words: Sequence[str]) -> Iterator[str]:
        """What is heard of some words, as marks."""
        if not words:
            return
        first, last = words[0], words[-1]
        alone = "alone " if len(words) == 1 else ""
        does = self._acts(first)
        yield from ("any", f"first {first}", f"last {last}", f"{alone}first -{first[-3:]}", f"{alone}last -{last[-3:]}")
        yield from (f"first acts {does}", f"last acts {self._acts(last)}", f"many {min(len(words), _MANY)}")
        if len(words) > 2 and words[1] in ("of", "af"):
            yield f"of acts {does}"

    def _is_act(self, word: str) -> bool:
        """Whether a word is a verb that skills begin with, or made of one: "maintain", "maintenance"."""
        return any((stem(one, lang), lang) in self._verbs for lang in _LANGUAGES for one in (word, *kin_of(word, lang)))


def _learned(
    signs: Sequence[Sequence[int]], acts: NDArray[np.float64], shares: NDArray[np.float64], many: int
) -> NDArray[np.float64]:
    """The log odds that each sign adds."""
    weights = np.zeros(many)
    if not many:
        return weights
    rows = np.repeat(np.arange(len(signs)), [len(some) for some in signs])
    columns = np.array([at for some in signs for at in some], np.int64)
    longest = max(map(len, signs))
    step = 4 / (longest * (np.bincount(columns, shares[rows], many) + _DOUBT))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.bincount(rows, weights[columns], len(signs))))
        missing = np.bincount(columns, ((acts - chance) * shares)[rows], many)
        weights += step * (missing - _DOUBT * weights / 4)
    return weights
