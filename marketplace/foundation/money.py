"""Money in whole minor units (øre). No float and no bare Decimal is ever a price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of one currency: `Money(980000)` is DKK 9,800.00."""

    minor: int
    currency: str = "DKK"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        if not isinstance(times, int) or isinstance(times, bool):
            raise TypeError("money is multiplied by whole numbers only; see share()")
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, rate: Decimal) -> Money:
        """This amount times a rate, rounded half up (away from zero): the only rounding there is."""
        exact = Decimal(self.minor) * rate
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, for showing and for documents."""
        return Decimal(self.minor).scaleb(-2)


ZERO = Money(0)


def kroner(amount: int) -> Money:
    """Whole kroner as money."""
    return Money(amount * 100)


def total(amounts: list[Money]) -> Money:
    """The sum of amounts in one currency; zero kroner for none."""
    result = amounts[0] if amounts else ZERO
    for amount in amounts[1:]:
        result = result + amount
    return result
