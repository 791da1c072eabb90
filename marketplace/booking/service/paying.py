"""What seats cost after the bill of their placing: klip, cover by a subscription, modules taken, balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from marketplace.booking import policy, queries
from marketplace.booking.events import BalanceBilled, ModuleBegun, ModulesBilled
from marketplace.booking.models import Booking, BookingLine, ModuleTaken, Seat
from marketplace.booking.rules import FINAL, SeatStatus
from marketplace.catalogue.models import ModuleVersion, Run, VersionModule
from marketplace.foundation import errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, NotFound, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.money import ZERO, Money, total
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import speaking
from marketplace.organisations.models import Department
from marketplace.payments.models import Invoice
from marketplace.payments.rules import DueLineFacts
from marketplace.payments.service import issue_invoice
from marketplace.pricing.queries.subscriptions import employees_covered
from marketplace.pricing.rules import Covered, Outcome, PerModule, Quote, thaw
from marketplace.pricing.service.passing import spend_klip

AT_A_TIME = 500
BILL_MODULES = "booking.bill_modules"  # the errand of one booking
EARNING = frozenset({SeatStatus.BOOKED, SeatStatus.ATTENDED, SeatStatus.LEFT})  # whose credential can still come


def pay_otherwise(booking: Booking, run: Run, quote: Quote, now: datetime) -> None:
    """Spend the klip a booking costs, and see that a subscription really covers its seats. The run is locked.

    Conflict "pricing.too_few_klip" and "booking.covered_seats", RuleBroken "booking.covered_people".
    """
    if quote.klip:
        spend_klip(
            buyer_id=booking.buyer_id,
            issuer_id=booking.seller_id,
            offer_id=run.version.offer_id,
            klip=quote.klip,
            subject_ref=booking.ref,
            key=booking.ref,
            person_id=booking.placed_by_id,
            now=now,
        )
    line = booking.lines[0]
    check_covered(run, booking.buyer_id, quote, now, but_line_id=line.id)
    check_covered_people(quote, booking.buyer_id, line.id, now)


def check_covered(run: Run, buyer_id: int | None, quote: Quote, now: datetime, *, but_line_id: int = 0) -> None:
    """A subscription covers as many live seats of a run as employees are on it. The run is locked."""
    if buyer_id is None or not isinstance(quote.sale.plan, Covered):
        return
    had = queries.count_covered(run.id, buyer_id, quote.plan_id, now, but_line_id=but_line_id)
    seats = len(employees_covered(buyer_id, quote.plan_id, today(now)))
    if had + quote.seats > seats:
        raise Conflict("booking.covered_seats", field="wanted", seats=seats, had=had)


def check_covered_people(quote: Quote, buyer_id: int, line_id: int, now: datetime) -> None:
    """Whoever is named on a covered seat is on the subscription."""
    if not isinstance(quote.sale.plan, Covered):
        return
    covered = employees_covered(buyer_id, quote.plan_id, today(now))
    session.flush()
    named = session.scalars(
        select(Seat)
        .where(Seat.line_id == line_id, Seat.employee_id.is_not(None), queries.live(now))
        .order_by(Seat.id)
        .options(joinedload(Seat.person))
    )
    for seat in named:
        if seat.employee_id not in covered and seat.person:
            raise RuleBroken("booking.covered_people", field="naming", name=seat.person.name)


def module_taken(actor: Actor, seat_ref: str, module_version_ref: str, *, now: datetime) -> ModuleTaken:
    """The person on a seat has taken a module (without a ref: the exam); it is invoiced when the month is over.

    Said again, it changes nothing. RuleBroken "booking.no_module_price", "booking.module_not_in_version", Conflict
    "booking.seat_not_live".
    """
    require(policy.may_note_progress(actor))
    seat, quote = _sold_seat_locked(actor, seat_ref)
    plan = quote.sale.plan
    if not isinstance(plan, PerModule):
        raise RuleBroken("booking.no_module_price")
    version = _module_of(seat.run, module_version_ref) if module_version_ref else None
    version_id = version.id if version else None
    known = session.scalar(
        select(ModuleTaken).where(ModuleTaken.seat_id == seat.id, ModuleTaken.module_version_id == version_id)
    )
    if known is not None:
        return known
    _check_live(seat, SeatStatus.BOOKED, SeatStatus.ATTENDED)
    net = plan.module_price if version else plan.exam_fee
    made = ModuleTaken(seat_id=seat.id, module_version_id=version_id, net=net.minor, taken_at=now)
    session.add(made)
    session.flush()
    announce(ModuleBegun(seat=seat.ref, module=module_version_ref, net=net.minor))
    return made


def balance_due(actor: Actor, seat_ref: str, *, now: datetime) -> Invoice | None:
    """The credential of a seat sold by its outcome was issued: what is left of its price is invoiced, once.

    None where the deposit was the whole price. RuleBroken "booking.no_balance", Conflict "booking.seat_not_live".
    """
    require(policy.may_note_progress(actor))
    seat, quote = _sold_seat_locked(actor, seat_ref)
    plan = quote.sale.plan
    if not isinstance(plan, Outcome):
        raise RuleBroken("booking.no_balance")
    _check_live(seat, *EARNING)
    if not plan.balance or seat.line is None:
        return None
    booking = seat.line.booking
    with speaking("da"):  # an invoice is a Danish voucher
        text = _("%(title)s: rest, beviset er udstedt", title=seat.run.version.title.said("da"))
    invoice = issue_invoice(
        payer_id=booking.buyer_id,
        seller_id=booking.seller_id,
        purpose_ref=f"balance-{seat.ref}",
        lines=[_due(booking, quote, text, 1, plan.balance)],
        buyer_reference=booking.buyer_reference,
        ean=booking.ean,
        now=now,
    )
    if invoice.created_at == now:
        announce(BalanceBilled(seat=seat.ref, net=plan.balance.minor))
    return invoice


def modules_due(before: datetime, after_id: int = 0) -> tuple[list[str], int | None]:
    """The next bookings with modules taken before an instant and not invoiced, by ref, and where to go on: None at the
    end. Reads at most 500 rows."""
    rows = session.execute(
        _unbilled(before)
        .with_only_columns(Booking.id, Booking.ref)
        .where(Booking.id > after_id)
        .distinct()
        .order_by(Booking.id)
        .limit(AT_A_TIME)
    ).all()
    return [row.ref for row in rows], rows[-1].id if len(rows) == AT_A_TIME else None


def bill_modules(booking_ref: str, before: datetime, *, now: datetime) -> bool:
    """Invoice the modules taken on a booking's seats before an instant; whether there were any not invoiced yet."""
    booking = session.scalars(
        select(Booking).where(Booking.ref == booking_ref).with_for_update().execution_options(populate_existing=True)
    ).one()
    taken = session.scalars(
        _unbilled(before)
        .where(Booking.id == booking.id)
        .order_by(ModuleTaken.id)
        .options(joinedload(ModuleTaken.module_version), joinedload(ModuleTaken.seat).joinedload(Seat.line))
    ).all()
    if not taken:
        return False
    purpose = f"mod-{booking.ref}-{taken[0].id}"
    for one in taken:
        one.billed_ref = purpose
    net = total([Money(one.net) for one in taken])
    session.flush()
    announce(ModulesBilled(booking=booking.ref, modules=len(taken), net=net.minor))
    if net > ZERO:
        issue_invoice(
            payer_id=booking.buyer_id,
            seller_id=booking.seller_id,
            purpose_ref=purpose,
            lines=_module_lines(booking, taken),
            buyer_reference=booking.buyer_reference,
            ean=booking.ean,
            now=now,
        )
    return True


def ask_for_module_bills(before: datetime, now: datetime) -> None:
    """Have every booking with modules taken before an instant billed, one errand each."""
    after: int | None = 0
    while after is not None:
        due, after = modules_due(before, after)
        for ref in due:
            errands.at(now, BILL_MODULES, ref, key=f"{BILL_MODULES}:{ref}:{today(now)}")


def _unbilled(before: datetime) -> Select[ModuleTaken]:
    return (
        select(ModuleTaken)
        .join(Seat, Seat.id == ModuleTaken.seat_id)
        .join(BookingLine, BookingLine.id == Seat.line_id)
        .join(Booking, Booking.id == BookingLine.booking_id)
        .where(ModuleTaken.billed_ref.is_(None), ModuleTaken.taken_at < before)
    )


def _module_lines(booking: Booking, taken: Sequence[ModuleTaken]) -> list[DueLineFacts]:
    """A line for each module at its price, in the order they were first taken."""
    counted: dict[tuple[str, int], list[ModuleTaken]] = {}
    for one in taken:
        with speaking("da"):  # an invoice is a Danish voucher
            text = one.module_version.title.said("da") if one.module_version else _("Prøve")
        if one.net:
            counted.setdefault((text, one.net), []).append(one)
    return [
        _due(booking, thaw(many[0].seat.line.quote), text, len(many), Money(net))
        for (text, net), many in counted.items()
        if many[0].seat.line
    ]


def _due(booking: Booking, quote: Quote, text: str, quantity: int, each: Money) -> DueLineFacts:
    department = session.get(Department, booking.department_id) if booking.department_id else None
    return DueLineFacts(
        text=text,
        quantity=quantity,
        unit_net=each,
        vat_basis=quote.vat_basis,
        vat_percent=quote.vat_percent,
        vat_reason=quote.vat_reason,
        cost_centre=department.cost_centre if department else "",
        order_reference=booking.buyer_reference,
    )


def _sold_seat_locked(actor: Actor, seat_ref: str) -> tuple[Seat, Quote]:
    """A seat of a final booking, locked, with what it was bought by; an institution's own unless the system asks."""
    wanted = (
        select(Seat)
        .join(Seat.line)
        .join(BookingLine.booking)
        .join(Run, Run.id == Seat.run_id)
        .where(Seat.ref == seat_ref, Booking.status.in_(FINAL))
        .options(
            joinedload(Seat.run).joinedload(Run.version),
            joinedload(Seat.line).joinedload(BookingLine.booking),
        )
    )
    if not actor.is_system:
        wanted = wanted.where(Run.institution_id == actor.organisation_id)
    seat = session.scalar(wanted.with_for_update(of=Seat).execution_options(populate_existing=True))
    if seat is None or seat.line is None:
        raise NotFound
    return seat, thaw(seat.line.quote)


def _check_live(seat: Seat, *among: SeatStatus) -> None:
    if seat.status not in among:
        raise Conflict("booking.seat_not_live")


def _module_of(run: Run, module_version_ref: str) -> ModuleVersion:
    found = session.scalar(
        select(ModuleVersion)
        .join(VersionModule, VersionModule.module_version_id == ModuleVersion.id)
        .where(VersionModule.version_id == run.version_id, ModuleVersion.ref == module_version_ref)
    )
    if found is None:
        raise RuleBroken("booking.module_not_in_version")
    return found
