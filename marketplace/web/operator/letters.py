"""The demo's outbox: mails that would have been sent."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flask import current_app
from flask.typing import ResponseReturnValue

from marketplace.foundation.errors import NotFound
from marketplace.foundation.words import gettext as _
from marketplace.notices.gateway import FileOutbox, Shown, outbox_or_none
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def _outbox() -> FileOutbox:
    found = outbox_or_none() if current_app.config["DEMO"] else None
    if found is None:
        raise NotFound
    return found


def _when(letter: Shown) -> datetime:
    at = parsedate_to_datetime(letter.date)
    return at if at.tzinfo else at.replace(tzinfo=UTC)  # RFC 5322 writes "-0000" for UTC without a place


def outbox() -> ResponseReturnValue:
    """The newest letters of the demo."""
    found = _outbox().letters(page_number())
    return page(
        "operator/letters/outbox.html",
        title=_("Udbakke"),
        letters=[(one, _when(one)) for one in found.items],
        pager=found,
        page_url=page_url,
    )


def letter(name: str) -> ResponseReturnValue:
    """One letter as plain text."""
    found = _outbox().letter_or_none(name)
    if found is None:
        raise NotFound
    return page("operator/letters/letter.html", title=found.subject, letter=found, at=_when(found))
