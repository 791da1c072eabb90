"""The full-cost calculator: what a run costs by class size, the floor under its price, and when it breaks even.

The rule is that of indtægtsdækket virksomhed (budgetvejledningen, full-cost pricing): income covers direct and
indirect costs with their share of overhead, so that public money never pays for what is sold. The state grant is not
among the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import ZERO, Money
from marketplace.pricing.rules.allowed import (
    MAX_LINES,
    MAX_SEATS,
    MAX_TEXT,
    check_price,
)
from marketplace.pricing.rules.listed import Priced

MAX_OVERHEAD = 3_000  # in thousandths of the other costs
MIN_SHOWN, MAX_SHOWN = 12, 60  # how large a class is shown at least and, unless more are expected, at most
MAX_ROWS = 20


class CostKind(StrEnum):
    """Whether a cost is caused by the run itself or shared with other work."""

    DIRECT = "direct"
    INDIRECT = "indirect"


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost of a run: once for the class, or for each participant."""

    text: str
    kind: CostKind
    amount: Money
    each: bool = False  # for each participant


@dataclass(frozen=True, slots=True)
class Costing:
    """All costs of one run, the overhead on top in thousandths, and the participants expected."""

    lines: tuple[CostLine, ...]
    overhead: int
    expected: int

    def cost(self, participants: int) -> Money:
        """What a class of this size costs, overhead with it, net of VAT; rounded up to the whole øre once."""
        bare = sum(line.amount.minor * (participants if line.each else 1) for line in self.lines)
        return Money(-(-bare * (1000 + self.overhead) // 1000))

    def seat_cost(self, participants: int) -> Money:
        """What each seat of a class of this size must bring in, rounded up to the whole øre."""
        return Money(-(-self.cost(participants).minor // participants))

    @property
    def floor(self) -> Money:
        """The least a seat may cost at the expected size."""
        return self.seat_cost(self.expected)


def check_costing(costing: Costing) -> None:
    """A costing has lines with texts and amounts, an overhead share from 0 to 300 %, and participants."""
    if not 1 <= len(costing.lines) <= MAX_LINES:
        raise RuleBroken("pricing.too_many_lines", field="lines", most=MAX_LINES)
    for line in costing.lines:
        if not line.text.strip() or len(line.text) > MAX_TEXT:
            raise RuleBroken("pricing.line_text", field="lines", most=MAX_TEXT)
        check_price(line.amount, "lines")
    if not 0 <= costing.overhead <= MAX_OVERHEAD:
        raise RuleBroken("pricing.overhead_range", field="overhead", most=MAX_OVERHEAD // 10)
    if not 1 <= costing.expected <= MAX_SEATS:
        raise RuleBroken("pricing.people_range", field="expected", most=MAX_SEATS)


def is_under_floor(costing: Costing, priced: Priced) -> bool:
    """Whether the expected class brings in less than it costs; False where a single run cannot tell."""
    income = priced.net(min(costing.expected, priced.most))
    return income is not None and income < costing.cost(min(costing.expected, priced.most))


def break_even(costing: Costing, priced: Priced, most: int) -> int | None:
    """The smallest class, up to `most`, that covers its costs; None where none does."""
    for participants in range(1, min(most, priced.most) + 1):
        income = priced.net(participants)
        if income is not None and income >= costing.cost(participants):
            return participants
    return None


def contributions(costing: Costing, priced: Priced, sizes: Sequence[int]) -> list[Money | None]:
    """What is left when the costs are paid, for each class size; None where the plan has no price for it."""
    found = []
    for size in sizes:
        income = priced.net(size)
        found.append(None if income is None else income - costing.cost(size))
    return found


def is_lost_after(costing: Costing, priced: Priced, sizes: Sequence[int]) -> bool:
    """Whether a class of one of these sizes brings in less than it costs: a plan may break even and fall again."""
    return any(left is not None and left < ZERO for left in contributions(costing, priced, sizes))


def largest_shown(costing: Costing, plans: Sequence[Priced]) -> int:
    """The largest class a calculation is shown for: a plan's own limit, within reach of what is expected."""
    reach = min(max(2 * costing.expected, MIN_SHOWN), max(MAX_SHOWN, costing.expected))
    limits = [plan.most for plan in plans if plan.most < MAX_SEATS]
    return min(reach, max(costing.expected, *limits)) if len(limits) == len(plans) > 0 else reach


def sizes_shown(top: int, kept: Sequence[int] = ()) -> list[int]:
    """The class sizes of a table from 1 to `top`, at most some twenty evenly spread, and those it must have."""
    step = -(-top // MAX_ROWS)
    return sorted({1, top, *range(step, top + 1, step), *(size for size in kept if 1 <= size <= top)})


def frozen_costing(costing: Costing) -> dict[str, Any]:
    """A costing as plain values, amounts in øre."""
    return {
        "lines": [[line.text, line.kind.value, line.amount.minor, line.each] for line in costing.lines],
        "overhead": costing.overhead,
        "expected": costing.expected,
    }


def thawed_costing(kept: Mapping[str, Any]) -> Costing:
    """A costing again from its plain values."""
    lines = tuple(CostLine(text, CostKind(kind), Money(amount), each) for text, kind, amount, each in kept["lines"])
    return Costing(lines, kept["overhead"], kept["expected"])


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What a run came to beside what was planned: real participants, real income and real costs."""

    participants: int
    income: Money
    cost: Money
    planned_cost: Money | None  # what the plan said for this many participants, where there was one

    @property
    def result(self) -> Money:
        return self.income - self.cost

    @property
    def is_loss(self) -> bool:
        """Whether public money would have to pay for it: the next price must be looked at again."""
        return self.result < ZERO


def afterwards(counted: Costing, income: Money, planned: Costing | None) -> Afterwards:
    """What a run came to; `counted.expected` is how many took part."""
    came = counted.expected
    return Afterwards(came, income, counted.cost(came), planned.cost(came) if planned else None)
