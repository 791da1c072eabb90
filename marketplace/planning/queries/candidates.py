"""What could cover a need: every offer that builds any of it, on each of its open runs, with price and free seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from marketplace.booking.queries import places_left_for
from marketplace.catalogue.models import LearningOutcome, LearningOutcomeCompetence, Meeting, Offer, OfferVersion
from marketplace.catalogue.queries import CardRun, VersionCounts, counts_of_offers, vat_of_offers
from marketplace.catalogue.queries.cards import open_runs_by_offer
from marketplace.catalogue.queries.shown import is_shown
from marketplace.competences.models import Broader, Competence
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.geography.rules import distance_km
from marketplace.organisations.models import Organisation
from marketplace.planning.rules.options import Option
from marketplace.planning.rules.wanting import Limits, Need, Outcome, Place, Wanted
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import plans_of_offers, plans_of_runs
from marketplace.pricing.rules import COUNTED, list_price, vat_percent

ROWS_PER_OFFER = 20  # outcomes and competences together; more rows than that are not read to the end
HERE = frozenset({"online", "at_company"})  # held where the people are: nobody travels
TOGETHER = frozenset({"onsite", "blended", "at_company"})  # people must be in one room on its days

# Built once: every cover asks them.
_BUILDING = (
    select(
        Offer.id,
        Offer.ref,
        Organisation.ref.label("institution"),
        OfferVersion.hours_away_tenths,
        Competence.key,
        LearningOutcomeCompetence.proficiency,
    )
    .join(OfferVersion, OfferVersion.offer_id == Offer.id)
    .join(Organisation, Organisation.id == Offer.institution_id)
    .join(LearningOutcome, LearningOutcome.version_id == OfferVersion.id)
    .join(LearningOutcomeCompetence, LearningOutcomeCompetence.outcome_id == LearningOutcome.id)
    .join(Competence, Competence.id == LearningOutcomeCompetence.competence_id)
    .where(*is_shown(), Competence.key.in_(bindparam("keys", expanding=True)))
    .order_by(Offer.id)
)
_BUILDING_FEW = _BUILDING.limit(bindparam("rows"))
_MEETINGS = select(Meeting.run_id, Meeting.starts_at, Meeting.ends_at).where(
    Meeting.run_id.in_(bindparam("run_ids", expanding=True))
)


@dataclass(slots=True)
class _Building:
    """An offer that builds something wanted."""

    ref: str
    institution: str
    hours: int
    outcomes: list[Outcome] = field(default_factory=list)


def needed_competences(wanted: Sequence[Wanted]) -> Need:
    """The need with everything narrower than what is wanted, at any depth; 1 statement."""
    keys = [one.key for one in wanted]
    broad, narrow = aliased(Competence), aliased(Competence)
    top = (
        select(Broader.broader_id, Broader.narrower_id)
        .join(broad, broad.id == Broader.broader_id)
        .where(broad.key.in_(keys))
        .cte("below", recursive=True)
    )
    links = top.union(
        select(Broader.broader_id, Broader.narrower_id).join(top, top.c.narrower_id == Broader.broader_id)
    )
    rows = session.execute(
        select(broad.key, narrow.key)
        .select_from(links)
        .join(broad, broad.id == links.c.broader_id)
        .join(narrow, narrow.id == links.c.narrower_id)
    )
    children: defaultdict[str, set[str]] = defaultdict(set)
    for above, below in rows:
        children[above].add(below)
    return Need(tuple(wanted), {key: _all_below(key, children) for key in sorted(children)})


def _all_below(key: str, children: Mapping[str, Collection[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found - {key})


def candidates(need: Need, limits: Limits, *, now: datetime) -> list[Option]:
    """Every offer that builds something wanted, on each open run, for the headcount; 7 statements, 1 for none.

    An offer without an open run stands once, without one, so that a page can say so.
    """
    return _options(need, limits, _gathered(session.execute(_BUILDING, {"keys": sorted(need.keys)})), now)


def few_candidates(need: Need, limits: Limits, *, now: datetime, most: int) -> list[Option] | None:
    """The candidates when no more than `most` offers build something wanted, else None after 1 statement."""
    rows = session.execute(_BUILDING_FEW, {"keys": sorted(need.keys), "rows": most * ROWS_PER_OFFER + 1}).all()
    offers = _gathered(rows)
    if len(offers) > most or len(rows) > most * ROWS_PER_OFFER:
        return None
    return _options(need, limits, offers, now)


def _gathered(rows: Iterable[tuple[int, str, str, int, str, int]]) -> dict[int, _Building]:
    found: dict[int, _Building] = {}
    for offer_id, ref, institution, hours, key, proficiency in rows:
        if offer_id not in found:
            found[offer_id] = _Building(ref, institution, hours)
        found[offer_id].outcomes.append(Outcome(key, proficiency))
    return found


def _options(need: Need, limits: Limits, offers: Mapping[int, _Building], now: datetime) -> list[Option]:
    on = today(now)
    runs = open_runs_by_offer(offers, on) if offers else {}
    everyone = [run for found in runs.values() for run in found]
    days = _days(everyone)
    left = places_left_for(everyone, now) if everyone else {}
    prices = _prices(offers, runs, limits.headcount, on)
    options = []
    for offer_id, offer in offers.items():
        outcomes = need.related(offer.outcomes)
        bare = Option(offer.ref, "", offer.institution, outcomes, need.covered_by(outcomes), None, offer.hours)
        if offer_id not in runs:
            options.append(bare)
        options += [
            replace(
                bare,
                run=run.ref,
                price=prices.get(run.id),
                km=_km(limits.near, run),
                starts_on=run.starts_on,
                ends_on=run.ends_on,
                days=days.get(run.id, frozenset()),
                left=left.get(run.id, 0),
            )
            for run in runs.get(offer_id, ())
        ]
    return options


def _days(runs: Iterable[CardRun]) -> dict[int, frozenset[int]]:
    """The days people must be in a room, as ordinals: those of the meetings; of the whole span where none is listed."""
    together = {run.id: run for run in runs if run.participation in TOGETHER}
    if not together:
        return {}
    met: defaultdict[int, set[int]] = defaultdict(set)
    for run_id, starts_at, ends_at in session.execute(_MEETINGS, {"run_ids": list(together)}):
        met[run_id].update(range(today(starts_at).toordinal(), today(ends_at).toordinal() + 1))
    return {run_id: frozenset(met[run_id]) if run_id in met else _span(run) for run_id, run in together.items()}


def _span(run: CardRun) -> frozenset[int]:
    if run.starts_on is None:
        return frozenset()
    return frozenset(range(run.starts_on.toordinal(), (run.ends_on or run.starts_on).toordinal() + 1))


def _km(near: Place | None, run: CardRun) -> float | None:
    if near is None or run.participation in HERE:
        return 0.0
    if run.lat is None or run.lon is None:
        return None
    return distance_km(near.lat, near.lon, run.lat, run.lon)


def _prices(offers: Collection[int], runs: Mapping[int, Sequence[CardRun]], headcount: int, on: date) -> dict[int, int]:
    """What each run charges for the headcount, by run id, in øre with VAT; without a price or VAT decision: none."""
    if not runs:
        return {}
    of_offers, decided = plans_of_offers(offers), vat_of_offers(offers, on)
    of_runs = plans_of_runs([run.id for found in runs.values() for run in found])
    counts = counts_of_offers(offers) if _any_counted((*of_offers.values(), *of_runs.values())) else {}
    charged = {}
    for offer_id, found in runs.items():
        held = counts.get(offer_id, VersionCounts("", None, 0))
        for run in found:
            plans = [row.plan for row in of_runs.get(run.id) or of_offers.get(offer_id, [])]
            price = list_price(plans, headcount, ects_tenths=held.ects_tenths, modules=held.modules)
            if price is not None and price.net is not None and offer_id in decided:
                percent = vat_percent(decided[offer_id].basis, on)
                charged[run.id] = (price.net + price.net.share(Decimal(percent) / 100)).minor
    return charged


def _any_counted(plans: Iterable[Sequence[PricePlan]]) -> bool:
    return any(plan.kind in COUNTED for some in plans for plan in some)
