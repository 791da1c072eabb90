"""Facts about budgets, promises and approvals. Amounts in øre, with VAT."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class BudgetSet(Event):
    """A department has a budget for a year, or another one; -1: it is no longer limited."""

    department: str
    year: int
    amount: int


@dataclass(frozen=True)
class ApprovalLimitSet(Event):
    """Purchases above an amount wait for an approver; -1: none do. Without a department: the whole company."""

    organisation: str
    department: str
    above: int


@dataclass(frozen=True)
class AmountPromised(Event):
    """An amount is set aside for a purchase; `overrun` of it goes above the budget."""

    promise: str
    subject: str
    amount: int
    overrun: int


@dataclass(frozen=True)
class PromiseSpent(Event):
    """A purchase is placed: what was promised is spent."""

    promise: str
    subject: str


@dataclass(frozen=True)
class PromiseGivenBack(Event):
    """A purchase, or a part of it, came to nothing: the amount can be used again."""

    promise: str
    subject: str
    amount: int


@dataclass(frozen=True)
class ApprovalAsked(Event):
    """A purchase waits for an approver."""

    approval: str
    subject: str
    amount: int
    overrun: int


@dataclass(frozen=True)
class ApprovalEnded(Event):
    """A purchase waits no more."""

    approval: str
    subject: str
    to: str  # approved | declined | withdrawn
