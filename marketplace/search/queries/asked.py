"""What was asked for and hardly found, from five companies up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace.competences.models import Competence
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import require
from marketplace.foundation.texts import Texts
from marketplace.search.models import AskedByDay
from marketplace.search.policy import may_see_unmet
from marketplace.search.rules.facets import months_after
from marketplace.search.rules.noted import FEWEST_COMPANIES


@dataclass(frozen=True, slots=True)
class Unmet:
    """A competence that several companies of a region looked for in vain: how many, and how often anybody did."""

    competence: str
    label: Texts
    region: str  # "" where nobody said from where
    companies: int
    times: int


def unmet(actor: Actor, since: date, *, months: int = 1, limit: int = 100) -> list[Unmet]:
    """The needs hardly met in whole months from that of `since`, those of most companies first.

    Whole months only, and nothing under five companies: two windows a day apart, or a small group, would tell who
    looked for what. Searches of people who have not signed in count in `times` but make no company.
    """
    require(may_see_unmet(actor))
    first = since.replace(day=1)
    companies = func.count(AskedByDay.company_id.distinct())
    times = func.sum(AskedByDay.poor)
    rows = session.execute(
        select(Competence.key, Competence.label, AskedByDay.region, companies, times)
        .join(Competence, Competence.id == AskedByDay.competence_id)
        .where(AskedByDay.day >= first, AskedByDay.day < months_after(first, months), AskedByDay.poor > 0)
        .group_by(Competence.id, AskedByDay.region)
        .having(companies >= FEWEST_COMPANIES)
        .order_by(companies.desc(), times.desc(), Competence.key, AskedByDay.region)
        .limit(limit)
    )
    return [Unmet(*row) for row in rows]
