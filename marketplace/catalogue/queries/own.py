"""What an institution's desk asks beyond its lists: what waits, what is near, and the history of a module or offer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.catalogue.models import Module, ModuleVersion, Offer, OfferVersion, Run, VatDecision
from marketplace.catalogue.queries.shown import soonest_first, whole_run
from marketplace.catalogue.rules import RunStatus, VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound
from marketplace.foundation.paging import PER_PAGE, Page, page_of

MOST = 60
ON_THE_WAY = (VersionStatus.DRAFT, VersionStatus.IN_REVIEW, VersionStatus.APPROVED)
UNDER_WAY = (RunStatus.PLANNED, RunStatus.OPEN, RunStatus.CONFIRMED, RunStatus.RUNNING)


def _own(actor: Actor) -> int:
    if actor.desk != "institution" or actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def versions_on_the_way(actor: Actor) -> list[OfferVersion]:
    """The institution's versions that are not public yet, the oldest first, with offer and author; 1 statement."""
    return list(
        session.scalars(
            select(OfferVersion)
            .join(Offer, Offer.id == OfferVersion.offer_id)
            .where(Offer.institution_id == _own(actor), OfferVersion.status.in_(ON_THE_WAY))
            .options(joinedload(OfferVersion.offer, innerjoin=True), joinedload(OfferVersion.author, innerjoin=True))
            .order_by(OfferVersion.id)
            .limit(MOST)
        )
    )


def _runs(actor: Actor) -> Select[Run]:
    return (
        select(Run)
        .where(Run.institution_id == _own(actor))
        .options(
            joinedload(Run.version, innerjoin=True).joinedload(OfferVersion.offer, innerjoin=True),
            joinedload(Run.postcode),
        )
    )


def runs_to_decide(actor: Actor, on: date, days: int) -> list[Run]:
    """Runs not opened yet, and open ones whose enrolment ends within some days from `on`; 1 statement."""
    ends_soon = and_(
        Run.status == RunStatus.OPEN, Run.enrol_by >= on, Run.enrol_by <= on + timedelta(days=days), Run.minimum > 0
    )
    wanted = _runs(actor).where(or_(Run.status == RunStatus.PLANNED, ends_soon))
    return list(session.scalars(wanted.order_by(Run.enrol_by.is_(None), Run.enrol_by, Run.id).limit(MOST)))


def runs_next(actor: Actor, limit: int) -> list[Run]:
    """The runs that are planned, sold or running, soonest first, without their meetings; 1 statement."""
    wanted = _runs(actor).where(Run.status.in_(UNDER_WAY)).order_by(*soonest_first()).limit(limit)
    return list(session.scalars(wanted))


def runs_in(
    actor: Actor, page: int, statuses: Collection[str], *, offer_ref: str = "", per_page: int = PER_PAGE
) -> Page[Run]:
    """A page of the institution's runs in some states (none given: in all), soonest first; 3 statements."""
    wanted = select(Run).where(Run.institution_id == _own(actor)).order_by(*soonest_first()).options(*whole_run())
    if statuses:
        wanted = wanted.where(Run.status.in_(statuses))
    if offer_ref:
        its = select(OfferVersion.id).join(Offer, Offer.id == OfferVersion.offer_id).where(Offer.ref == offer_ref)
        wanted = wanted.where(Run.version_id.in_(its))
    return page_of(wanted, page, per_page)


def offers_to_run(actor: Actor) -> list[OfferVersion]:
    """The version a run would be planned on, per offer: the published, else the approved; 1 statement."""
    rows = session.scalars(
        select(OfferVersion)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(
            Offer.institution_id == _own(actor),
            OfferVersion.status.in_((VersionStatus.APPROVED, VersionStatus.PUBLISHED)),
        )
        .options(joinedload(OfferVersion.offer, innerjoin=True))
        .order_by(OfferVersion.title, OfferVersion.id)
    ).all()
    found = {row.offer_id: row for row in rows if row.status == VersionStatus.APPROVED}
    found |= {row.offer_id: row for row in rows if row.status == VersionStatus.PUBLISHED}
    return [row for row in rows if found[row.offer_id] is row]


def module_history(actor: Actor, module_ref: str) -> list[ModuleVersion]:
    """Every version of one of the institution's modules, the newest first, with competences; 2 statements."""
    found = session.scalars(
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.institution_id == _own(actor), Module.ref == module_ref)
        .options(joinedload(ModuleVersion.module, innerjoin=True), selectinload(ModuleVersion.competences))
        .order_by(ModuleVersion.no.desc())
    ).all()
    if not found:
        raise NotFound
    return list(found)


def modules_to_list(actor: Actor, kept: Collection[str] = (), limit: int = 400) -> list[ModuleVersion]:
    """The newest version of each module, by title, and beside them those older ones (`kept`, by ref) a draft lists."""
    newer = aliased(ModuleVersion)
    newest = ~exists().where(newer.module_id == ModuleVersion.module_id, newer.no > ModuleVersion.no)
    return list(
        session.scalars(
            select(ModuleVersion)
            .join(Module, Module.id == ModuleVersion.module_id)
            .where(Module.institution_id == _own(actor), or_(newest, ModuleVersion.ref.in_(kept)))
            .options(joinedload(ModuleVersion.module, innerjoin=True))
            .order_by(ModuleVersion.title, ModuleVersion.no)
            .limit(limit)
        )
    )


def vat_history(actor: Actor, offer_ref: str) -> list[VatDecision]:
    """Every VAT decision on one of the institution's offers, the newest first, with who decided; 1 statement."""
    return list(
        session.scalars(
            select(VatDecision)
            .join(Offer, Offer.id == VatDecision.offer_id)
            .where(Offer.institution_id == _own(actor), Offer.ref == offer_ref)
            .order_by(VatDecision.id.desc())
            .options(joinedload(VatDecision.decided_by, innerjoin=True))
        )
    )
