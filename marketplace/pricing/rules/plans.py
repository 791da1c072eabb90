"""Price plans as values, and how they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from marketplace.foundation.money import Money
from marketplace.pricing.rules.kinds import Period, PlanKind


@dataclass(frozen=True, slots=True)
class Tier:
    """From this many seats on, a seat costs this."""

    seats: int
    seat_price: Money


@dataclass(frozen=True, slots=True)
class PerSeat:
    """A price for each seat. With tiers all seats cost what the tier of n says, or, graduated, each its own tier's."""

    seat_price: Money
    tiers: tuple[Tier, ...] = ()  # after the first seat, rising
    graduated: bool = False

    kind: ClassVar[PlanKind] = PlanKind.PER_SEAT


@dataclass(frozen=True, slots=True)
class PerTeam:
    """One price up to a number of people, then a price for each more, to the room's limit."""

    team_price: Money
    team_size: int
    extra_seat_price: Money
    most: int

    kind: ClassVar[PlanKind] = PlanKind.PER_TEAM


@dataclass(frozen=True, slots=True)
class PerEcts:
    """A rate for each ECTS credit of each seat."""

    rate: Money

    kind: ClassVar[PlanKind] = PlanKind.PER_ECTS


@dataclass(frozen=True, slots=True)
class PerModule:
    """Each module taken costs this, the exam apart; nothing falls due before a module is taken."""

    module_price: Money
    exam_fee: Money

    kind: ClassVar[PlanKind] = PlanKind.PER_MODULE


@dataclass(frozen=True, slots=True)
class SubscriptionForSale:
    """What an employee costs in a period, for every offer the subscription opens."""

    period_price: Money
    period: Period

    kind: ClassVar[PlanKind] = PlanKind.SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class PassForSale:
    """A card of klip: how many, what each costs, and for how many months it holds."""

    klip_price: Money
    klip: int
    valid_months: int

    kind: ClassVar[PlanKind] = PlanKind.PASS


@dataclass(frozen=True, slots=True)
class ByPass:
    """A seat paid by klip of a pass of the institution."""

    klip: int

    kind: ClassVar[PlanKind] = PlanKind.PASS


@dataclass(frozen=True, slots=True)
class Covered:
    """A seat that a running subscription already pays for."""

    kind: ClassVar[PlanKind] = PlanKind.SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class Outcome:
    """A deposit for each seat, and a balance when its credential is issued."""

    deposit: Money
    seat_price: Money  # both together

    kind: ClassVar[PlanKind] = PlanKind.OUTCOME

    @property
    def balance(self) -> Money:
        """What is left when the credential is issued."""
        return self.seat_price - self.deposit


@dataclass(frozen=True, slots=True)
class Shared:
    """A class price split by the seats that companies commit to, between two sizes of the class."""

    class_price: Money
    minimum: int
    maximum: int

    kind: ClassVar[PlanKind] = PlanKind.SHARED


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of an accepted proposal."""

    text: str
    quantity: int
    unit: Money


@dataclass(frozen=True, slots=True)
class Agreed:
    """The lines of an accepted proposal, for up to so many people."""

    lines: tuple[AgreedLine, ...]
    most: int

    kind: ClassVar[PlanKind] = PlanKind.AGREED


Plan = (
    PerSeat
    | PerTeam
    | PerEcts
    | PerModule
    | SubscriptionForSale
    | PassForSale
    | ByPass
    | Covered
    | Outcome
    | Shared
    | Agreed
)


@dataclass(frozen=True, slots=True)
class Extra:
    """Something sold beside each seat (forplejning, materialer), net of its own VAT."""

    text_da: str
    text_en: str
    amount: Money
    vat_basis: str
    vat_reason: str = ""


_NAMES: Mapping[type[Plan], str] = {SubscriptionForSale: "subscription_for_sale", PassForSale: "pass_for_sale"}


def frozen_plan(plan: Plan) -> dict[str, Any]:
    """A plan as plain values, amounts in øre; `thawed_plan` makes it again."""
    return {
        "plan": _NAMES.get(type(plan), plan.kind.value),
        **{name: _plain(value) for name, value in asdict(plan).items()},
    }


def _plain(value: Any) -> Any:
    match value:
        case {"minor": minor, "currency": _}:
            return minor
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
    return value


def thawed_plan(kept: Mapping[str, Any]) -> Plan:
    """A plan again from its plain values."""
    match kept:
        case {"plan": "per_seat", "seat_price": price, "tiers": tiers, "graduated": graduated}:
            return PerSeat(
                Money(price), tuple(Tier(one["seats"], Money(one["seat_price"])) for one in tiers), graduated
            )
        case {"plan": "per_team", "team_price": price, "team_size": size, "extra_seat_price": extra, "most": most}:
            return PerTeam(Money(price), size, Money(extra), most)
        case {"plan": "per_ects", "rate": rate}:
            return PerEcts(Money(rate))
        case {"plan": "per_module", "module_price": price, "exam_fee": fee}:
            return PerModule(Money(price), Money(fee))
        case {"plan": "subscription_for_sale", "period_price": price, "period": period}:
            return SubscriptionForSale(Money(price), Period(period))
        case {"plan": "pass_for_sale", "klip_price": price, "klip": klip, "valid_months": months}:
            return PassForSale(Money(price), klip, months)
        case {"plan": "pass", "klip": klip}:
            return ByPass(klip)
        case {"plan": "subscription"}:
            return Covered()
        case {"plan": "outcome", "deposit": deposit, "seat_price": price}:
            return Outcome(Money(deposit), Money(price))
        case {"plan": "shared", "class_price": price, "minimum": minimum, "maximum": maximum}:
            return Shared(Money(price), minimum, maximum)
        case {"plan": "agreed", "lines": lines, "most": most}:
            return Agreed(tuple(AgreedLine(one["text"], one["quantity"], Money(one["unit"])) for one in lines), most)
    raise ValueError(f"not a plan: {kept}")
