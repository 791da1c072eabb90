"""Competences that stand beside others: above, below, under the same one, and in the same jobs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from marketplace.competences.rules.vocabulary import GROUP, Vocabulary

_ABOVE, _BELOW, _BESIDE, _TOGETHER = 0.5, 0.45, 0.3, 0.4  # how near each kind of neighbour is, alternatives all
_MOST_BESIDE = 40  # members of a concept or group beyond which standing in it says little


class Neighbours:
    """The ways from a concept to those near it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        above: dict[int, list[int]] = defaultdict(list)
        below: dict[int, list[int]] = defaultdict(list)
        for narrower, broader in vocabulary.broader:
            above[narrower].append(broader)
            below[broader].append(narrower)
        self._is_group = [concept.kind == GROUP for concept in vocabulary.concepts]
        self._needs = [job.essential for job in vocabulary.jobs]
        jobs: dict[int, list[int]] = defaultdict(list)
        for job, needs in enumerate(self._needs):
            for need in needs:
                jobs[need].append(job)
        self._above, self._below, self._jobs = dict(above), dict(below), dict(jobs)  # read by many threads

    def near(self, places: Sequence[int]) -> list[tuple[int, float]]:
        """Concepts near these with how near (0 to 1), the nearest first; none of these, and no group."""
        scores: dict[int, float] = {}
        for place in places:
            for other, score in self._around(place):
                scores[other] = scores.get(other, 0.0) + score  # near two of them is nearer than near one
        given = set(places)
        found = [(at, min(score, 1.0)) for at, score in scores.items() if at not in given and not self._is_group[at]]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _around(self, place: int) -> list[tuple[int, float]]:
        found = [(at, _ABOVE) for at in self._above.get(place, ())]
        found += [(at, _BELOW) for at in self._below.get(place, ())]
        for above in self._above.get(place, ()):
            if len(self._below[above]) <= _MOST_BESIDE:
                found += [(at, _BESIDE) for at in self._below[above]]
        return found + self._together(place)

    def _together(self, place: int) -> list[tuple[int, float]]:
        """Concepts that the jobs needing this one need too, the nearer the larger the part of those jobs."""
        jobs = self._jobs.get(place, [])
        others = Counter(other for job in jobs for other in self._needs[job])
        return [(other, _TOGETHER * count / (len(jobs) + 1)) for other, count in others.items()]
