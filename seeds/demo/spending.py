"""Companies that mind their money: budgets and limits, an approver, klip, subscriptions, and a booking that waits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from marketplace.booking.queries import places_left_for
from marketplace.booking.rules import SeatName
from marketplace.booking.service.holding import book_seats
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.service.runs import lock_run
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.organisations.service.roles import give_role
from marketplace.pricing.queries.for_sale import find_public_for_sale, pass_quote, subscription_quote
from marketplace.pricing.rules import PlanKind
from marketplace.pricing.service.billing import bill_all_periods
from marketplace.pricing.service.passing import buy_pass
from marketplace.pricing.service.quoting import quotes_for_runs
from marketplace.pricing.service.subscribing import subscribe
from marketplace.spending.service.budgeting import set_approval_limit, set_budget
from seeds.demo.plans import AGREED_FOR, PASSES_AT, SUBSCRIPTIONS_AT
from seeds.demo.runs import Happening
from seeds.demo.world import Organisation, World

FIRST = "maagekaer"  # whose desk the demo shows
BUYERS = (FIRST, "norddal", "fjordglas")
BUDGET = kroner(600_000)
LIMIT = kroner(40_000)
SUBSCRIBED = 3  # employees on a subscription


def make_approver(world: World) -> None:
    """A colleague of the first company's admin who says yes or no to large purchases."""
    company = world.companies[FIRST]

    def make() -> None:
        _id, ref, email = world.person(FIRST)
        give_role(Actor.system("seed"), ref, "approver", organisation_ref=company.ref, now=world.at)
        world.show(
            "approver",
            email,
            "Godkender: siger ja eller nej til store køb (Mågekær Sundhedshuse)",
            "Approver: says yes or no to large purchases (Mågekær Sundhedshuse)",
        )

    world.done(make)


def happenings(world: World, agreed_run: str) -> Iterator[Happening]:
    """What companies do with their money before the start day, as (days from start, deed)."""
    for key in BUYERS[:2]:
        yield -100, partial(_budgets, world, world.companies[key])
    for number, key in enumerate(BUYERS):
        company, seller = world.companies[key], PASSES_AT[number % len(PASSES_AT)]
        yield -60 + number, partial(_pass, world, company, seller)
        yield -20 + number, partial(_by_klip, world, company, seller)
    for number, key in enumerate(BUYERS[: len(SUBSCRIPTIONS_AT)]):
        yield -75 + number, partial(_subscribe, world, world.companies[key], SUBSCRIPTIONS_AT[number])
    yield -30, partial(_book, world, world.companies[AGREED_FOR], agreed_run, 8)
    yield -0.9, partial(_limit, world, world.companies[FIRST])
    yield -0.5, partial(_too_large, world, world.companies[FIRST])


def _budgets(world: World, company: Organisation) -> None:
    for department in company.departments:
        set_budget(company.people["admin"], department, world.start.year, BUDGET, now=world.at)
        world.count("budgetter")


def _limit(world: World, company: Organisation) -> None:
    set_approval_limit(company.people["admin"], "", LIMIT, now=world.at)


def _pass(world: World, company: Organisation, seller: str) -> None:
    plan = find_public_for_sale(world.passes[seller], PlanKind.PASS)
    buy_pass(
        company.people["admin"],
        plan.ref,
        key=new_ref(),
        seen=pass_quote(plan, today(world.at)).mark,
        buyer_reference=f"Klip-{world.start.year}",
        ean=company.ean,
        department_ref=company.departments[0],
        now=world.at,
    )
    world.count("klippekort")


def _by_klip(world: World, company: Organisation, seller: str) -> None:
    """Two seats paid by klip of the pass, on the first run they open that can be booked."""
    for run in world.runs:
        open_still = run.enrol_by is None or run.enrol_by >= today(world.at)
        by_klip = run.offer in world.klip_offers and run.institution == seller
        if open_still and by_klip and _book(world, company, run.ref, 2, kind=PlanKind.PASS):
            return


def _subscribe(world: World, company: Organisation, seller: str) -> None:
    plan = find_public_for_sale(world.subscriptions[seller], PlanKind.SUBSCRIPTION)
    made = subscribe(
        company.people["admin"],
        plan.ref,
        company.employees[:SUBSCRIBED],
        key=new_ref(),
        seen=subscription_quote(plan, today(world.at)).mark,
        buyer_reference=f"Abonnement-{world.start.year}",
        ean=company.ean,
        department_ref=company.departments[0],
        now=world.at,
    )
    world.count("abonnementer")
    world.subscribed.append(made.ref)


def bill_subscriptions(world: World) -> None:
    """Invoice the periods that are over on the start day."""
    for ref in world.subscribed:
        world.done(partial(bill_all_periods, ref, world.at))


def _too_large(world: World, company: Organisation) -> None:
    """A booking above the limit, which waits for the approver: on the first run that has room for it."""
    for run in world.runs:
        in_time = run.enrol_by is not None and (run.enrol_by - world.start).days > 14
        if in_time and _book(world, company, run.ref, 6, above=LIMIT.minor):
            return


def _book(
    world: World, company: Organisation, run_ref: str, wanted: int, *, kind: PlanKind | None = None, above: int = 0
) -> bool:
    """Seats on a run by one of its plans (else the cheapest) and, where it is asked, of more than so much; whether it
    was possible."""
    actor, run = company.people["admin"], lock_run(run_ref)
    quotes = [one for one in quotes_for_runs([run], wanted, now=world.at)[run.ref] if kind in (None, one.kind)]
    if not quotes or quotes[0].ceiling.minor < above or places_left_for([run], world.at)[run.id] < wanted:
        return False
    taken = world.seated.setdefault(run_ref, set())
    names = [ref for ref in company.employees if ref not in taken][:wanted]
    taken.update(names)
    booking = book_seats(
        actor, new_ref() + new_ref(), run_ref, quotes[0].plan_ref, wanted, seen=quotes[0].mark, now=world.at
    )
    placed = place_on_invoice(
        actor,
        booking.ref,
        names=[SeatName(employee_ref=ref) for ref in names],
        buyer_reference=f"Udd-{world.start.year}",
        ean=company.ean,
        department_ref=company.departments[0],
        now=world.at,
    )
    world.count("pladser" if placed.placed_at else "bestillinger, der venter på godkendelse")
    world.count("bestillinger")
    return True
