"""Counting what visitors search for, once their page is made."""

from __future__ import annotations

import logging

from flask import after_this_request, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from marketplace.foundation.clock import now
from marketplace.foundation.transaction import transaction
from marketplace.search.rules.asking import Ask, Hits
from marketplace.search.rules.noted import is_counted
from marketplace.search.service import noting
from marketplace.web.shell.guards import actor

log = logging.getLogger(__name__)


def note_search(asked: Ask, hits: Hits, region: str) -> None:
    """Count a search that a page shows; `region` is that of its postcode ("" for none).

    Only searches for something are counted, of people and companies, and not each page of their hits. Nor is a page
    that is shown again within the minute it is kept for visitors: whoever asks for it twice has one need.
    """
    who = actor()
    keys = {*(one.key for one in hits.understood), *asked.plus, *((asked.competence,) if asked.competence else ())}
    if not (keys or asked.text.strip()) or not hits.ready:
        return
    if not is_counted(who.desk, request.user_agent.string, asked.page):
        return
    due = noting.note_asked(
        competences=keys,
        region=region,
        company_id=who.organisation_id if who.desk == "company" else None,
        hits=hits.total,
        text=asked.text,
        now=now(),
        lacking=_lacking(keys, hits),
    )
    if due:
        after_this_request(_flushed)


def _lacking(keys: set[str], hits: Hits) -> set[str]:
    """The competences no hit covers; known only where all hits stand on the page."""
    if hits.total > len(hits.hits):
        return set()
    return keys - {key for hit in hits.hits for key in hit.covers}


def _flushed(response: Response) -> Response:
    # Afterwards: a transaction begins by forgetting what the view has read.
    flush()
    return response


def flush() -> None:
    """Write down what this process has gathered; what cannot be written is kept for the next time.

    Called by the page that makes it due, by the worker beside a web process, and when a process stops.
    """
    noted = noting.take()
    if noted is None:
        return
    try:
        with transaction():
            noting.write_down(noted, now())
    except SQLAlchemyError as fault:  # a page is never refused because a count could not be kept
        noting.give_back(noted)
        log.warning("searches not counted yet", extra={"fault": type(fault).__name__})
