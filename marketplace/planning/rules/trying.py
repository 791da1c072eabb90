"""The best cover from a handful of options, by trying them all: exact, and done before a solver has started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from marketplace.planning.rules.conflicts import same_day, same_outcome
from marketplace.planning.rules.options import Option
from marketplace.planning.rules.wanting import Limits, Need

Score = tuple[int, int, int, int]  # smaller is better: weight left open, price, institutions, travel


@dataclass(slots=True)
class _Trial:
    """One way through: what is taken so far, which options are out (bits by position), which competences undecided."""

    taken: tuple[int, ...] = ()
    out: int = 0
    undecided: tuple[str, ...] = ()
    lost: int = 0
    price: int = 0
    hours: int = 0


@dataclass(slots=True)
class _Search:
    need: Need
    options: Sequence[Option]
    limits: Limits
    steps: int
    weights: dict[str, int] = field(init=False)
    by_key: dict[str, list[int]] = field(init=False)
    excludes: list[int] = field(init=False)
    least: dict[str, Fraction] = field(init=False)
    best: tuple[int, ...] = ()
    score: Score | None = None

    def __post_init__(self) -> None:
        self.weights = dict(self.need.weights)
        order = sorted(range(len(self.options)), key=lambda at: (self.options[at].cost, at))
        self.by_key = {key: [at for at in order if key in self.options[at].covers] for key in self.weights}
        self.excludes = [1 << at for at in range(len(self.options))]
        for group in (*same_outcome(self.need, self.options), *same_day(self.options)):
            together = sum(1 << at for at in group)
            for at in group:
                self.excludes[at] |= together
        # No option costs less than its competences' shares together, so what is undecided costs their sum at least.
        self.least = {
            key: min(
                (Fraction(self.options[at].cost, len(self.options[at].covers)) for at in found), default=Fraction(0)
            )
            for key, found in self.by_key.items()
        }

    def run(self) -> bool:
        """Try everything worth trying; False when the steps were not enough."""
        coverable = [key for key, found in self.by_key.items() if found]
        lost = sum(weight for key, weight in self.weights.items() if key not in coverable)
        waiting = [_Trial(undecided=tuple(sorted(coverable, key=lambda key: (len(self.by_key[key]), key))), lost=lost)]
        while waiting:
            if self.steps <= 0:
                return False
            trial = waiting.pop()
            if not trial.undecided:
                self._judge(trial)
            elif not self._hopeless(trial):
                ways = self._next(trial)
                self.steps -= len(ways)
                waiting += ways
        return True

    def _hopeless(self, trial: _Trial) -> bool:
        if self.score is None or trial.lost < self.score[0]:
            return False
        at_least = trial.price + sum(self.least[key] for key in trial.undecided)
        return trial.lost > self.score[0] or at_least > self.score[1]

    def _next(self, trial: _Trial) -> list[_Trial]:
        """One undecided competence left open, or covered by each option that can be added; the cheapest comes first."""
        key, rest = trial.undecided[0], trial.undecided[1:]
        without = sum(1 << at for at in self.by_key[key])
        ways = [
            _Trial(trial.taken, trial.out | without, rest, trial.lost + self.weights[key], trial.price, trial.hours)
        ]
        for at in reversed(self.by_key[key]):
            option = self.options[at]
            price, hours = trial.price + option.cost, trial.hours + option.hours
            if trial.out >> at & 1 or not self._affordable(price, hours):
                continue
            still = tuple(one for one in rest if one not in option.covers)
            ways.append(_Trial((*trial.taken, at), trial.out | self.excludes[at], still, trial.lost, price, hours))
        return ways

    def _affordable(self, price: int, hours: int) -> bool:
        budget, most = self.limits.budget, self.limits.hours
        return (budget is None or price <= budget) and (most is None or hours <= most)

    def _judge(self, trial: _Trial) -> None:
        taken = [self.options[at] for at in trial.taken]
        sellers = len({option.institution for option in taken})
        score = (trial.lost, trial.price, sellers, sum(option.travel for option in taken))
        if self.score is None or (score, sorted(trial.taken)) < (self.score, list(self.best)):
            self.best, self.score = tuple(sorted(trial.taken)), score


def try_all(need: Need, options: Sequence[Option], limits: Limits, *, steps: int) -> tuple[int, ...] | None:
    """Positions of the best cover by all four aims; None when that takes more than about so many steps."""
    search = _Search(need, options, limits, steps)
    return search.best if search.run() else None
