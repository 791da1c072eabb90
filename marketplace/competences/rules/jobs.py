"""Jobs: a title in a text stands for what the job needs.

Titles are looked for as they are written, but for the endings of a plural or a definite form. Stems would not do: they
make one word of "maler" and "male", of "designer" and "design".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.competences.rules.postings import Floats
from marketplace.competences.rules.vocabulary import Vocabulary
from marketplace.foundation.language.folding import words_of

_LONGEST_TITLE = 5  # words
_OPTIONAL = 0.6  # what an optional need weighs beside an essential one
_COMMON = 0.6  # what a need that every job has weighs beside one that a single job has
_ENDINGS = ("", "s", "es", "e", "en", "r", "er", "ne", "ene", "erne", "rne", "ns", "ens", "nes", "ernes", "rnes")


@dataclass(frozen=True, slots=True)
class Named:
    """A job that a text names: its place, and the (first, past the last) word of its title in the text."""

    job: int
    first: int
    past: int


class Jobs:
    """Jobs under all their titles, and what each needs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._titles: dict[str, list[int]] = {}
        for place, job in enumerate(vocabulary.jobs):
            for title in dict.fromkeys(" ".join(words_of(text)) for _, text in job.names):
                if title:
                    self._titles.setdefault(title, []).append(place)
        self._size = len(vocabulary.concepts)
        needs = [
            (place, need, share)
            for place, job in enumerate(vocabulary.jobs)
            for many, share in ((job.essential, 1.0), (job.optional, _OPTIONAL))
            for need in many
        ]
        asked_by = Counter(need for _, need, _ in needs)
        jobs = max(len(vocabulary.jobs), 1)
        rare = np.log(1 + jobs)
        self._needs: dict[int, list[tuple[int, float]]] = {}
        for place, need, share in needs:
            telling = _COMMON + (1 - _COMMON) * float(np.log(1 + jobs / asked_by[need]) / rare)
            self._needs.setdefault(place, []).append((need, share * telling))

    def named(self, words: Sequence[str], translated: Callable[[str], Iterable[str]]) -> list[Named]:
        """The jobs that folded words name, the longest titles first; a word belongs to one title only.

        `translated`: the English titles of a Danish word.
        """
        found: list[Named] = []
        taken: set[int] = set()
        for length in range(min(_LONGEST_TITLE, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                place = range(first, first + length)
                if taken.isdisjoint(place):
                    jobs = self._jobs_called(words[first : first + length], translated)
                    found += [Named(job, first, first + length) for job in jobs]
                    taken.update(place if jobs else ())
        return found

    def _jobs_called(self, words: Sequence[str], translated: Callable[[str], Iterable[str]]) -> list[int]:
        for title in _titles(words):
            for one in (title, *(translated(title) if len(words) == 1 else ())):
                if one in self._titles:
                    return self._titles[one]
        return []

    def needed(self, named: Iterable[Named], words: int) -> Floats:
        """How surely each concept is needed by these jobs, 0 to 1: surer where the title is most of what is said."""
        found = np.zeros(self._size, np.float32)
        for one in named:
            share = 0.3 + 0.7 * (one.past - one.first) / max(words, 1)
            for need, telling in self._needs.get(one.job, ()):
                found[need] = max(found[need], share * telling)
        return found

    def needs(self, job: int) -> set[int]:
        """The concepts that a job needs."""
        return {need for need, _ in self._needs.get(job, ())}


def _titles(words: Sequence[str]) -> Iterator[str]:
    """A title as it may be listed: with the last word as it stands, or without an ending."""
    before, last = " ".join(words[:-1]), words[-1]
    for ending in _ENDINGS:
        if last.endswith(ending) and len(last) - len(ending) > 2:
            yield f"{before} {last.removesuffix(ending) if ending else last}".strip()
