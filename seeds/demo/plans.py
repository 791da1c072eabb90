"""Every way of pricing: plans on offers, full costs, passes and subscriptions for sale, an agreed price, a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from functools import partial
from typing import Any

from marketplace.catalogue.rules.runs import MeetingFacts, RunFacts
from marketplace.catalogue.service.runs import plan_run
from marketplace.foundation.clock import at_local
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.texts import Texts
from marketplace.pricing.rules import (
    Agreed,
    AgreedLine,
    ByPass,
    Extra,
    Outcome,
    PassForSale,
    PerEcts,
    Period,
    PerModule,
    PerSeat,
    PerTeam,
    Plan,
    Shared,
    SubscriptionForSale,
    Tier,
)
from marketplace.pricing.rules.costing import Costing, CostKind, CostLine
from marketplace.pricing.rules.funding import Scheme
from marketplace.pricing.service.costing import calculate
from marketplace.pricing.service.funding import add_scheme
from marketplace.pricing.service.opening import open_run
from marketplace.pricing.service.planning import Owner, put_on_sale, set_plan
from seeds.demo.runs import weekday
from seeds.demo.world import Organisation, World

Made = Sequence[tuple[str, str, dict[str, Any]]]  # (offer, institution, content) of those the public sees

KLIP = kroner(1_000)
EXPECTED = 6
PASSES_AT = ("egelund", "strandmark")
SUBSCRIPTIONS_AT = ("egelund", "kodevaerket")
OPENED = 5  # offers that a pass or a subscription opens
UNDER_FLOOR = "sundhed-o04"
AGREED_FOR = "norddal"
CATERING = Extra("Forplejning", "Catering", kroner(325), "standard")


def set_plans(
    world: World, institution: Organisation, offer_ref: str, facts: dict[str, Any], basis: str, terms_ref: str
) -> None:
    """The prices of an offer: one per seat, and by its number in the field another one beside it."""
    actor, number = institution.people["publisher"], int(facts["key"][-2:])
    if number in (4, 9):
        calculate(actor, offer_ref, _costs(facts["seat_price"]), now=world.at)
    under = facts["key"] == UNDER_FLOOR
    for plan in _plans(number, facts, under=under):
        set_plan(
            institution.people["finance"] if under else actor,
            Owner(offer_ref),
            plan,
            funding_basis=basis,
            terms_ref=terms_ref,
            extras=[CATERING] if number == 1 and facts["places"] else [],
            floor_reason="Nyt forløb: de første hold sælges billigt, så vi får erfaringer." if under else "",
            now=world.at,
        )
        world.count("prismodeller")


def _plans(number: int, facts: dict[str, Any], *, under: bool) -> list[Plan]:
    price = facts["seat_price"]
    seat = kroner(price)
    match number:
        case 1:
            return [PerSeat(seat, (Tier(5, _share(price, 92)), Tier(10, _share(price, 85))))]
        case 2:
            return [PerSeat(seat, (Tier(4, _share(price, 90)),), graduated=True)]
        case 4:
            most = max(8, facts["capacity"])
            return [PerSeat(seat), PerTeam(kroner(price * (4 if under else 6)), 8, _share(price, 60), most)]
        case 5 if "ects" in facts:
            return [PerSeat(seat), PerEcts(kroner(round(price / facts["ects"], -2)))]
        case 6:
            return [PerSeat(seat), PerModule(_share(price / len(facts["modules"]), 95), kroner(600))]
        case 8:
            return [PerSeat(seat), Outcome(_share(price, 30), _share(price, 105))]
        case 9:
            return [PerSeat(seat), Shared(kroner(price * 7), 6, 14)]
    return [PerSeat(seat)]


def _share(price: float, percent: int) -> Money:
    """A part of a price in whole tens of kroner."""
    return kroner(round(price * percent / 1000) * 10)


def _costs(price: int) -> Costing:
    """What a run of six costs when a seat is sold at this price: four fifths of what it brings in."""
    return Costing(
        (
            CostLine("Undervisere", CostKind.DIRECT, _share(price * EXPECTED, 45)),
            CostLine("Lokaler og udstyr", CostKind.DIRECT, _share(price * EXPECTED, 8)),
            CostLine("Materialer", CostKind.DIRECT, _share(price, 4), each=True),
            CostLine("Studieadministration", CostKind.INDIRECT, _share(price * EXPECTED, 10)),
        ),
        overhead=200,
        expected=EXPECTED,
    )


def sell_passes_and_subscriptions(world: World, made: Made, terms: dict[tuple[str, str], str]) -> None:
    """Two institutions sell klip, and let offers be paid by them; two sell subscriptions."""
    for key in PASSES_AT:
        opened = [(ref, facts) for ref, owner, facts in made if owner == key][:OPENED]
        name = Texts("Klippekort, 40 klip", "Pass, 40 punches")
        world.passes[key] = _sell(world, key, PassForSale(KLIP, 40, 12), name, [ref for ref, _facts in opened], terms)
        for ref, facts in opened:
            plan = ByPass(max(1, round(facts["seat_price"] / KLIP.amount * 9 / 10)))
            world.done(partial(_pay_by_klip, world, key, ref, plan, terms))
            world.klip_offers.append(ref)
    for key in SUBSCRIPTIONS_AT:
        # One subscription has one VAT, so the offers it opens must have the same.
        owned = [(ref, facts["vat"]) for ref, owner, facts in made if owner == key]
        opened_refs = [ref for ref, vat in owned if vat == owned[0][1]][:OPENED]
        name = Texts("Nanobanken for alle", "The nano bank for all")
        plan_for_sale = SubscriptionForSale(kroner(490), Period.MONTH)
        world.subscriptions[key] = _sell(world, key, plan_for_sale, name, opened_refs, terms)


def _sell(
    world: World,
    key: str,
    plan: PassForSale | SubscriptionForSale,
    name: Texts,
    refs: list[str],
    terms: dict[tuple[str, str], str],
) -> str:
    actor = world.institutions[key].people["publisher"]
    what = partial(put_on_sale, actor, plan, name=name, offer_refs=refs, terms_ref=terms[key, "short"], now=world.at)
    world.count("klippekort og abonnementer til salg")
    return str(world.done(what).ref)


def _pay_by_klip(world: World, key: str, ref: str, plan: ByPass, terms: dict[tuple[str, str], str]) -> None:
    set_plan(
        world.institutions[key].people["publisher"],
        Owner(ref),
        plan,
        funding_basis="full_cost",
        terms_ref=terms[key, "short"],
        now=world.at,
    )
    world.count("prismodeller")


def agree_on_a_run(world: World, made: Made, terms: dict[tuple[str, str], str]) -> str:
    """A closed run for one company at an agreed price; gives the run."""
    offer_ref, key, facts = next(one for one in made if one[2]["meetings"] == 2)
    actor, buyer = world.institutions[key].people["publisher"], world.companies[AGREED_FOR]
    first = weekday(world.start + timedelta(days=40))
    days = [first, weekday(first + timedelta(days=7))]
    meetings = tuple(MeetingFacts(at_local(day, time(9)), at_local(day, time(15))) for day in days)
    run = world.done(
        partial(
            plan_run,
            actor,
            offer_ref,
            RunFacts(
                capacity=14,
                minimum=0,
                participation="at_company",
                place="Jeres mødesal",
                private_to_ref=buyer.ref,
                enrol_by=first - timedelta(days=10),
                meetings=meetings,
            ),
            now=world.at,
        )
    )
    agreed = Agreed(
        (
            AgreedLine("Undervisning hos jer, to dage", 2, kroner(facts["seat_price"] * 2)),
            AgreedLine("Tilpasning til jeres egne sager", 1, kroner(12_000)),
        ),
        14,
    )
    owner = Owner(run_ref=run.ref)
    world.done(
        partial(
            set_plan,
            actor,
            owner,
            agreed,
            funding_basis="full_cost",
            terms_ref=terms[key, "gentle"],
            now=world.at,
        )
    )
    world.done(partial(open_run, actor, run.ref, now=world.at))
    world.count("prismodeller")
    world.count("hold")
    return str(run.ref)


def tell_of_a_scheme(world: World) -> None:
    """The operator writes of one fictional scheme, lately read, beside the real ones of the reference table."""
    scheme = Scheme(
        Texts("Kompetencefond for Opdigtede Fag", "Competence Fund for Fictional Trades"),
        Texts(
            "Opdigtet til demoen: halvdelen af prisen, højst 4.000 kr. pr. medarbejder, søgt før holdet begynder.",
            "Made up for the demo: half the price, at most DKK 4,000 per employee, applied for before the run begins.",
        ),
        percent=50,
        most_a_head=kroner(4_000),
        only_open_education=False,
        only_small=False,
        source="https://kompetencefonden.example/regler",
        as_of=(world.at - timedelta(days=1)).date(),
    )
    world.done(partial(add_scheme, world.operator, scheme, now=world.at))
