"""States of promises and approvals, what is left of a budget, and when a purchase waits for an approver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from marketplace.foundation.clock import end_of_day, today
from marketplace.foundation.errors import Conflict, RuleBroken
from marketplace.foundation.money import ZERO, Money

MOST = Money(100_000_000_000)  # a billion kroner: beyond it, somebody's finger slipped
MAX_REASON = 400
FIRST_YEAR, LAST_YEAR = 2000, 2100


class PromiseStatus(StrEnum):
    PROMISED = "promised"
    SPENT = "spent"
    GIVEN_BACK = "given_back"


PROMISE_MOVES: Mapping[PromiseStatus, frozenset[PromiseStatus]] = {
    PromiseStatus.PROMISED: frozenset({PromiseStatus.SPENT, PromiseStatus.GIVEN_BACK}),
    PromiseStatus.SPENT: frozenset({PromiseStatus.GIVEN_BACK}),
    PromiseStatus.GIVEN_BACK: frozenset(),
}
USING = frozenset({PromiseStatus.PROMISED, PromiseStatus.SPENT})  # what takes from a budget


class ApprovalStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


APPROVAL_MOVES: Mapping[ApprovalStatus, frozenset[ApprovalStatus]] = {
    ApprovalStatus.WAITING: frozenset({ApprovalStatus.APPROVED, ApprovalStatus.DECLINED, ApprovalStatus.WITHDRAWN}),
    ApprovalStatus.APPROVED: frozenset(),
    ApprovalStatus.DECLINED: frozenset(),
    ApprovalStatus.WITHDRAWN: frozenset(),
}


def check_promise_move(now: str, to: PromiseStatus) -> None:
    """Refuse a move of a promise that the table does not list."""
    if to not in PROMISE_MOVES[PromiseStatus(now)]:
        raise Conflict("spending.promise_move", now=now, to=to.value)


def check_approval_move(now: str, to: ApprovalStatus) -> None:
    """Refuse a move of an approval that the table does not list."""
    if to not in APPROVAL_MOVES[ApprovalStatus(now)]:
        raise Conflict("spending.approval_move", now=now, to=to.value)


def year_of(at: datetime) -> int:
    """The year whose budget a purchase takes from: the calendar year in Denmark."""
    return today(at).year


def year_span(year: int) -> tuple[datetime, datetime]:
    """The first instant of a Danish calendar year, and the first after it."""
    return end_of_day(date(year - 1, 12, 31)), end_of_day(date(year, 12, 31))


def check_year(year: int) -> None:
    """A year a budget can be for."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken("spending.year_range", field="year", least=str(FIRST_YEAR), most=str(LAST_YEAR))


@dataclass(frozen=True, slots=True)
class Purse:
    """A department's year: its budget (None: it is not limited), and what is promised and spent of it, with VAT.

    What came back of a purchase is taken off; `overruns` is what approvers let go above the budget.
    """

    budget: Money | None = None
    promised: Money = ZERO
    spent: Money = ZERO
    overruns: Money = ZERO

    @property
    def used(self) -> Money:
        return self.promised + self.spent

    @property
    def left(self) -> Money | None:
        """What may still be promised without an approver; None where nothing limits it."""
        if self.budget is None:
            return None
        return max(ZERO, self.budget - self.used, key=lambda one: one.minor)

    @property
    def above(self) -> Money:
        """How far the year has gone above its budget."""
        return ZERO if self.budget is None or self.used <= self.budget else self.used - self.budget

    @property
    def least(self) -> Money:
        """The lowest the budget can be set to: what is used of it, less what approvers let go above it."""
        return max(ZERO, self.used - self.overruns, key=lambda one: one.minor)

    def overrun(self, amount: Money) -> Money:
        """How far a purchase would go above what is left."""
        left = self.left
        return ZERO if left is None or amount <= left else amount - left

    @property
    def holds(self) -> bool:
        """Whether promised + spent is at most budget + approved overruns."""
        return self.budget is None or self.used <= self.budget + self.overruns


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a purchase meets: what is left of the budget (None: not limited), how far it goes above that, and the
    amount above which purchases wait (None: no limit)."""

    amount: Money
    left: Money | None = None
    overrun: Money = ZERO
    limit: Money | None = None

    @property
    def waits(self) -> bool:
        """Whether an approver must say yes first."""
        return bool(self.overrun) or (self.limit is not None and bool(self.amount) and self.amount > self.limit)


def weigh(amount: Money, purse: Purse, own_limit: Money | None, companys_limit: Money | None) -> Weighed:
    """Weigh a purchase against its department's year; a limit of the department's own comes before the company's."""
    return Weighed(amount, purse.left, purse.overrun(amount), companys_limit if own_limit is None else own_limit)


def check_amount(amount: Money, *, field: str) -> None:
    """An amount a budget or a limit can have."""
    if not ZERO <= amount <= MOST:
        raise RuleBroken("spending.amount_range", field=field, most=MOST)


def check_budget(amount: Money, purse: Purse) -> None:
    """A budget is not set below what is promised and spent of it already."""
    check_amount(amount, field="amount")
    if amount < purse.least:
        raise RuleBroken("spending.budget_below_used", field="amount", used=purse.least)


def check_part(amount: Money, whole: Money, given_back: Money) -> None:
    """What comes back of a purchase is at most what is not back yet."""
    if not ZERO < amount <= whole - given_back:
        raise RuleBroken("spending.part_above", left=whole - given_back)


def check_overrun(overrun: Money, seen: Money) -> None:
    """An approver lets go what was shown, and no more."""
    if overrun > seen:
        raise Conflict("spending.overrun_grown", now=overrun, before=seen)


def clean_reason(reason: str, *, needed: bool) -> str:
    """Why a purchase was declined: in words, and not too many."""
    said = reason.strip()
    if needed and not said:
        raise RuleBroken("spending.reason_missing", field="reason")
    if len(said) > MAX_REASON:
        raise RuleBroken("spending.reason_long", field="reason", most=MAX_REASON)
    return said
