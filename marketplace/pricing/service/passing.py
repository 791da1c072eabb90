"""Passes: buying klip, spending them on bookings, giving them back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from marketplace.catalogue.queries import vat_of
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import Conflict, RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.money import ZERO, Money
from marketplace.foundation.refs import new_ref
from marketplace.foundation.words import day, ngettext, speaking
from marketplace.foundation.words import gettext as _
from marketplace.organisations.queries import company_of, find_department
from marketplace.organisations.rules import clean_ean
from marketplace.payments.rules import DueLineFacts, check_invoice_address
from marketplace.payments.service import issue_invoice
from marketplace.pricing import policy
from marketplace.pricing.events import KlipGivenBack, KlipSpent, PassBought
from marketplace.pricing.models import Pass, PassEntry, PricePlan
from marketplace.pricing.queries.for_sale import find_public_for_sale, pass_quote
from marketplace.pricing.queries.passes import lots_left, opens
from marketplace.pricing.rules import PlanKind, PlanStatus, vat_percent
from marketplace.pricing.rules.for_sale import PassQuote, check_sale_key, check_seen
from marketplace.pricing.rules.passes import EntryKind, Taken, VatAt, give_back, spend, vat_within
from marketplace.pricing.service.setting_aside import check_affordable, spend_at_once
from marketplace.spending.service.budgeting import lock_department


def purpose_of(purchase_ref: str) -> str:
    """What the invoice of a purchase of klip is for, in the words of payments."""
    return f"pass-{purchase_ref}"


def buy_pass(
    actor: Actor,
    plan_ref: str,
    *,
    key: str,
    seen: str,
    buyer_reference: str = "",
    ean: str = "",
    department_ref: str = "",
    now: datetime,
) -> PassEntry:
    """Buy the klip of a pass: they can be spent at once, and the invoice is issued.

    The same `key` is the same purchase. `seen` is the mark of the quote on the page; the price of a klip, its expiry
    and when its VAT falls due are frozen. RuleBroken "pricing.needs_verification", "pricing.needs_approver", Conflict
    "pricing.stale_sale", "pricing.not_on_sale" and "pricing.key_used".
    """
    require(policy.may_buy(actor))
    check_sale_key(key)
    plan = find_public_for_sale(plan_ref, PlanKind.PASS)
    buyer = company_of(actor)
    department = find_department(actor, department_ref) if department_ref else None
    if department is not None:
        lock_department(department)  # before the pass, as a booking does
    account = _account_locked(buyer.id, plan.institution_id or 0, now)
    earlier = _entry_of(f"buy:{key}")
    if earlier is not None:
        if (earlier.pass_id, earlier.plan_id) != (account.id, plan.id):
            raise Conflict("pricing.key_used")
        return earlier
    if plan.status != PlanStatus.ACTIVE:
        raise Conflict("pricing.not_on_sale")
    if buyer.organisation.verified_at is None:
        raise RuleBroken("pricing.needs_verification")
    reference, ean = buyer_reference.strip(), clean_ean(ean) if ean.strip() else ""
    check_invoice_address(ean=ean, reference=reference, buyers_ean=buyer.ean)
    quote = pass_quote(plan, today(now))
    check_seen(quote, seen)
    check_affordable(actor, quote.total, department, now=now)
    lot = PassEntry(
        pass_id=account.id,
        kind=EntryKind.BOUGHT,
        klip=quote.plan.klip,
        plan_id=plan.id,
        expires_on=quote.expires_on(today(now)),
        klip_price=quote.plan.klip_price.minor,
        vat_at=quote.vat_at,
        vat_basis=quote.vat.basis,
        vat_percent=quote.vat.percent,
        vat=quote.vat_amount.minor,
        subject_ref=new_ref(),
        key=f"buy:{key}",
        person_id=actor.person_id,
        at=now,
    )
    session.add(lot)
    session.flush()
    announce(
        PassBought(account=account.ref, purchase=lot.subject_ref, plan=plan.ref, klip=lot.klip, total=quote.total.minor)
    )
    spend_at_once(actor, purpose_of(lot.subject_ref), quote.total, department, now=now)
    issue_invoice(
        payer_id=account.buyer_id,
        seller_id=account.issuer_id,
        purpose_ref=purpose_of(lot.subject_ref),
        lines=[_line(plan, quote, lot, department.cost_centre if department else "", reference)],
        buyer_reference=reference,
        ean=ean,
        now=now,
    )
    return lot


def spend_klip(
    *,
    buyer_id: int,
    issuer_id: int,
    offer_id: int,
    klip: int,
    subject_ref: str,
    key: str,
    person_id: int | None = None,
    now: datetime,
) -> list[PassEntry]:
    """Take klip of a company's pass for a booking of an offer: those that open it, oldest expiry first.

    The same `key` is the same spending. Conflict "pricing.too_few_klip" where too few are left, however many ask at
    the same moment.
    """
    account = _account_locked(buyer_id, issuer_id, now)
    earlier = _entries_under(key)
    if earlier:
        if (earlier[0].subject_ref, -sum(one.klip for one in earlier)) != (subject_ref, klip):
            raise Conflict("pricing.key_used")
        return earlier
    lots = {one.entry.id: one for one in lots_left(PassEntry.pass_id == account.id, opens(offer_id))}
    taken = spend([one.lot for one in lots.values()], klip, today(now))
    basis = _use_basis(offer_id, today(now))
    made = []
    for no, one in enumerate(taken):
        lot = lots[one.lot].entry
        entry = _moved(account, lot, EntryKind.SPENT, -one.klip, subject_ref, f"{key}.{no}", person_id, now)
        if lot.vat_at == VatAt.USE:
            entry.vat_basis, entry.vat_percent = basis
        before = _spent_on(subject_ref, lot.id)
        entry.vat = _vat_inside(lot, entry.vat_percent, before + one.klip) - _vat_inside(lot, entry.vat_percent, before)
        made.append(entry)
        session.add(entry)
        session.flush()
    announce(KlipSpent(account=account.ref, subject=subject_ref, klip=klip))
    return made


def give_klip_back(subject_ref: str, klip: int, *, key: str, now: datetime) -> list[PassEntry]:
    """Klip of a booking that came to nothing go back where they were taken, with their old expiry.

    The same `key` is the same giving back; more than the booking has is refused (Conflict "pricing.klip_not_spent").
    """
    account = session.scalar(
        select(Pass)
        .where(Pass.id.in_(select(PassEntry.pass_id).where(_spends(subject_ref))))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if account is None:
        raise Conflict("pricing.klip_not_spent", asked=klip)
    earlier = _entries_under(key)
    if earlier:
        if (earlier[0].subject_ref, sum(one.klip for one in earlier)) != (subject_ref, klip):
            raise Conflict("pricing.key_used")
        return earlier
    last = {
        one.lot_id or 0: one
        for one in session.scalars(select(PassEntry).where(_spends(subject_ref)).order_by(PassEntry.id))
    }
    spent = {lot_id: _spent_on(subject_ref, lot_id) for lot_id in last}
    made = []
    for no, one in enumerate(give_back([Taken(lot_id, many) for lot_id, many in spent.items()], klip)):
        lot = session.get_one(PassEntry, one.lot)
        entry = _moved(account, lot, EntryKind.GIVEN_BACK, one.klip, subject_ref, f"{key}.{no}", None, now)
        entry.vat_basis, entry.vat_percent = last[one.lot].vat_basis, last[one.lot].vat_percent
        kept = spent[one.lot] - one.klip
        entry.vat = _vat_inside(lot, entry.vat_percent, kept) - _vat_inside(lot, entry.vat_percent, spent[one.lot])
        made.append(entry)
    session.add_all(made)
    session.flush()
    announce(KlipGivenBack(account=account.ref, subject=subject_ref, klip=klip))
    return made


def _account_locked(buyer_id: int, issuer_id: int, now: datetime) -> Pass:
    """The company's pass with an institution, made when there is none, locked: its balance stands still."""
    whose = (Pass.buyer_id == buyer_id, Pass.issuer_id == issuer_id)
    locked = select(Pass).where(*whose).with_for_update().execution_options(populate_existing=True)
    found = session.scalar(locked)
    if found is None:
        try:
            with session.begin_nested():
                session.add(Pass(ref=new_ref(), buyer_id=buyer_id, issuer_id=issuer_id, created_at=now))
        except IntegrityError:  # somebody else has made it at the same moment
            pass
        found = session.scalars(locked).one()
    return found


def _entry_of(key: str) -> PassEntry | None:
    return session.scalar(select(PassEntry).where(PassEntry.key == key))


def _entries_under(key: str) -> list[PassEntry]:
    """What a key has made already: an entry for each lot, numbered."""
    made: list[PassEntry] = []
    while (entry := _entry_of(f"{key}.{len(made)}")) is not None:
        made.append(entry)
    return made


def _spends(subject_ref: str) -> ColumnElement[bool]:
    return (PassEntry.subject_ref == subject_ref) & (PassEntry.kind == EntryKind.SPENT)


def _spent_on(subject_ref: str, lot_id: int) -> int:
    """The klip of a lot that a booking has now."""
    moved = select(PassEntry.klip).where(PassEntry.subject_ref == subject_ref, PassEntry.lot_id == lot_id)
    return -sum(session.scalars(moved))


def _use_basis(offer_id: int, on: date) -> tuple[str, int]:
    decided = vat_of(offer_id, on)
    if decided is None:
        raise RuleBroken("pricing.no_vat_decision")
    return decided.basis, vat_percent(decided.basis, on)


def _vat_inside(lot: PassEntry, percent: int, klip: int) -> int:
    """The VAT that has fallen due on so many klip of a lot, rounded as a whole; none where it fell due at sale."""
    if lot.vat_at == VatAt.SALE:
        return 0
    return vat_within(Money(lot.klip_price or 0) * klip, percent).minor


def _moved(
    account: Pass,
    lot: PassEntry,
    kind: EntryKind,
    klip: int,
    subject_ref: str,
    key: str,
    person_id: int | None,
    now: datetime,
) -> PassEntry:
    return PassEntry(
        pass_id=account.id,
        kind=kind,
        klip=klip,
        lot_id=lot.id,
        vat_at=lot.vat_at,
        vat_basis=lot.vat_basis,
        vat_percent=lot.vat_percent,
        vat=ZERO.minor,
        subject_ref=subject_ref,
        key=key,
        person_id=person_id,
        at=now,
    )


def _line(plan: PricePlan, quote: PassQuote, lot: PassEntry, cost_centre: str, reference: str) -> DueLineFacts:
    with speaking("da"):  # an invoice is a Danish voucher, whatever language the buyer reads
        klip = ngettext("%(num)s klip", "%(num)s klip", lot.klip)
        until = day(lot.expires_on) if lot.expires_on else ""
        text = _("%(name)s: %(klip)s, gælder til %(until)s", name=plan.name.said("da"), klip=klip, until=until)
    return DueLineFacts(
        text=text,
        quantity=lot.klip,
        unit_net=quote.plan.klip_price,
        vat_basis=quote.vat.basis,
        vat_percent=quote.vat.percent,
        vat_reason=quote.vat.reason,
        cost_centre=cost_centre,
        order_reference=reference,
    )
