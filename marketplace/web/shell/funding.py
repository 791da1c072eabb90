"""Funding schemes in words: what may be had towards a price, and how old that is. The same in every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, money, percent
from marketplace.pricing.models import FundingScheme
from marketplace.pricing.rules.funding import Estimate, Scheme, is_stale
from marketplace.web.shell.prices import Bill


@dataclass(frozen=True)
class Told:
    """A scheme as its row on a page: what it may give, and whether its source must be read again."""

    row: FundingScheme
    gives: str
    stale: bool


def told(rows: Sequence[FundingScheme], on: date) -> list[Told]:
    """Schemes as rows to read."""
    return [Told(row, gives(row.scheme), is_stale(row.as_of, on)) for row in rows]


def gives(scheme: Scheme) -> str:
    """ "50 % af prisen, højst 4.000 kr. pr. medarbejder"."""
    most = None if scheme.most_a_head is None else money(scheme.most_a_head)
    if not scheme.percent:
        return _("Regnes ikke med i prisen")
    if most is None:
        return _("%(percent)s af prisen", percent=percent(scheme.percent))
    if scheme.percent == 100:
        return _("Op til %(most)s pr. medarbejder", most=most)
    return _("%(percent)s af prisen, højst %(most)s pr. medarbejder", percent=percent(scheme.percent), most=most)


def lines(estimate: Estimate | None) -> Bill:
    """What stands under the total: possible support, and what is then left; nothing where no scheme gives any."""
    if estimate is None:
        return []
    name = estimate.best.scheme.name.said(language())
    return [
        (_("Muligt tilskud fra %(name)s", name=name), _("op til %(amount)s", amount=money(estimate.best.amount))),
        (_("Anslået efter tilskud"), money(estimate.net)),
    ]
