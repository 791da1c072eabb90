"""Putting imported offers on sale: the price and the runs a row states, through the services of their rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace.catalogue.queries import vat_of_offers
from marketplace.catalogue.queries.importing import runs_by_day
from marketplace.catalogue.rules import RunFacts, first_day
from marketplace.catalogue.service.importing import Importing, Placed, RowFault
from marketplace.catalogue.service.runs import plan_run
from marketplace.foundation.clock import today
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.texts import Texts
from marketplace.pricing.queries import plans_of_offers, terms_of
from marketplace.pricing.rules import PerSeat
from marketplace.pricing.service.opening import open_run
from marketplace.pricing.service.planning import add_terms, set_seat_price

_LADDER = [[30, 0], [14, 50], [0, 100]]
_NAMING_DAYS = 5


def put_on_sale(importing: Importing, placed: Sequence[Placed], *, now: datetime) -> None:
    """Give offers the price their row states; in a trial, plan the runs it lists, and open those that can be sold.

    What is there already stays: a run is told by its first day, form and postcode. Outside a trial an offer has no
    version to run before it is reviewed, so its runs are left to the institution.
    """
    priced = [one for one in placed if one.row.price is not None]
    known = plans_of_offers([one.offer_id for one in priced])
    terms = _terms(importing, now) if priced else ""
    for one in priced:
        price = PerSeat(Money(one.row.price or 0))
        if price not in [plan.plan for plan in known.get(one.offer_id, [])]:
            set_seat_price(
                importing.actor,
                offer_ref=one.offer_ref,
                seat_price=Money(one.row.price or 0),
                funding_basis="full_cost",
                terms_ref=terms,
                now=now,
            )
    if importing.reading.trial:
        _plan_runs(importing, [one for one in placed if one.row.runs], now)


def _terms(importing: Importing, now: datetime) -> str:
    there = terms_of(importing.actor)
    if there:
        return there[0].ref
    name = Texts("Vilkår for indlæste forløb", "Terms of imported courses")
    return add_terms(importing.actor, name=name, ladder=_LADDER, naming_days=_NAMING_DAYS, now=now).ref


def _plan_runs(importing: Importing, placed: Sequence[Placed], now: datetime) -> None:
    ids = [one.offer_id for one in placed]
    sellable = plans_of_offers(ids).keys() & vat_of_offers(ids, today(now)).keys()
    for one in placed:
        there = runs_by_day(one.offer_ref)
        for facts in one.row.runs:
            if _told(facts) in there:
                continue
            try:
                run = plan_run(importing.actor, one.offer_ref, facts, now=now)
            except RuleBroken as broken:
                importing.tally.faults.append(RowFault(one.number, broken))
                continue
            enrolling = facts.enrol_by is None or facts.enrol_by >= today(now)
            if one.offer_id in sellable and enrolling:
                open_run(importing.actor, run.ref, now=now)


def _told(facts: RunFacts) -> tuple[object, str, str | None]:
    return first_day(facts.meetings), facts.participation, facts.postcode or None
