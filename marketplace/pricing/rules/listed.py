"""What a plan comes to for so many seats, for lists, comparisons and calculations: without a run, a buyer or VAT."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.pricing.rules.allowed import MAX_SEATS
from marketplace.pricing.rules.kinds import PlanKind
from marketplace.pricing.rules.lines import Sale
from marketplace.pricing.rules.plans import (
    Agreed,
    ByPass,
    Covered,
    PassForSale,
    PerEcts,
    PerModule,
    PerTeam,
    Plan,
    Shared,
    SubscriptionForSale,
)
from marketplace.pricing.rules.quotes import quote
from marketplace.pricing.rules.terms import TermsOfSale
from marketplace.pricing.rules.vat import SellersVat


@dataclass(frozen=True, slots=True)
class Priced:
    """A plan with what its price hangs on beside the number of seats; `klip_price` is what a klip is sold for."""

    plan: Plan
    ects_tenths: int | None = None
    modules: int = 0
    klip_price: Money | None = None

    @property
    def most(self) -> int:
        """The largest class the plan has a price for."""
        match self.plan:
            case PerTeam() | Agreed():
                return self.plan.most
            case Shared():
                return self.plan.maximum
        return MAX_SEATS

    @property
    def is_countable(self) -> bool:
        """Whether what the price hangs on is there: ECTS credits or modules, where it is by them."""
        match self.plan:
            case PerEcts():
                return bool(self.ects_tenths)
            case PerModule():
                return bool(self.modules)
        return True

    def net(self, seats: int) -> Money | None:
        """What so many seats come to, everything taken and extras apart, net of VAT; None where no run can tell."""
        if isinstance(self.plan, Covered | SubscriptionForSale | PassForSale) or seats > self.most:
            return None
        if isinstance(self.plan, ByPass):
            return None if self.klip_price is None else self.klip_price * (self.plan.klip * seats)
        sale = Sale("", 0, "", "", "", self.plan, _NO_VAT, _NO_TERMS, (), 0, self.ects_tenths, self.modules)
        made = quote(sale, seats, committed=seats)
        return Money(sum(line.net.minor for line in (*made.lines, *made.later)))


_NO_VAT = SellersVat("exempt", 0, "")
_NO_TERMS = TermsOfSale(((0, 100),), 0)


@dataclass(frozen=True, slots=True)
class ListPrice:
    """What a list says of an offer: the cheapest of its plans for so many seats, net of VAT; the same for everybody.

    `net` is None where only klip pay; `klip` is what a seat costs in klip where a plan says so.
    """

    kind: str
    seats: int
    net: Money | None
    klip: int = 0
    plans: int = 1  # how many plans the buyer may choose between
    team: int = 0  # the people a price for a team is for

    @property
    def each(self) -> Money | None:
        """What a seat comes to on average."""
        return None if self.net is None else self.net.share(1 / Decimal(self.seats))


def list_price(
    plans: Sequence[Plan], seats: int, *, ects_tenths: int | None = None, modules: int = 0
) -> ListPrice | None:
    """The cheapest plan for so many seats; None where none has a price for them.

    A class price is not among them: what it comes to hangs on who else commits.
    """
    klip = min((plan.klip for plan in plans if isinstance(plan, ByPass)), default=0)
    nets = []
    for plan in plans:
        if isinstance(plan, Shared):
            continue
        with suppress(RuleBroken):
            net = Priced(plan, ects_tenths, modules).net(seats)
            if net is not None:
                nets.append((net.minor, plan.kind.value, plan.team_size if isinstance(plan, PerTeam) else 0))
    choices = sum(1 for plan in plans if not isinstance(plan, Shared))
    if nets:
        net_minor, kind, team = min(nets)
        return ListPrice(kind, seats, Money(net_minor), klip, choices, team)
    return ListPrice(PlanKind.PASS.value, seats, None, klip, choices) if klip else None
