"""An institution's own desk: its offers, versions, modules and runs. Another institution's are not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.catalogue import policy
from marketplace.catalogue.models import Module, ModuleVersion, Offer, OfferVersion, Run
from marketplace.catalogue.queries.shown import soonest_first, vat_of_offers, whole_run, whole_version
from marketplace.catalogue.rules import BOOKABLE, RunStatus, VersionStatus
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound
from marketplace.foundation.paging import PER_PAGE, Page, page_of
from marketplace.foundation.texts import Texts
from marketplace.organisations.models import Institution
from marketplace.organisations.queries import like

Thing = TypeVar("Thing")
_TITLES = (OfferVersion.__table__.c.title_da, OfferVersion.__table__.c.title_en)
_MODULE_TITLES = (ModuleVersion.__table__.c.title_da, ModuleVersion.__table__.c.title_en)


def _own(actor: Actor) -> int:
    if actor.desk != "institution" or actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def _reach(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Which offers the actor reaches: an institution its own, the operator all."""
    return () if policy.may_operate(actor) else (Offer.institution_id == _own(actor),)


def _one(wanted: Select[Thing]) -> Thing:
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def _named(columns: Sequence[Any], search: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = like(columns[0], search) | like(columns[1], search)
    return found


def _is_newest() -> ColumnElement[bool]:
    other = aliased(OfferVersion)
    return ~exists().where(other.offer_id == OfferVersion.offer_id, other.no > OfferVersion.no)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer in its institution's list, by its newest version; `published_no` is what the public sees now."""

    offer_id: int
    offer_ref: str
    field_key: str
    version_ref: str
    no: int
    status: str
    title: Texts
    created_at: datetime
    published_no: int | None
    planned_runs: int
    open_runs: int
    vat_basis: str | None


def offers_of(
    actor: Actor,
    page: int = 1,
    *,
    now: datetime,
    status: str = "",
    field: str = "",
    search: str = "",
    per_page: int = PER_PAGE,
) -> Page[OfferRow]:
    """A page of the institution's offers, newest first; by status of the newest version, field, title. 5 statements."""
    wanted = (
        select(OfferVersion)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(Offer.institution_id == _own(actor), _is_newest())
        .options(joinedload(OfferVersion.offer, innerjoin=True))
        .order_by(Offer.created_at.desc(), Offer.id.desc())
    )
    if status:
        wanted = wanted.where(OfferVersion.status == status)
    if field:
        wanted = wanted.where(Offer.field_key == field)
    if search.strip():
        wanted = wanted.where(_named(_TITLES, search))
    found: Page[OfferVersion] = page_of(wanted, page, per_page)
    ids = [version.offer_id for version in found.items]
    published = _published_nos(ids)
    runs = _runs_by_status(ids)
    vat = vat_of_offers(ids, today(now))
    rows = [
        OfferRow(
            offer_id=version.offer_id,
            offer_ref=version.offer.ref,
            field_key=version.offer.field_key,
            version_ref=version.ref,
            no=version.no,
            status=version.status,
            title=version.title,
            created_at=version.offer.created_at,
            published_no=published.get(version.offer_id),
            planned_runs=runs.get((version.offer_id, RunStatus.PLANNED), 0),
            open_runs=sum(runs.get((version.offer_id, state), 0) for state in BOOKABLE),
            vat_basis=vat[version.offer_id].basis if version.offer_id in vat else None,
        )
        for version in found.items
    ]
    return Page(rows, found.page, found.per_page, found.total)


def _published_nos(offer_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(OfferVersion.offer_id, OfferVersion.no).where(
            OfferVersion.offer_id.in_(offer_ids), OfferVersion.status == VersionStatus.PUBLISHED
        )
    )
    return dict(rows.all())


def _runs_by_status(offer_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    rows = session.execute(
        select(OfferVersion.offer_id, Run.status, func.count())
        .join(OfferVersion, OfferVersion.id == Run.version_id)
        .where(OfferVersion.offer_id.in_(offer_ids))
        .group_by(OfferVersion.offer_id, Run.status)
    )
    return {(offer_id, status): count for offer_id, status, count in rows}


def offer_counts(actor: Actor) -> dict[str, int]:
    """How many of the institution's offers have their newest version in each status; 1 statement."""
    rows = session.execute(
        select(OfferVersion.status, func.count())
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(Offer.institution_id == _own(actor), _is_newest())
        .group_by(OfferVersion.status)
    )
    return dict(rows.all())


def find_offer(actor: Actor, ref: str) -> Offer:
    """An offer of the actor's institution (any, for the operator), with institution, organisation and field."""
    found: Offer = _one(
        select(Offer)
        .where(*_reach(actor), Offer.ref == ref)
        .options(
            joinedload(Offer.institution, innerjoin=True).joinedload(Institution.organisation, innerjoin=True),
            joinedload(Offer.field, innerjoin=True),
        )
    )
    return found


def find_version(actor: Actor, ref: str, *, locked: bool = False) -> OfferVersion:
    """A version of the actor's institution (any, for the operator) with all it states, author and reviewer.

    Locked, nobody else changes or moves it until the transaction ends; whoever does asks for that.
    """
    if locked:
        session.execute(select(OfferVersion.id).where(OfferVersion.ref == ref).with_for_update())
    found: OfferVersion = _one(
        select(OfferVersion)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(*_reach(actor), OfferVersion.ref == ref)
        .options(
            *whole_version(),
            joinedload(OfferVersion.author, innerjoin=True),
            joinedload(OfferVersion.reviewer),
        )
        .execution_options(populate_existing=True)
    )
    return found


def versions_of(actor: Actor, offer_ref: str) -> list[OfferVersion]:
    """Every version of an offer, the newest first, with author and reviewer; 1 statement."""
    return list(
        session.scalars(
            select(OfferVersion)
            .join(Offer, Offer.id == OfferVersion.offer_id)
            .where(*_reach(actor), Offer.ref == offer_ref)
            .options(joinedload(OfferVersion.author, innerjoin=True), joinedload(OfferVersion.reviewer))
            .order_by(OfferVersion.no.desc())
        )
    )


def versions_to_review(actor: Actor, page: int = 1) -> Page[OfferVersion]:
    """A page of the institution's versions that wait for a second person, the longest waiting first; 2 statements."""
    return page_of(
        select(OfferVersion)
        .join(Offer, Offer.id == OfferVersion.offer_id)
        .where(Offer.institution_id == _own(actor), OfferVersion.status == VersionStatus.IN_REVIEW)
        .options(
            joinedload(OfferVersion.offer, innerjoin=True).joinedload(Offer.field, innerjoin=True),
            joinedload(OfferVersion.author, innerjoin=True),
        )
        .order_by(OfferVersion.submitted_at, OfferVersion.id),
        page,
    )


def runs_of(
    actor: Actor, page: int = 1, *, status: str = "", offer_ref: str = "", per_page: int = PER_PAGE
) -> Page[Run]:
    """A page of the institution's runs, soonest first, with version, offer, postcode and meetings; 3 statements."""
    wanted = select(Run).where(Run.institution_id == _own(actor)).order_by(*soonest_first()).options(*whole_run())
    if status:
        wanted = wanted.where(Run.status == status)
    if offer_ref:
        wanted = wanted.join(OfferVersion, OfferVersion.id == Run.version_id).join(
            Offer, and_(Offer.id == OfferVersion.offer_id, Offer.ref == offer_ref)
        )
    return page_of(wanted, page, per_page)


def run_counts(actor: Actor) -> dict[str, int]:
    """How many of the institution's runs are in each status; 1 statement."""
    rows = session.execute(
        select(Run.status, func.count()).where(Run.institution_id == _own(actor)).group_by(Run.status)
    )
    return dict(rows.all())


def find_run(actor: Actor, ref: str) -> Run:
    """A run of the actor's institution (any, for the operator), with version, offer, postcode and meetings."""
    own = () if policy.may_operate(actor) else (Run.institution_id == _own(actor),)
    found: Run = _one(
        select(Run).where(*own, Run.ref == ref).options(*whole_run()).execution_options(populate_existing=True)
    )
    return found


def modules_of(
    actor: Actor, page: int = 1, *, field: str = "", search: str = "", per_page: int = PER_PAGE
) -> Page[ModuleVersion]:
    """A page of the institution's modules in their newest version, by title, with competences; 3 statements."""
    other = aliased(ModuleVersion)
    wanted = (
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(
            Module.institution_id == _own(actor),
            ~exists().where(other.module_id == ModuleVersion.module_id, other.no > ModuleVersion.no),
        )
        .options(joinedload(ModuleVersion.module, innerjoin=True), selectinload(ModuleVersion.competences))
        .order_by(_MODULE_TITLES[0], ModuleVersion.id)
    )
    if field:
        wanted = wanted.where(Module.field_key == field)
    if search.strip():
        wanted = wanted.where(_named(_MODULE_TITLES, search))
    return page_of(wanted, page, per_page)


def module_versions(actor: Actor, refs: Sequence[str]) -> list[ModuleVersion]:
    """Module versions of the institution by their refs, in the order given; unknown ones are left out. 1 statement."""
    rows = session.scalars(
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.institution_id == _own(actor), ModuleVersion.ref.in_(refs))
        .options(joinedload(ModuleVersion.module, innerjoin=True))
    )
    found = {row.ref: row for row in rows}
    return [found[ref] for ref in refs if ref in found]


def find_module(actor: Actor, ref: str) -> ModuleVersion:
    """The newest version of a module of the institution, by the module's ref, with its competences."""
    found: ModuleVersion = _one(
        select(ModuleVersion)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(Module.institution_id == _own(actor), Module.ref == ref)
        .options(joinedload(ModuleVersion.module, innerjoin=True), selectinload(ModuleVersion.competences))
        .order_by(ModuleVersion.no.desc())
        .limit(1)
    )
    return found
