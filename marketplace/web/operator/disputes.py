"""Claims to a CVR number that somebody else has."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations.queries.operating import Dispute, sides_of
from marketplace.organisations.queries.operating import disputes as all_disputes
from marketplace.organisations.queries.overseeing import let_in_among
from marketplace.organisations.rules import KEEPER
from marketplace.organisations.service.roles import give_role
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def open_disputes(acting: Actor) -> list[Dispute]:
    """Those whose claimant has no role at the organisation."""
    found = all_disputes(acting)
    inside = let_in_among(acting, [one.organisation.id for one in found])
    return [one for one in found if (one.organisation.id, one.person.id) not in inside]


def disputes() -> ResponseReturnValue:
    """Every disputed claim, and whether the claimant has been let in since."""
    acting = actor()
    found = all_disputes(acting)
    ids = [one.organisation.id for one in found]
    return page(
        "operator/disputes/disputes.html",
        title=_("Tvister om CVR-numre"),
        disputes=found,
        inside=let_in_among(acting, ids),
        sides=sides_of(acting, ids),
    )


def let_in() -> ResponseReturnValue:
    """The claimant belongs to the organisation: they get the role that gives the others."""
    side = "institution" if request.form.get("side") == "institution" else "company"
    with transaction():
        give_role(
            actor(),
            request.form.get("person", ""),
            KEEPER[side],
            organisation_ref=request.form.get("organisation", ""),
            now=now(),
        )
    flash(_("Personen har fået adgang. Skriv til dem; vi sender ingen mail om det."), "ok")
    return redirect(url_for("operator.disputes"), 303)
