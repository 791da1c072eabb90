"""A run as mails show it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import Offer, OfferVersion, Run
from marketplace.foundation.words import day, span, times
from marketplace.foundation.words import gettext as _
from marketplace.organisations.models import Institution


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run as a mail shows it."""

    title: str
    seller: str
    when: str
    place: str
    meetings: list[str]


RUN_TOLD = (
    joinedload(Run.version)
    .joinedload(OfferVersion.offer)
    .joinedload(Offer.institution)
    .joinedload(Institution.organisation),
    joinedload(Run.postcode),
    selectinload(Run.meetings),
)


def run_facts(run: Run, language: str) -> RunFacts:
    """What a mail in a language says of a run loaded with `RUN_TOLD`."""
    place = ", ".join(
        part for part in (run.place, f"{run.postcode.code} {run.postcode.city}" if run.postcode else "") if part
    )
    return RunFacts(
        title=run.version.title.said(language),
        seller=run.version.offer.institution.organisation.name,
        when=span(run.starts_on, run.ends_on or run.starts_on) if run.starts_on else _("Start når I vil"),
        place=place or (_("Online") if run.participation == "online" else ""),
        meetings=[
            f"{day(meeting.starts_at, weekday=True)} {times(meeting.starts_at, meeting.ends_at)}"
            for meeting in run.meetings
        ],
    )
