"""Measures of a ranking, with confidence intervals: reciprocal rank, discounted gain, agreement of two judges."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SAMPLES = 2_000
AT = 10


@dataclass(frozen=True)
class Mean:
    """A mean with the bounds of its 95 % confidence interval (bootstrap over the questions)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def mean_of(values: Sequence[float]) -> Mean:
    """The mean of what each question got, and how sure it is."""
    found = np.asarray(values, dtype=float)
    chance = np.random.default_rng(20260)
    means = found[chance.integers(0, len(found), (SAMPLES, len(found)))].mean(axis=1)
    return Mean(float(found.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975)))


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> Mean:
    """How many times better our mean is, question by question: both are drawn together."""
    mine, other = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    chance = np.random.default_rng(20260)
    drawn = chance.integers(0, len(mine), (SAMPLES, len(mine)))
    ratios = mine[drawn].mean(axis=1) / np.maximum(other[drawn].mean(axis=1), 1e-9)
    return Mean(
        float(mine.mean() / max(other.mean(), 1e-9)),
        float(np.quantile(ratios, 0.025)),
        float(np.quantile(ratios, 0.975)),
    )


def reciprocal_rank(found: Sequence[str], wanted: str) -> float:
    """1 when the answer comes first, a half when it comes second, 0 when it is not there."""
    return 1 / (found.index(wanted) + 1) if wanted in found else 0.0


def gain_share(found: Sequence[str], gains: Mapping[str, float]) -> float:
    """nDCG@10: the gain found in the first ten, earlier counting more, as a share of the best there could be."""
    best = _discounted(sorted(gains.values(), reverse=True)[:AT])
    return _discounted([gains.get(one, 0.0) for one in found[:AT]]) / best if best else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum((2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))


def agreement(pairs: Sequence[tuple[int, int]], grades: int = 3) -> float:
    """Cohen's kappa of two judges, a difference of two grades weighing four times one (quadratic weights)."""
    seen = np.zeros((grades, grades))
    for one, other in pairs:
        seen[one, other] += 1
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / max(seen.sum(), 1)
    apart = np.subtract.outer(np.arange(grades), np.arange(grades)) ** 2
    expected = (apart * by_chance).sum()
    return float(1 - (apart * seen).sum() / expected) if expected else 1.0


def row(case: str, size: str, value: Mean, aim: float | None = None, unit: str = "") -> dict[str, object]:
    """A line of the report; an aim is met by the value itself, its interval stands beside."""
    return {
        "case": case,
        "size": f"{size} [{value.low:.3f} to {value.high:.3f}]",
        "value": value.value,
        "unit": unit,
        **({} if aim is None else {"aim": f">= {aim:g}", "met": value.value >= aim}),
    }


Asker = Callable[[str, str], Sequence[str]]  # a question and its language to what is found, best first
