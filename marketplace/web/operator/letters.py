"""The demo's outbox: mails that would have been sent."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from marketplace.foundation.errors import NotFound
from marketplace.foundation.words import gettext as _
from marketplace.notices.gateway import FileOutbox, outbox_or_none
from marketplace.web.shell.pages import page


def _outbox() -> FileOutbox:
    found = outbox_or_none() if current_app.config["DEMO"] else None
    if found is None:
        raise NotFound
    return found


def outbox() -> ResponseReturnValue:
    """The newest letters of the demo."""
    return page("operator/letters/outbox.html", title=_("Udbakke"), letters=_outbox().letters())


def letter(name: str) -> ResponseReturnValue:
    """One letter as plain text."""
    found = _outbox().letter_or_none(name)
    if found is None:
        raise NotFound
    return page("operator/letters/letter.html", title=found.subject, letter=found)
