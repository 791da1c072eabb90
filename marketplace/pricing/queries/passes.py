"""Reads of passes: lots with what is left of them, balances and entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, joinedload

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, require
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.organisations.models import Institution
from marketplace.pricing import policy
from marketplace.pricing.models import Pass, PassEntry, PlanOpens
from marketplace.pricing.rules.passes import EntryKind, Lot, balance


@dataclass(frozen=True)
class LotLeft:
    """A purchase of klip with its plan, and what is left of it."""

    entry: PassEntry
    left: int

    @property
    def lot(self) -> Lot:
        """As the rules count with it."""
        return Lot(self.entry.id, self.left, self.entry.expires_on or date.min, self.entry.klip)


@dataclass(frozen=True)
class PassTold:
    """A company's pass with an institution and its lots, those that expire first in front."""

    account: Pass
    lots: Sequence[LotLeft]

    def left(self, on: date) -> int:
        """The klip that can be spent on a day."""
        return balance([one.lot for one in self.lots], on)


def lots_left(*which: ColumnElement[bool]) -> list[LotLeft]:
    """Lots with what is left of them, those that expire first in front; 1 statement."""
    moved = aliased(PassEntry)
    rows = session.execute(
        select(PassEntry, PassEntry.klip + func.coalesce(func.sum(moved.klip), 0))
        .outerjoin(moved, moved.lot_id == PassEntry.id)
        .where(PassEntry.kind == EntryKind.BOUGHT, *which)
        .group_by(PassEntry.id)
        .order_by(PassEntry.expires_on, PassEntry.id)
    )
    return [LotLeft(entry, int(left)) for entry, left in rows]


def opens(offer_id: int) -> ColumnElement[bool]:
    """Which lots' klip can pay for an offer."""
    return PassEntry.plan_id.in_(select(PlanOpens.plan_id).where(PlanOpens.offer_id == offer_id))


def klip_left(buyer_id: int | None, offer_id: int, on: date) -> int:
    """The klip a company can spend on an offer on a day; 0 for nobody. 1 statement."""
    if buyer_id is None:
        return 0
    own = PassEntry.pass_id.in_(select(Pass.id).where(Pass.buyer_id == buyer_id))
    return balance([one.lot for one in lots_left(own, opens(offer_id))], on)


def _own(actor: Actor) -> Select[Pass]:
    require(policy.may_see_purchases(actor))
    return (
        select(Pass)
        .where(Pass.buyer_id == actor.organisation_id)
        .order_by(Pass.id)
        .options(joinedload(Pass.issuer).joinedload(Institution.organisation))
    )


def passes_of(actor: Actor) -> list[PassTold]:
    """A company's passes with their institutions and lots; 2 statements."""
    accounts = session.scalars(_own(actor)).all()
    lots = lots_left(PassEntry.pass_id.in_([one.id for one in accounts]))
    return [PassTold(one, [lot for lot in lots if lot.entry.pass_id == one.id]) for one in accounts]


def expiring_soon(actor: Actor, on: date, until: date) -> list[tuple[Pass, LotLeft]]:
    """Klip of a company that are left and expire between two days, the first to go in front; 1 statement for none."""
    require(policy.may_see_purchases(actor))
    own = PassEntry.pass_id.in_(select(Pass.id).where(Pass.buyer_id == actor.organisation_id))
    lots = [one for one in lots_left(own, PassEntry.expires_on.between(on, until)) if one.left]
    accounts = {one.id: one for one in session.scalars(_own(actor))} if lots else {}
    return [(accounts[one.entry.pass_id], one) for one in lots]


def find_pass(actor: Actor, ref: str) -> PassTold:
    """One of the company's own passes."""
    account = session.scalar(_own(actor).where(Pass.ref == ref))
    if account is None:
        raise NotFound
    return PassTold(account, lots_left(PassEntry.pass_id == account.id))


def entries_of(actor: Actor, ref: str, page: int, per_page: int = PER_PAGE) -> Page[PassEntry]:
    """What came and went on one of the company's own passes, the newest first."""
    found = find_pass(actor, ref)
    return page_of(
        select(PassEntry).where(PassEntry.pass_id == found.account.id).order_by(PassEntry.id.desc()), page, per_page
    )


def all_entries_of(actor: Actor, ref: str) -> list[PassEntry]:
    """Everything that came and went on one of the company's own passes, the oldest first."""
    found = find_pass(actor, ref)
    wanted = select(PassEntry).where(PassEntry.pass_id == found.account.id).order_by(PassEntry.id)
    return list(session.scalars(wanted))


def pass_of_purchase(actor: Actor, purchase_ref: str) -> Pass:
    """The company's own pass that a purchase put klip on."""
    bought = (PassEntry.kind == EntryKind.BOUGHT, PassEntry.subject_ref == purchase_ref)
    found = session.scalar(_own(actor).join(PassEntry, PassEntry.pass_id == Pass.id).where(*bought))
    if found is None:
        raise NotFound
    return found
