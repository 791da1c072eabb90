"""Moving versions on: to review, to the public, from it; one button each."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue import policy
from marketplace.catalogue.models import OfferVersion
from marketplace.catalogue.queries import find_version
from marketplace.catalogue.rules import VersionStatus
from marketplace.catalogue.service.drafting import new_draft_from
from marketplace.catalogue.service.publishing import (
    publish,
    resume,
    retire,
    return_to_draft,
    submit_for_review,
    suspend,
)
from marketplace.foundation.clock import now
from marketplace.foundation.errors import Conflict, RuleBroken, require
from marketplace.foundation.problems import problem
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.web.institution.offers import show_offer
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def _moved(verb: Callable[..., OfferVersion], ref: str, told: str) -> ResponseReturnValue:
    """Do it and go back to the offer; what a rule refuses is said there. A Conflict is a page of its own."""
    try:
        with transaction():
            offer_ref = verb(actor(), ref, now=now()).offer.ref
    except Conflict:
        raise
    except RuleBroken as broken:
        return show_offer(find_version(actor(), ref).offer.ref, refused=problem(broken), status=422)
    flash(told, "ok")
    return redirect(url_for("institution.offer", ref=offer_ref), 303)


def submit(ref: str) -> ResponseReturnValue:
    """Send a draft to a second person."""
    told = _("Versionen er sendt til gennemsyn. En kollega, der ikke har skrevet i den, kan godkende den.")
    return _moved(submit_for_review, ref, told)


def take_back(ref: str) -> ResponseReturnValue:
    """The author takes a version back, to write on."""
    return _moved(return_to_draft, ref, _("Versionen er hentet tilbage og er en kladde igen."))


def publish_version(ref: str) -> ResponseReturnValue:
    """Show an approved version to everybody."""
    return _moved(publish, ref, _("Forløbet er offentligt."))


def suspend_version(ref: str) -> ResponseReturnValue:
    """Take the public version from the market for a while."""
    return _moved(suspend, ref, _("Forløbet er taget af. Det sælges ikke, før I viser det igen."))


def resume_version(ref: str) -> ResponseReturnValue:
    """Show a suspended version again."""
    return _moved(resume, ref, _("Forløbet er offentligt igen."))


def retire_version(ref: str) -> ResponseReturnValue:
    """Take the public version from the market for good; asks once more first."""
    if request.method == "POST":
        return _moved(retire, ref, _("Forløbet er trukket tilbage."))
    version = find_version(actor(), ref)
    require(policy.may_publish(actor(), version.offer))
    if version.status != VersionStatus.PUBLISHED:
        return redirect(url_for("institution.offer", ref=version.offer.ref), 303)
    return page(
        "institution/moving/retire.html",
        title=_("Træk %(title)s tilbage?", title=version.title.said(language())),
        version=version,
    )


def new_version(ref: str) -> ResponseReturnValue:
    """Begin the next version with all that the newest states."""
    with transaction():
        version_ref = new_draft_from(actor(), ref, now=now()).ref
    flash(_("Den nye version er en kladde. Den offentlige version sælges, til I udgiver den nye."), "ok")
    return redirect(url_for("institution.draft", ref=version_ref), 303)
