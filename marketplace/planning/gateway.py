"""HiGHS behind a small class: which options of a program to choose, its aims met one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from marketplace.planning.rules.program import Aim, Answer, Program, Row, Stage

NEAREST = 120  # options that are searched first
FIRST_SHARE = 0.4  # of an aim's time, for that first search
SHARES = {"cover": 0.4, "price": 0.7, "institutions": 0.6, "travel": 0.9}  # of the time that is left
LEAST_SECONDS = 0.005
NEARLY = 1e-6
# One thread and one seed: the same program gives the same answer. Few cuts: they cost more than the nodes they save.
SETTINGS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1 - NEARLY,  # values are whole multiples of the aim's step
    "mip_allow_restart": False,
    "mip_pool_soft_limit": 1,
}

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fractions:
    """An aim met in fractions of options: the value no choice can beat, and per option how much worse than that every
    choice with it is at least (infinite for options that are out)."""

    bound: float
    worse: Real


@dataclass(frozen=True, slots=True)
class _Searched:
    """What a search among some options ended with; whole: among them there is nothing better."""

    chosen: tuple[int, ...]
    bound: float
    whole: bool


class Solver:
    """Meets a program's aims in order, within a time. The same program gives the same answer if the time is enough.

    A market has ten thousand options, of which a cover takes a dozen. Each aim is first met in fractions of options:
    that gives a bound, and for each option how much worse than the bound every choice with it must be. The nearest
    options are searched first, then all that could still be better; what cannot is out for this and all later aims.
    """

    def __init__(self, program: Program, *, seconds: float, nearest: int = NEAREST) -> None:
        self._program = program
        self._many = nearest
        self._ends = time.monotonic() + seconds
        self._flat = _Flat(program)
        self._institution_of: Whole = np.array(program.institution_of, np.int64)
        self._live: Whole = np.arange(program.options, dtype=np.int64)
        self._ahead: tuple[str, int, Fractions] | None = None  # the next aim in fractions, if the present one ends so

    def solve(self, start: Sequence[int]) -> Answer:
        """Meet the aims in order, from options that keep all rows together."""
        chosen, stages = tuple(sorted(start)), []
        for place, aim in enumerate(self._program.aims):
            until = time.monotonic() + (self._ends - time.monotonic()) * SHARES[aim.name]
            chosen, stage = self._meet(place, chosen, until)
            stages.append(stage)
            self._flat.add(aim.kept(stage.value))
        return Answer(chosen, tuple(stages))

    def _meet(self, place: int, chosen: tuple[int, ...], until: float) -> tuple[tuple[int, ...], Stage]:
        """The best choice by one aim: from the nearest options, then from all that could still be better."""
        aim = self._program.aims[place]
        in_time = time.monotonic() < self._ends
        fractions = (self._known_ahead(aim) or self._in_fractions(aim, until)) if in_time else None
        if fractions is None:
            value = self._value(aim, chosen)
            return chosen, Stage(aim.name, value, value if self._live.size == 0 else aim.best, self._live.size == 0)
        nearest = self._nearest(place, fractions, until)
        first = time.monotonic() + (until - time.monotonic()) * FIRST_SHARE
        searched = self._search(aim, nearest, chosen, first)
        could, bound = self._better_than(aim, fractions, searched.chosen), fractions.bound
        proved = not could.size or (searched.whole and bool(np.isin(could, nearest).all()))
        if not proved:
            searched = self._search(aim, could, searched.chosen, until)
            proved, bound = searched.whole, searched.bound if aim.better(bound, searched.bound) else bound
        value, most = self._value(aim, searched.chosen), aim.reachable(bound)
        self._live = self._not_worse(fractions, abs(fractions.bound - value))
        return searched.chosen, Stage(
            aim.name, value, most if aim.better(most, value) and not proved else value, proved
        )

    def _better_than(self, aim: Aim, fractions: Fractions, chosen: tuple[int, ...]) -> Whole:
        """The options that a better choice than this one could have."""
        return self._not_worse(fractions, abs(fractions.bound - self._value(aim, chosen)) - aim.step)

    def _value(self, aim: Aim, chosen: Sequence[int]) -> int:
        return aim.of(self._program.whole(chosen))

    def _not_worse(self, fractions: Fractions, most: float) -> Whole:
        """The options a choice may have that is no more than so much worse than the bound."""
        return np.flatnonzero(fractions.worse <= most + NEARLY * max(1.0, abs(fractions.bound)))

    def _nearest(self, place: int, fractions: Fractions, until: float) -> Whole:
        """The options to search first; where too many are as good by this aim, those the next aim wants."""
        worse, tie = fractions.worse, np.zeros(self._program.options)
        if place + 1 < len(self._program.aims) and np.count_nonzero(worse <= 0) > self._many:
            aim, following = self._program.aims[place : place + 2]
            value = aim.reachable(fractions.bound)
            ahead = self._in_fractions(following, until, kept=aim.kept(value))
            if ahead is not None:
                self._ahead, tie = (following.name, aim.kept(value).most, ahead), ahead.worse
        order = np.lexsort((tie, worse))
        return np.sort(order[: min(self._many, self._live.size)])

    def _known_ahead(self, aim: Aim) -> Fractions | None:
        """This aim in fractions, if it was met already and the aim before ended as was supposed then."""
        if self._ahead is None or self._ahead[0] != aim.name or self._flat.last_most != self._ahead[1]:
            return None
        return self._ahead[2]

    def _in_fractions(self, aim: Aim, until: float, kept: Row | None = None) -> Fractions | None:
        columns = self._columns(aim, self._live)
        highs = self._model(aim, columns, until, kept=kept)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution, options = highs.getSolution(), len(self._live)
        worse = np.full(self._program.options, np.inf)
        spare = np.maximum(np.array(solution.col_dual[:options]), 0.0)
        spare[np.array(solution.col_value[:options]) > NEARLY] = 0.0  # taken in part: as good as the bound
        worse[self._live] = spare * aim.step
        sign = -1 if aim.greatest else 1
        return Fractions(sign * highs.getInfo().objective_function_value * aim.step, worse)

    def _search(self, aim: Aim, options: Whole, chosen: tuple[int, ...], until: float) -> _Searched:
        """The best choice among these options if it is better than the one so far, which needs no proof then.

        What is chosen so far is not given to HiGHS to start from: its 1.16 takes the start for the optimum where the
        presolve has shrunk the program to nothing. Asking for something really better prunes as well.
        """
        value = self._value(aim, chosen)
        columns = self._columns(aim, options)
        highs = self._model(aim, columns, until, kept=aim.kept(aim.next_better(value)), whole=True)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return _Searched(chosen, value, whole=True)
        solution = np.array(highs.getSolution().col_value)
        found = tuple(int(at) for at in columns[solution > 0.5] if at < self._program.options) if solution.size else ()
        is_better = aim.better(self._value(aim, found), value) and self._flat.holds(self._program.whole(found))
        sign = -1 if aim.greatest else 1
        return _Searched(
            chosen=found if is_better else chosen,
            bound=sign * highs.getInfo().mip_dual_bound * aim.step,
            whole=is_better and status == highspy.HighsModelStatus.kOptimal,
        )

    def _columns(self, aim: Aim, options: Whole) -> Whole:
        """The options' columns and the competences', and the institutions' where the aim looks at these."""
        many = self._program.options
        competences = np.arange(many, many + self._program.competences, dtype=np.int64)
        if not aim.counts_institutions:
            return np.concatenate([options, competences])
        return np.concatenate([options, competences, np.unique(self._institution_of[options])])

    def _model(
        self, aim: Aim, columns: Whole, until: float, kept: Row | None = None, whole: bool = False
    ) -> highspy.Highs:
        """The program cut to some columns, with one aim as its cost."""
        highs = _Quiet()
        highs.setOptionValue("time_limit", max(LEAST_SECONDS, until - time.monotonic()))
        starts, index, factors, most = self._flat.cut(columns, aim.counts_institutions, kept)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(columns), len(most)
        worth = np.array(aim.worth, np.float64)[columns] / aim.step
        model.col_cost_ = -worth if aim.greatest else worth
        model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
        model.row_lower_, model.row_upper_ = np.full(len(most), -highspy.kHighsInf), most
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = starts, index, factors
        highs.passModel(model)
        return highs


class _Quiet(highspy.Highs):
    """HiGHS with our settings, and without the callbacks whose setting up prints a banner on standard output."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        for name, setting in SETTINGS.items():
            self.setOptionValue(name, setting)


class _Flat:
    """The rows one after the other, as HiGHS takes them, to be cut to the columns that are looked at."""

    def __init__(self, program: Program) -> None:
        self._rows = [*program.rows, *program.openings]
        self._columns = program.columns
        self._opens = np.array([False] * len(program.rows) + [True] * len(program.openings), bool)
        self._index, self._factors, self._starts, self._most = _flattened(self._rows)

    @property
    def last_most(self) -> int:
        """What the row added last may not be above."""
        return self._rows[-1].most

    def add(self, row: Row) -> None:
        """One more row that must hold."""
        self._rows.append(row)
        self._opens = np.append(self._opens, False)
        index, factors, starts, most = _flattened([row])
        self._starts = np.append(self._starts, self._starts[-1] + starts[-1])
        self._index, self._factors = np.append(self._index, index), np.append(self._factors, factors)
        self._most = np.append(self._most, most)

    def holds(self, chosen: Iterable[int]) -> bool:
        """Whether whole columns keep every row exactly: the solver only promises to within a small tolerance."""
        taken = frozenset(chosen)
        return all(row.holds(taken) for row in self._rows)

    def cut(
        self, columns: Whole, with_openings: bool, more: Row | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], Real, Real]:
        """Starts, places, factors and greatest sums of the rows that say something of these columns."""
        place = np.full(self._columns, -1, np.int64)
        place[columns] = np.arange(len(columns))
        inside = place[self._index] >= 0
        until = np.concatenate([[0], np.cumsum(inside)])
        sizes = until[self._starts[1:]] - until[self._starts[:-1]]
        used = (sizes > 0) & (with_openings | ~self._opens)
        inside &= np.repeat(used, np.diff(self._starts))
        index, factors, sizes, most = place[self._index[inside]], self._factors[inside], sizes[used], self._most[used]
        if more is not None:
            at = place[np.array(more.columns, np.int64)]
            index, factors = np.append(index, at[at >= 0]), np.append(factors, np.array(more.factors)[at >= 0])
            sizes, most = np.append(sizes, np.count_nonzero(at >= 0)), np.append(most, more.most)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        return starts, index.astype(np.int32), factors.astype(np.float64), most.astype(np.float64)


def _flattened(rows: Sequence[Row]) -> tuple[Whole, Real, Whole, Real]:
    return (
        np.array([column for row in rows for column in row.columns], np.int64),
        np.array([factor for row in rows for factor in row.factors], np.float64),
        np.cumsum([0, *(len(row.columns) for row in rows)], dtype=np.int64),
        np.array([row.most for row in rows], np.float64),
    )
