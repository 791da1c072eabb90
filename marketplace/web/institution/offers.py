"""Offers: the list, a new one, and one with its versions, price, VAT and what can be done next."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.queries import find_version, offers_of, vat_of, versions_of
from marketplace.catalogue.queries.own import runs_in
from marketplace.catalogue.rules import OfferFacts, VersionStatus, missing_facts
from marketplace.catalogue.service.drafting import draft_offer
from marketplace.competences.queries import public_fields
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import NotFound, RuleBroken, require
from marketplace.foundation.labels import choices
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.queries import public_accreditations
from marketplace.organisations.rules import Role
from marketplace.pricing.queries import plans_of_offers
from marketplace.web.institution.forms import texts
from marketplace.web.institution.offer_form import ANCHORS, BeginForm
from marketplace.web.institution.prices import shown_price
from marketplace.web.institution.shared import field_choices, put
from marketplace.web.shell.errors import status_of
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

SEARCH_LENGTH = 100


def offers() -> ResponseReturnValue:
    """A page of the offers with the state of their newest version and the next step."""
    fields = {field.key: field.label for field in public_fields()}
    states = choices("version_status")
    status, field = request.args.get("status", ""), request.args.get("fag", "")
    search = request.args.get("q", "")[:SEARCH_LENGTH]
    found = offers_of(
        actor(),
        page_number(),
        now=now(),
        status=status if status in dict(states) else "",
        field=field if field in fields else "",
        search=search,
    )
    return page(
        "institution/offers/offers.html",
        title=_("Jeres forløb"),
        found=found,
        fields=fields,
        states=states,
        status_chosen=status,
        field_chosen=field,
        search=search,
        page_url=page_url,
        may_draft=policy.may_draft(actor()),
    )


def new_offer() -> ResponseReturnValue:
    """Begin an offer; it is a draft that is filled in afterwards."""
    require(policy.may_draft(actor()))
    form = BeginForm(data={"language": "da"})
    form.field.choices = field_choices()
    status = 0
    if form.validate_on_submit():
        facts = OfferFacts(field=form.field.data, title=texts(form, "title"), language=form.language.data)
        try:
            with transaction():
                ref = draft_offer(actor(), facts, now=now()).ref
        except RuleBroken as broken:
            status = put(form, broken)
        else:
            flash(_("Kladden er oprettet. Fyld den ud i jeres eget tempo."), "ok")
            return redirect(url_for("institution.draft", ref=ref), 303)
    return page("institution/offers/new.html", title=_("Nyt forløb"), form=form, status=status or status_of(form))


def offer(ref: str) -> ResponseReturnValue:
    """One offer as its institution sees it."""
    return show_offer(ref)


def show_offer(ref: str, *, refused: str = "", status: int = 200) -> ResponseReturnValue:
    """The page of an offer; `refused` says why what was just tried could not be done."""
    who, at = actor(), now()
    versions = versions_of(who, ref)
    if not versions:
        raise NotFound
    asked = request.args.get("version", "")
    chosen = next((one for one in versions if str(one.no) == asked), versions[0])
    version = find_version(who, chosen.ref)
    public = next((one for one in versions if one.status == VersionStatus.PUBLISHED), None)
    suspended = next((one for one in versions if one.status == VersionStatus.SUSPENDED), None)
    vat = vat_of(version.offer_id, today(at))
    return page(
        "institution/offers/offer.html",
        title=version.title.said(language()),
        status=status,
        refused=refused,
        version=version,
        versions=versions,
        public=public,
        suspended=suspended,
        missing=missing_facts(version) if version.status == VersionStatus.DRAFT else [],
        anchors=ANCHORS,
        vat=vat,
        price=shown_price(plans_of_offers([version.offer_id]).get(version.offer_id, []), vat, today(at), version.id),
        accreditations=public_accreditations(version.offer.institution_id, today(at)),
        runs=runs_in(who, 1, (), offer_ref=ref, per_page=10),
        may=_rights(who, version, versions[0].author_id == who.person_id, suspended),
    )


def _rights(who: Actor, version: OfferVersion, own: bool, suspended: OfferVersion | None) -> dict[str, Any]:
    edits = policy.may_publish(who, version.offer)
    reviews = policy.may_review(who, version.offer)
    return {
        "edit": edits,
        "review": reviews and not own,
        "own": own,
        "own_review": reviews and own,
        "vat": policy.may_decide_vat(who, version.offer),
        "price": who.has(Role.PUBLISHER, Role.FINANCE),
        "plan": policy.may_plan(who, version.offer.institution_id),
        "resume": suspended is not None and policy.may_resume(who, version.offer, suspended.suspended_by_operator),
    }
