"""The first page of an institution: what needs somebody, and the next runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.queries import figures_for
from marketplace.booking.rules import Figures
from marketplace.catalogue.models import OfferVersion, Run
from marketplace.catalogue.queries.own import runs_next, runs_to_decide, versions_on_the_way
from marketplace.catalogue.rules import RunStatus, VersionStatus
from marketplace.foundation import words
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import now
from marketplace.foundation.clock import today as day_of
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.organisations.models import Institution
from marketplace.organisations.queries import institution_of
from marketplace.organisations.rules import Role
from marketplace.payments.rules import can_be_paid
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

SOON_DAYS = 14
RUNS_SHOWN = 12
Thing = dict[str, Any]


def today() -> ResponseReturnValue:
    """What needs somebody today; a fixed number of statements, however much there is."""
    at = now()
    institution = institution_of(actor())
    undecided = runs_to_decide(actor(), day_of(at), SOON_DAYS)
    following = runs_next(actor(), RUNS_SHOWN)
    figures = figures_for([*undecided, *following], at)
    things = [
        *_own_things(institution),
        *_version_things(actor(), versions_on_the_way(actor())),
        *_run_things(undecided, figures),
    ]
    return page(
        "institution/today/today.html",
        title=_headline(len(things)),
        things=things,
        runs=following,
        figures=figures,
        organisation=institution.organisation,
        on=day_of(at),
        may_publish=actor().has(Role.PUBLISHER),
    )


def _headline(many: int) -> str:
    if not many:
        return _("Intet venter på jer")
    return words.ngettext("Én ting venter på jer", "%(num)s ting venter på jer", many)


def _thing(state: str, kind: str, title: str, text: str, href: str, action: str) -> Thing:
    return {"state": state, "kind": kind, "title": title, "text": text, "href": href, "action": action}


def _own_things(institution: Institution) -> list[Thing]:
    things = []
    if institution.organisation.verified_at is None:
        things.append(
            _thing(
                _("Venter på os"),
                "info",
                _("I er ikke godkendt endnu"),
                _("I kan lave forløb og planlægge hold imens. I kan udgive, når vi har godkendt jer."),
                url_for("institution.profile"),
                _("Se jeres oplysninger"),
            )
        )
    paid_to = {name: getattr(institution, name) for name in ("bank_reg", "bank_account", "fik", "iban")}
    if not can_be_paid(**paid_to):
        things.append(
            _thing(
                _("Før første faktura"),
                "warn",
                _("Vi mangler jeres bankoplysninger"),
                _("Uden dem kan ingen bestille på faktura hos jer. Økonomi skriver dem."),
                url_for("institution.bank"),
                _("Se bankoplysninger"),
            )
        )
    return things


def _version_things(who: Actor, versions: list[OfferVersion]) -> list[Thing]:
    things = []
    for version in versions:
        title = version.title.said(language())
        its_page = url_for("institution.offer", ref=version.offer.ref)
        if version.status == VersionStatus.DRAFT and version.review_note and who.has(Role.PUBLISHER):
            things.append(
                _thing(
                    _("Sendt retur"),
                    "warn",
                    title,
                    version.review_note[:200],
                    url_for("institution.draft", ref=version.ref),
                    _("Ret kladden"),
                )
            )
        elif version.status == VersionStatus.IN_REVIEW and _waits_for(who, version):
            things.append(
                _thing(
                    _("Til gennemsyn"),
                    "info",
                    title,
                    _("%(name)s har sendt version %(no)s til gennemsyn.", name=version.author.name, no=version.no),
                    url_for("institution.review", ref=version.ref),
                    _("Læs og svar"),
                )
            )
        elif version.status == VersionStatus.APPROVED and who.has(Role.PUBLISHER):
            things.append(
                _thing(
                    _("Godkendt"),
                    "ok",
                    title,
                    _("Version %(no)s er godkendt og kan udgives.", no=version.no),
                    its_page,
                    _("Udgiv"),
                )
            )
    return things


def _waits_for(who: Actor, version: OfferVersion) -> bool:
    return who.has(Role.REVIEWER) and version.author_id != who.person_id


def _run_things(runs: list[Run], figures: Mapping[int, Figures]) -> list[Thing]:
    things = []
    for run in runs:
        title = run.version.title.said(language())
        href = url_for("institution.run", ref=run.ref)
        if run.status == RunStatus.PLANNED:
            text = (
                _("Holdet kan ikke bestilles endnu.")
                if run.starts_on is None
                else _("Holdet fra %(day)s kan ikke bestilles endnu.", day=words.day(run.starts_on))
            )
            things.append(_thing(_("Ikke åbnet"), "", title, text, href, _("Se holdet")))
        elif run.enrol_by is not None and figures[run.id].taken < run.minimum:
            missing = run.minimum - figures[run.id].taken
            things.append(
                _thing(
                    _("Senest %(day)s", day=words.day(run.enrol_by, year=False)),
                    "warn",
                    title,
                    words.ngettext(
                        "Mangler %(num)s plads for at nå minimum på %(minimum)s.",
                        "Mangler %(num)s pladser for at nå minimum på %(minimum)s.",
                        missing,
                        minimum=run.minimum,
                    ),
                    href,
                    _("Afgør holdet"),
                )
            )
    return things
