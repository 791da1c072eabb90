"""A cover as a yes-or-no program: columns for options, competences and institutions, rows that hold, aims in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, gcd, isfinite

from marketplace.planning.rules.conflicts import same_day, same_outcome
from marketplace.planning.rules.options import Option
from marketplace.planning.rules.wanting import Limits, Need

AIMS = ("cover", "price", "institutions", "travel")
NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of factor times column must not be above `most`; all are whole numbers."""

    columns: tuple[int, ...]
    factors: tuple[int, ...]
    most: int

    def holds(self, chosen: frozenset[int]) -> bool:
        """Whether the row holds when these columns are chosen."""
        taken = (factor for column, factor in zip(self.columns, self.factors, strict=True) if column in chosen)
        return sum(taken) <= self.most


@dataclass(frozen=True, slots=True)
class Aim:
    """What is made as great (or as small) as can be: a whole number per column; every value is a multiple of `step`.

    Institutions have columns of their own, which only the aims that `count_institutions` look at.
    """

    name: str
    worth: tuple[int, ...]
    greatest: bool = False
    counts_institutions: bool = False

    @property
    def step(self) -> int:
        """What every value is a whole multiple of."""
        return gcd(*self.worth) or 1

    def of(self, chosen: Iterable[int]) -> int:
        """The aim's value when these columns are chosen."""
        return sum(self.worth[column] for column in chosen)

    @property
    def best(self) -> int:
        """What no choice can beat, before anything is known."""
        return sum(self.worth) if self.greatest else 0

    def reachable(self, bound: float) -> int:
        """The best value of whole columns within a bound."""
        if not isfinite(bound):
            return self.best
        steps = bound / self.step
        return (floor(steps + NEARLY) if self.greatest else ceil(steps - NEARLY)) * self.step

    def next_better(self, value: int) -> int:
        """The least value that is really better than another."""
        return value + self.step if self.greatest else value - self.step

    def better(self, value: float, other: float) -> bool:
        """Whether one value is really better than another."""
        return value > other if self.greatest else value < other

    def kept(self, value: int) -> Row:
        """The row that holds what this aim has reached."""
        step = -self.step if self.greatest else self.step
        columns = tuple(column for column, worth in enumerate(self.worth) if worth)
        return Row(columns, tuple(self.worth[column] // step for column in columns), value // step)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far one aim came: its value, how good it could be at best, and whether that is proved to be all."""

    name: str
    value: int
    bound: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The chosen options, and a stage per aim. Proved: no other choice is better by the aims in their order."""

    chosen: tuple[int, ...]
    stages: tuple[Stage, ...]

    @property
    def proved(self) -> bool:
        """Whether every aim is proved."""
        return all(stage.proved for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Program:
    """Which columns to choose: all rows hold, and the aims are met in order, none at the cost of an earlier one.

    The first columns are the options in their order, then the competences, then the institutions. `openings` are the
    rows that let an option be chosen only with its institution.
    """

    rows: tuple[Row, ...]
    openings: tuple[Row, ...]
    aims: tuple[Aim, ...]
    covered_by: tuple[tuple[int, ...], ...]  # per option, the columns of the competences it covers
    institution_of: tuple[int, ...]  # per option, the column of its institution
    competences: int
    columns: int

    @property
    def options(self) -> int:
        """How many options there are."""
        return len(self.institution_of)

    def whole(self, options: Iterable[int]) -> tuple[int, ...]:
        """A choice of options with the columns of what they cover and of their institutions."""
        taken = sorted(set(options))
        covered = {column for at in taken for column in self.covered_by[at]}
        return (*taken, *sorted(covered), *sorted({self.institution_of[at] for at in taken}))

    def reached(self, options: Iterable[int]) -> tuple[Stage, ...]:
        """How far each aim comes with a choice that is known to be the best."""
        whole = self.whole(options)
        return tuple(Stage(aim.name, aim.of(whole), aim.of(whole), proved=True) for aim in self.aims)


def program(need: Need, options: Sequence[Option], limits: Limits) -> Program:
    """The program of covering a need by options that each meet the limits by themselves."""
    many = len(options)
    competences = {one.key: many + at for at, one in enumerate(need.wanted)}
    sellers = sorted({option.institution for option in options})
    institutions = {seller: many + len(competences) + at for at, seller in enumerate(sellers)}
    exclusive = [*same_outcome(need, options), *same_day(options)]
    return Program(
        rows=(
            *(Row(group, (1,) * len(group), 1) for group in exclusive),
            *_covering(options, competences),
            *_spending(options, limits),
        ),
        openings=tuple(_openings(options, institutions)),
        aims=_aims(need, options, len(institutions)),
        covered_by=tuple(tuple(sorted(competences[key] for key in option.covers)) for option in options),
        institution_of=tuple(institutions[option.institution] for option in options),
        competences=len(competences),
        columns=many + len(competences) + len(institutions),
    )


def _covering(options: Sequence[Option], competences: dict[str, int]) -> Iterable[Row]:
    """A competence counts only with an option that covers it, and once however many do."""
    covering: defaultdict[str, list[int]] = defaultdict(list)
    for at, option in enumerate(options):
        for key in option.covers:
            covering[key].append(at)
    for key, column in competences.items():
        yield Row((*covering[key], column), (*(-1 for _ in covering[key]), 1), 0)


def _spending(options: Sequence[Option], limits: Limits) -> Iterable[Row]:
    """Budget and hours, in the largest unit that all of them are whole multiples of."""
    for most, factors in (
        (limits.budget, tuple(option.cost for option in options)),
        (limits.hours, tuple(option.hours for option in options)),
    ):
        if most is not None and options:
            unit = gcd(*factors) or 1
            yield Row(tuple(range(len(options))), tuple(factor // unit for factor in factors), most // unit)


def _openings(options: Sequence[Option], institutions: dict[str, int]) -> Iterable[Row]:
    """One row for all options of an institution that build a competence: at most one of them is chosen anyway."""
    together: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, option in enumerate(options):
        for outcome in option.outcomes:
            together[option.institution, outcome.key].append(at)
    for (institution, _key), found in sorted(together.items()):
        yield Row((*found, institutions[institution]), (*(1 for _ in found), -1), 0)


def _aims(need: Need, options: Sequence[Option], institutions: int) -> tuple[Aim, ...]:
    no_option, no_competence, no_institution = (0,) * len(options), (0,) * len(need.wanted), (0,) * institutions
    weights = tuple(one.weight for one in need.wanted)
    prices, distances = (tuple(option.cost for option in options), tuple(option.travel for option in options))
    return (
        Aim("cover", (*no_option, *weights, *no_institution), greatest=True),
        Aim("price", (*prices, *no_competence, *no_institution)),
        Aim("institutions", (*no_option, *no_competence, *((1,) * institutions)), counts_institutions=True),
        Aim("travel", (*distances, *no_competence, *no_institution), counts_institutions=True),
    )
