"""From an offer to a placed booking: seats held, the booking form, seats given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.models import Booking
from marketplace.booking.policy import may_book
from marketplace.booking.queries import find_booking, places_left_for
from marketplace.booking.rules import BookingStatus, SeatName, has_lapsed
from marketplace.booking.service.holding import book_seats, change_plan, change_wanted, withdraw_draft
from marketplace.booking.service.placing import place_on_invoice
from marketplace.catalogue.queries import public_run, vat_of
from marketplace.foundation import clock
from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import ngettext
from marketplace.pricing.queries import plans_for_run
from marketplace.pricing.queries.funding import schemes_that_count
from marketplace.pricing.rules import Quote, again, thaw
from marketplace.pricing.rules.funding import estimate
from marketplace.pricing.service.quoting import quote_for
from marketplace.web.hr import shown
from marketplace.web.hr.forms import BookForm, HoldForm
from marketplace.web.hr.names import Known, known_people, read_name
from marketplace.web.hr.paying import paying
from marketplace.web.shell import funding, prices
from marketplace.web.shell.choosing import choices, class_prices, priced_for, with_own
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

STOPPED = ("booking.stale_price", "booking.hold_ended")  # the form cannot go on as it is


def hold() -> ResponseReturnValue:
    form = HoldForm()
    if not form.validate_on_submit():
        return _refused(form, status=status_of(form))
    try:
        with transaction():
            made = book_seats(
                actor(),
                form.key.data or "",
                form.run.data or "",
                form.plan.data or "",
                form.n.data,
                seen=form.seen.data or "",
                now=clock.now(),
            )
            ref = made.ref
    except RuleBroken as broken:
        return _refused(form, broken, refuse(form, broken))
    return redirect(url_for("hr.book", ref=ref), 303)


def _refused(form: HoldForm, broken: RuleBroken | None = None, status: int = 422) -> tuple[str, int]:
    """What happened instead: the new price or the seats left, with one way on and one way back."""
    now = clock.now()
    run = public_run(form.run.data or "")
    left = places_left_for([run], now)[run.id]
    quote: Quote | None = broken.facts.get("quote") if broken else None
    if broken and broken.code == "booking.too_few_places" and left:
        quote = quote_for(actor().organisation_id, run, form.plan.data or "", left, now=now)
    code = broken.code if broken else ""
    return page(
        "hr/bookings/refused.html",
        title={
            "booking.stale_price": _("Prisen er ny"),
            "booking.too_few_places": _("Pladserne er væk"),
            "booking.run_full": _("Holdet er fuldt"),
        }.get(code, _("Pladserne er ikke holdt")),
        status=status,
        form=form,
        text=problem(broken) if broken else "",
        run=run,
        left=left,
        quote=quote,
        bill=prices.bill(quote) if quote else [],
        later=prices.later(quote) if quote else [],
        earlier=broken.facts.get("booking", "") if broken else "",
        back=url_for("public.offer", ref=run.version.offer.ref, hold=run.ref, n=form.n.data),
    )


def book(ref: str) -> ResponseReturnValue:
    draft = find_booking(actor(), ref)
    if not may_book(actor()):
        raise NotAllowed
    if draft.status != BookingStatus.DRAFT:
        return redirect(url_for("hr.booking", ref=ref), 303)
    quote = thaw(draft.lines[0].quote)
    form = BookForm(data={"n": quote.seats, "ean": draft.buyer.ean, "naming": "now"})
    form.make_room(quote.seats)
    now = clock.now()
    known = known_people(actor(), clock.today(now))
    if request.method == "GET":
        return _form(draft, form, known, now)
    form.department.choices = paying(actor(), quote.ceiling, now).choices
    if request.form.get("act") == "count":
        return _count(draft, form, known, now)
    if request.form.get("act") == "plan":
        return _plan(draft, form, known, now)
    return _place(draft, form, known, now)


def _count(draft: Booking, form: BookForm, known: Sequence[Known], now: datetime) -> ResponseReturnValue:
    """Another number of seats; the names typed so far stay on the form, so the answer is the form itself."""
    ref, wanted = draft.ref, form.n.data
    if not form.n.validate(form) or wanted is None:
        return _form(draft, form, known, now, 422)
    seen = form.seen.data or again(thaw(draft.lines[0].quote), wanted).mark
    try:
        with transaction():
            change_wanted(actor(), ref, wanted, seen=seen, now=now)
    except RuleBroken as broken:
        if broken.code in STOPPED:
            return _stopped(ref, broken, wanted)
        broken.field = "n" if broken.field == "wanted" else broken.field
        return _form(find_booking(actor(), ref), form, known, now, refuse(form, broken))
    form.make_room(wanted)
    return _form(find_booking(actor(), ref), form, known, now)


def _plan(draft: Booking, form: BookForm, known: Sequence[Known], now: datetime) -> ResponseReturnValue:
    """Another price plan; the names typed so far stay on the form, so the answer is the form itself."""
    ref, seats = draft.ref, thaw(draft.lines[0].quote).seats
    try:
        with transaction():
            change_plan(actor(), ref, form.plan.data or "", now=now)
    except RuleBroken as broken:
        if broken.code in STOPPED:
            return _stopped(ref, broken, seats)
        broken.field = None
        return _form(find_booking(actor(), ref), form, known, now, refuse(form, broken))
    return _form(find_booking(actor(), ref), form, known, now)


def _place(draft: Booking, form: BookForm, known: Sequence[Known], now: datetime) -> ResponseReturnValue:
    ref, quote = draft.ref, thaw(draft.lines[0].quote)
    seats = quote.seats
    fine = form.validate()
    if form.plan.data and form.plan.data != quote.plan_ref:
        form.form_errors = [*form.form_errors, _("I har valgt en anden pris. Tryk på «Skift pris», før I bestiller.")]
        fine = False
    if form.n.data is not None and form.n.data != seats:
        form.n.errors = [_("Vi holder %(held)s. Tryk på «Ret antal», hvis I vil have et andet antal.", held=seats)]
        fine = False
    if not form.terms.data:
        form.terms.errors = [_("Sæt kryds ved vilkårene, før I bestiller.")]
        fine = False
    names = _names(form, known, clock.today(now))
    if names is None or not fine:
        return _form(draft, form, known, now, 422)
    try:
        with transaction():
            placed = place_on_invoice(
                actor(),
                ref,
                names=names,
                buyer_reference=form.buyer_reference.data or "",
                ean=form.ean.data or "",
                department_ref=form.department.data or "",
                seen=form.shown.data or "",
                now=now,
            )
            waits = placed.status == BookingStatus.AWAITING_APPROVAL
            named = sum(1 for seat in placed.lines[0].seats if seat.person_id is not None)
    except RuleBroken as broken:
        if broken.code in STOPPED:
            return _stopped(ref, broken, seats)
        return _form(find_booking(actor(), ref), form, known, now, _blame(form, broken))
    if waits:
        flash(_("Bestillingen venter på godkendelse. Pladserne holdes imens."), "ok")
        return redirect(url_for("hr.booking", ref=ref), 303)
    told = ngettext("%(num)s medarbejder får besked.", "%(num)s medarbejdere får besked.", named) if named else ""
    done = _("Bestillingen er på plads. Fakturaen ligger klar.") if quote.total else _("Bestillingen er på plads.")
    flash(f"{done} {told}".strip(), "ok")
    return redirect(url_for("hr.booking", ref=ref), 303)


def _names(form: BookForm, known: Sequence[Known], on: date) -> list[SeatName] | None:
    """Whom the seats are for, in order; None when a line is unclear (its field then says why)."""
    if form.naming.data == "later":
        return []
    names, clear = [], True
    for entry in form.people.entries:
        try:
            names.append(read_name(actor(), entry.data or "", known, on))
        except RuleBroken as broken:
            form.blame_person(entry, problem(broken))
            clear = False
    return names if clear else None


def _blame(form: BookForm, broken: RuleBroken) -> int:
    """Put a refusal on the line of the name it is about."""
    position = broken.facts.get("position")
    if broken.field == "naming" and position and position <= len(form.people.entries):
        form.blame_person(form.people.entries[position - 1], problem(broken))
        return 422
    return refuse(form, broken)


def _form(draft: Booking, form: BookForm, known: Sequence[Known], now: datetime, status: int = 200) -> tuple[str, int]:
    line = draft.lines[0]
    quote = thaw(line.quote)
    pays = paying(actor(), quote.ceiling, now)  # anew: another number of seats may have to be approved
    form.department.choices = pays.choices
    live = [seat.held_until for seat in line.seats if seat.held_until and not has_lapsed(seat.held_until, now)]
    on = clock.today(now)
    plans = plans_for_run(line.run)
    vat = vat_of(line.run.version.offer_id, on)
    priced = priced_for(draft.buyer_id, line.run, plans, vat, quote.seats, now, but_line_id=line.id)
    supported = estimate(quote, schemes_that_count(), draft.buyer.size, on)
    return page(
        "hr/bookings/book.html",
        title=_("Book pladser"),
        status=status,
        booking=draft,
        run=line.run,
        quote=quote,
        form=form,
        pays=pays,
        bill=prices.bill(quote),
        later=prices.later(quote),
        side_by_side=choices(with_own(priced.quotes, quote), line.run.starts_on, priced.means),
        shared=class_prices(plans),
        klip=priced.means.klip or 0,
        funding=supported,
        funding_lines=funding.lines(supported),
        left=places_left_for([line.run], now)[line.run_id],
        held_until=min(live, default=None),
        free_until=shown.free_until(line.run, quote, clock.today(now)),
        steps=shown.ladder(line.run, quote, clock.today(now)),
        naming_last=shown.last_day(shown.naming_deadline(draft, line.run, quote)),
        verified=draft.buyer.organisation.verified_at is not None,
        known=[one.written for one in known],
        back=url_for("public.offer", ref=line.run.version.offer.ref),
    )


def _stopped(ref: str, broken: RuleBroken, wanted: int) -> tuple[str, int]:
    """The draft cannot go on as it is: its price is another now, or its seats are gone."""
    draft = find_booking(actor(), ref)
    run = draft.lines[0].run
    quote: Quote | None = broken.facts.get("quote")
    return page(
        "hr/bookings/stopped.html",
        title=_("Prisen er ny") if quote else _("Tiden er gået"),
        status=409,
        text=problem(broken),
        booking=draft,
        run=run,
        quote=quote,
        bill=prices.bill(quote) if quote else [],
        later=prices.later(quote) if quote else [],
        wanted=quote.seats if quote else wanted,
        back=url_for("public.offer", ref=run.version.offer.ref, hold=run.ref, n=wanted),
    )


def withdraw(ref: str) -> ResponseReturnValue:
    with transaction():
        offer_ref = withdraw_draft(actor(), ref, now=clock.now()).lines[0].run.version.offer.ref
    flash(_("Pladserne er givet fri. Intet er bestilt."), "ok")
    return redirect(url_for("public.offer", ref=offer_ref), 303)
