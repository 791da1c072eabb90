"""The prices of a run side by side for so many employees, to choose between. The same in every door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from marketplace.booking.queries import count_covered
from marketplace.catalogue.models import Run, VatDecision
from marketplace.foundation.clock import today
from marketplace.foundation.labels import label
from marketplace.foundation.texts import Texts
from marketplace.foundation.words import day, language, money, ngettext
from marketplace.foundation.words import gettext as _
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries.passes import klip_left
from marketplace.pricing.queries.subscriptions import employees_covered
from marketplace.pricing.rules import Covered, Quote, Shared
from marketplace.pricing.service.quoting import covered_quote_or_none, quotes_by
from marketplace.web.shell.plans import told


@dataclass(frozen=True)
class Choice:
    """One price to choose, in words."""

    ref: str
    kind: str
    says: list[str]  # the plan's figures, net of VAT
    extras: list[str]
    total: str  # the most all seats can come to, with VAT; or klip
    at_once: str  # what of it falls due when placing, where that is not all
    each: str  # a seat on average, net of VAT
    vat: str
    free_until: str
    basis: str
    shut: str  # why it cannot be chosen now


@dataclass(frozen=True)
class ClassPrice:
    """A price that companies share: told of, never sold to one alone."""

    says: list[str]
    ceiling: str


@dataclass(frozen=True)
class Means:
    """What a company has that can pay for seats of an offer instead of money."""

    klip: int | None = None  # left, that open the offer; None: nobody has signed in for a company
    covered: int = 0  # seats that a subscription still covers


@dataclass(frozen=True)
class Priced:
    """The quotes a buyer may choose between, the cheapest first, and what they have beside money."""

    quotes: Sequence[Quote] = ()
    means: Means = Means()


def priced_for(
    buyer_id: int | None,
    run: Run,
    plans: Sequence[PricePlan],
    vat: VatDecision | None,
    seats: int,
    at: datetime,
    *,
    but_line_id: int = 0,
) -> Priced:
    """What a run's plans come to for so many, and what the company can pay with instead. At most 5 statements.

    The run's version is loaded. A subscription comes first where it covers all of them, else last; seats of the run it
    covers already do not count twice, those of the draft's own line (`but_line_id`) apart.
    """
    quotes = quotes_by(plans, vat, run, seats, now=at)
    if buyer_id is None:
        return Priced(quotes)
    on = today(at)
    klip = klip_left(buyer_id, run.version.offer_id, on) if any(one.klip for one in quotes) else None
    covering = covered_quote_or_none(buyer_id, vat, run, seats, now=at)
    if covering is None:
        return Priced(quotes, Means(klip))
    had = count_covered(run.id, buyer_id, covering.plan_id, at, but_line_id=but_line_id)
    covered = max(0, len(employees_covered(buyer_id, covering.plan_id, on)) - had)
    return Priced([covering, *quotes] if covered >= seats else [*quotes, covering], Means(klip, covered))


def with_own(quotes: Sequence[Quote], own: Quote) -> list[Quote]:
    """The quotes with a draft's own in its place: that one is frozen, and its plan may have been retired since."""
    if any(one.plan_ref == own.plan_ref for one in quotes):
        return [own if one.plan_ref == own.plan_ref else one for one in quotes]
    return [own, *quotes]


def chosen_of(quotes: Sequence[Quote], plan_ref: str) -> Quote | None:
    """The quote of the plan asked for; else the first, which is the cheapest."""
    return next((one for one in quotes if one.plan_ref == plan_ref), quotes[0] if quotes else None)


def choices(quotes: Iterable[Quote], starts_on: date | None, means: Means) -> list[Choice]:
    """What each quote comes to, in the order given."""
    return [_choice(one, starts_on, means) for one in quotes]


def class_prices(plans: Iterable[PricePlan]) -> list[ClassPrice]:
    """The class prices of a run, which companies will share, with the most a seat can cost before VAT."""
    found = []
    for row in plans:
        plan = row.plan
        if isinstance(plan, Shared):
            most = plan.class_price.share(1 / Decimal(plan.minimum))
            found.append(ClassPrice(told(plan), money(most)))
    return found


def _choice(quote: Quote, starts_on: date | None, means: Means) -> Choice:
    plan = quote.sale.plan
    more_later = quote.ceiling != quote.total
    return Choice(
        ref=quote.plan_ref,
        kind=label("plan_kind", quote.kind),
        says=[_("dækket af jeres abonnement")] if isinstance(plan, Covered) else told(plan),
        extras=[
            _(
                "%(text)s %(amount)s pr. plads",
                text=Texts(line.text_da, line.text_en).said(language()),
                amount=money(line.unit),
            )
            for line in quote.lines
            if line.code == "extra"
        ],
        total=_("højst %(amount)s", amount=money(quote.ceiling)) if more_later else _total(quote),
        at_once=money(quote.total) if more_later else "",
        each=money(quote.seat_price) if quote.seat_price else "",
        vat=_vat(quote),
        free_until=_free(quote, starts_on),
        basis=label("funding_basis", quote.sale.funding_basis),
        shut=_shut(quote, means),
    )


def _total(quote: Quote) -> str:
    if not quote.klip:
        return money(quote.total)
    klip = ngettext("%(num)s klip", "%(num)s klip", quote.klip)
    return _("%(klip)s og %(amount)s", klip=klip, amount=money(quote.total)) if quote.total else klip


def _vat(quote: Quote) -> str:
    if not quote.ceiling:
        return ""
    return _("momsfrit") if all(part.basis == "exempt" for part in quote.vats) else _("inkl. moms")


def _free(quote: Quote, starts_on: date | None) -> str:
    """Until when cancelling costs nothing: a day, or days before the start while there is no date."""
    free = [days for days, percent in quote.terms.ladder if percent == 0]
    if not free:
        return ""
    if starts_on is not None:
        return day(starts_on - timedelta(days=min(free)))
    return ngettext("%(num)s dag før start", "%(num)s dage før start", min(free))


def _shut(quote: Quote, means: Means) -> str:
    """Why what the company has is not enough."""
    if quote.klip and means.klip is not None and quote.klip > means.klip:
        return ngettext("I har %(num)s klip, der gælder her.", "I har %(num)s klip, der gælder her.", means.klip)
    if isinstance(quote.sale.plan, Covered) and quote.seats > means.covered:
        return ngettext(
            "Abonnementet dækker %(num)s plads her.", "Abonnementet dækker %(num)s pladser her.", means.covered
        )
    return ""
