"""The figures of a price plan in words, net of VAT. The same in every door."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.foundation.labels import label
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import money, ngettext, number
from marketplace.pricing.rules import (
    Agreed,
    ByPass,
    Outcome,
    PassForSale,
    PerEcts,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Shared,
    SubscriptionForSale,
)


def told(plan: Plan) -> list[str]:
    """What a plan says, in short sentences."""
    return list(_told(plan))


def _told(plan: Plan) -> Iterator[str]:
    match plan:
        case PerSeat():
            yield from _by_seat(plan)
        case PerTeam():
            yield _("%(price)s for op til %(size)s deltagere", price=money(plan.team_price), size=plan.team_size)
            yield _("%(price)s for hver plads mere", price=money(plan.extra_seat_price))
            yield _("højst %(most)s deltagere", most=plan.most)
        case PerEcts():
            yield _("%(price)s pr. ECTS-point og plads", price=money(plan.rate))
        case PerModule():
            yield _("%(price)s pr. modul, når det tages", price=money(plan.module_price))
            yield _("%(price)s for prøven", price=money(plan.exam_fee))
        case SubscriptionForSale():
            period = label("period", plan.period)
            yield _("%(price)s pr. medarbejder og %(period)s", price=money(plan.period_price), period=period)
        case PassForSale():
            klip = ngettext("%(num)s klip", "%(num)s klip", plan.klip)
            yield _("%(klip)s à %(price)s", klip=klip, price=money(plan.klip_price))
            yield ngettext("gælder i %(num)s måned", "gælder i %(num)s måneder", plan.valid_months)
        case ByPass():
            yield ngettext("%(num)s klip pr. plads", "%(num)s klip pr. plads", plan.klip)
        case Outcome():
            yield _("%(price)s pr. plads ved bestilling", price=money(plan.deposit))
            yield _("%(price)s pr. plads, når beviset udstedes", price=money(plan.balance))
        case Shared():
            yield _("%(price)s for holdet, delt af dem, der er med", price=money(plan.class_price))
            yield _("%(least)s til %(most)s deltagere", least=plan.minimum, most=plan.maximum)
        case Agreed():
            for line in plan.lines:
                yield _("%(text)s, %(n)s à %(each)s", text=line.text, n=number(line.quantity), each=money(line.unit))
            yield _("højst %(most)s deltagere", most=plan.most)


def _by_seat(plan: PerSeat) -> Iterator[str]:
    yield _("%(price)s pr. plads", price=money(plan.seat_price))
    for tier in plan.tiers:
        yield _("fra %(seats)s pladser: %(price)s pr. plads", seats=tier.seats, price=money(tier.seat_price))
    if plan.tiers and plan.graduated:
        yield _("hvert trin gælder kun sine egne pladser")
    elif plan.tiers:
        yield _("alle pladser koster det, deres antal giver")
