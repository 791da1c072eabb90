"""Which names answer a clause, and which are only like a part of it.

Words lead to many names, and the best of them need not be meant: "spansk for begyndere" is no "programmering for
begyndere", and "smed" no "SMED". What is only like a clause keeps its place among the others, but is not understood.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from marketplace.competences.rules.clauses import Span
from marketplace.competences.rules.postings import Covered, Ints
from marketplace.foundation.language.lists import word_set

WHOLE = 0.84  # from here on a label is filled: its first translation fills it too
TYPED = 0.97  # and from here on it is filled by the words themselves
_MOSTLY = 0.62  # of a label, or of a clause, that must be met where not all of it is; a part of a compound is less
_HALF = 0.5
# Words that carry no need, but make another thing of the words beside them: "lige løn", "setting out".
_TURNING = word_set(
    "out op ud ind ned over off up back lige good gang without uden ikke no best bedst foerst before after mellem "
    "between well others andre"
)


class Answering:
    """Names with the words that turn them: made once, then only read."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        """`names`: the folded words of each."""
        self._turning = [_TURNING.intersection(words) for words in names]
        self._turned = np.array([bool(words) for words in self._turning], bool)

    def names(self, covered: Covered, span: Span) -> Ints:
        """The names that answer a clause, but for those that are turned by a word which is not said."""
        names = covered.names[answering(covered)]
        said = set(span.words)
        unsaid = [at for at in names[self._turned[names]].tolist() if not said.issuperset(self._turning[at])]
        return names[~np.isin(names, unsaid)]


def answering(covered: Covered) -> NDArray[np.bool_]:
    """Which of the names answer: those that are filled, and those mostly filled that have the word which tells most.

    A name that has most of what is said may lack that word; half of a name is most of it where its own telling word
    is in that half.
    """
    mostly = (covered.filled >= _MOSTLY) | ((covered.filled >= _HALF) & (covered.core >= WHOLE))
    has = covered.met | (covered.taken >= _MOSTLY)
    found: NDArray[np.bool_] = (covered.filled >= WHOLE) | (mostly & has)
    return found
