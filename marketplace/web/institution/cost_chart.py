"""The chart of a price plan beside its costs: where the lines run. The table beside it has the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import ngettext, number
from marketplace.pricing.rules import Priced
from marketplace.pricing.rules.costing import Costing

LEFT, RIGHT, TOP, BOTTOM = 56, 540, 24, 292  # of the plot, in a picture of 640 by 336
LINES = 5  # across, at most
ROOM_BEFORE = 240  # from where on the words about the break-even fit before it
APART = 18  # between two words at the lines' ends
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """The gap between income and costs at one class size."""

    x: float
    y: float
    width: float
    height: float
    gain: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a plan breaks even, and where the words about it stand clear of the lines."""

    x: float
    y: float
    said: str
    said_x: float
    said_y: float
    before: bool  # the words end before the mark, or begin after it


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, in its own units, with the words on it; `said` is the whole of it in a sentence."""

    said: str
    unit: str
    bars: list[Bar]
    cost: str
    income: str
    across: list[tuple[float, str]]
    along: list[tuple[float, str]]
    even: Mark | None
    cost_end: tuple[float, float]
    income_end: tuple[float, float]


def draw(costing: Costing, priced: Priced, top: int, even: int | None, name: str) -> Chart:
    """Costs and income for classes of 1 to `top` people; `even` is where the plan breaks even, if it does."""
    sizes = range(1, top + 1)
    spent = [costing.cost(size).minor for size in sizes]
    earned = [net.minor for size in sizes if (net := priced.net(size)) is not None]
    step = _step(max([*spent, *earned, 100]))
    highest = max([*spent, *earned, step])
    room = (RIGHT - LEFT) / top

    def x(size: float) -> float:
        return round(LEFT + (size - 0.5) * room, 1)

    def y(minor: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * minor / highest, 1)

    bars = [
        Bar(
            x(size - 0.5),
            min(y(out), y(into)),
            round(room, 1),
            round(abs(y(out) - y(into)), 1),
            into >= out,
        )
        for size, out, into in zip(sizes, spent, earned, strict=False)
    ]
    thousands = step >= 100_000
    by = 100_000 if thousands else 100
    cost_y, income_y = y(spent[-1]), y(earned[-1]) if earned else y(0)
    if abs(cost_y - income_y) < APART:
        above = APART / 2 if cost_y > income_y else -APART / 2
        middle = (cost_y + income_y) / 2
        cost_y, income_y = middle + above, middle - above
    ends = x(len(earned)) if earned else x(1)
    return Chart(
        said=_sentence(name, even, top),
        unit=_("tusind kr.") if thousands else _("kr."),
        bars=bars,
        cost=_line([(x(size), y(out)) for size, out in zip(sizes, spent, strict=True)]),
        income=_line([(x(size), y(into)) for size, into in zip(sizes, earned, strict=False)]),
        across=[(y(minor), number(minor // by)) for minor in range(0, highest + 1, step)],
        along=[(x(size), number(size)) for size in sizes if size % _every(top) == 0 or size == 1],
        even=_mark(even, x(even), y(earned[even - 1]), earned[even : even + 1] != earned[even - 1 : even])
        if even
        else None,
        cost_end=(x(top) + 8, round(cost_y + 5, 1)),
        income_end=(ends + 8, round(income_y + 5, 1)),
    )


def _mark(even: int, x: float, y: float, rises: bool) -> Mark:
    """Left of the mark there is room above the lines; close to the edge, right of it, below a rising line."""
    before = x > ROOM_BEFORE
    said_y = y - 10 if before or not rises else y + 22
    said = _("løber rundt ved %(n)s", n=number(even))
    return Mark(x, y, said, round(x - 12 if before else x + 10, 1), round(said_y, 1), before)


def _sentence(name: str, even: int | None, top: int) -> str:
    if even is None:
        return _(
            "Indtægt og omkostning efter antal deltagere, %(plan)s. Holdet løber ikke rundt op til %(top)s deltagere."
            " Tallene står i tabellen.",
            plan=name,
            top=number(top),
        )
    return ngettext(
        "Indtægt og omkostning efter antal deltagere, %(plan)s. Holdet løber rundt ved %(num)s deltager."
        " Tallene står i tabellen.",
        "Indtægt og omkostning efter antal deltagere, %(plan)s. Holdet løber rundt ved %(num)s deltagere."
        " Tallene står i tabellen.",
        even,
        plan=name,
    )


def _step(highest: int) -> int:
    """The amount between two lines across, in øre: 1, 2 or 5 times a power of ten kroner."""
    power = 100
    while True:
        for times in STEPS:
            if highest <= times * power * LINES:
                return times * power
        power *= 10


def _every(top: int) -> int:
    """Every how manieth class size has its number under the picture."""
    return next((step for step in (1, 2, 5, 10, 20, 50) if top <= step * 12), 100)


def _line(points: Sequence[tuple[float, float]]) -> str:
    """The path through points; one point alone is drawn as a short line."""
    if not points:
        return ""
    if len(points) == 1:
        (x, y), *_rest = points
        return f"M{x - 6:g} {y:g}H{x + 6:g}"
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
