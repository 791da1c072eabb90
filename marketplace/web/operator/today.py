"""What waits for the operator."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now
from marketplace.foundation.errands import count_waiting, dead_list
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import ngettext, number
from marketplace.organisations.queries.operating import accreditations_waiting, organisations_all
from marketplace.web.operator.disputes import open_disputes
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

SHOWN = 5


def today() -> ResponseReturnValue:
    """Everything that needs the operator, and how the market stands."""
    acting, at = actor(), now()
    waiting = organisations_all(acting, 1, waiting=True).total
    vouching = accreditations_waiting(acting)
    disputed = len(open_disputes(acting))
    dead = len(dead_list())
    things: list[dict[str, str]] = []
    if dead:
        things.append(
            {
                "state": _("Gået i stå"),
                "kind": "stop",
                "title": ngettext("%(num)s opgave er opgivet", "%(num)s opgaver er opgivet", dead),
                "text": _("De er prøvet mange gange uden held. Se fejlen, og prøv igen."),
                "href": url_for("operator.dead"),
                "action": _("Se opgaverne"),
            }
        )
    if disputed:
        things.append(
            {
                "state": _("Tvist"),
                "kind": "warn",
                "title": ngettext("%(num)s CVR-nummer er der tvist om", "%(num)s CVR-numre er der tvist om", disputed),
                "text": _("Nogen har villet oprette en virksomhed, som en anden har. Find ud af, hvem der hører til."),
                "href": url_for("operator.disputes"),
                "action": _("Se tvisterne"),
            }
        )
    if waiting:
        things.append(
            {
                "state": _("Venter"),
                "kind": "warn",
                "title": ngettext(
                    "%(num)s organisation venter på godkendelse",
                    "%(num)s organisationer venter på godkendelse",
                    waiting,
                ),
                "text": _(
                    "Virksomheder kan ikke betale på faktura, og udbydere kan ikke ses, før du har set dem efter."
                ),
                "href": url_for("operator.organisations", vis="venter"),
                "action": _("Se dem efter"),
            }
        )
    things += [
        {
            "state": _("Venter"),
            "kind": "info",
            "title": _("%(organisation)s har skrevet en akkreditering", organisation=organisation.name),
            "text": _("Den kan ses af andre, når du har set den efter."),
            "href": url_for("operator.organisation", ref=organisation.ref),
            "action": _("Se akkrediteringen"),
        }
        for _accreditation, organisation in vouching[:SHOWN]
    ]
    figures = [
        (_("Organisationer"), number(organisations_all(acting, 1).total)),
        (_("Akkrediteringer, der venter"), number(len(vouching))),
        (_("Opgaver, der er klar nu"), number(count_waiting(at))),
        (_("Opgivne opgaver"), number(dead)),
    ]
    count = len(things)
    title = (
        ngettext("%(num)s ting venter på dig", "%(num)s ting venter på dig", count)
        if count
        else _("Intet venter på dig")
    )
    return page("operator/today/today.html", title=title, things=things, figures=figures, at=at)
