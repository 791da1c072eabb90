"""Stopping the mails about a saved search, from a link in one of them. Works signed out."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now
from marketplace.foundation.errors import NotFound
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.search.queries.watches import watch_of_link
from marketplace.search.rules.watches import WatchStatus
from marketplace.search.service.watching import stop_by_link
from marketplace.web.shell.pages import page

GONE = 410


def stop(ref: str, token: str) -> ResponseReturnValue:
    """Ask first, as programs that read mails follow links; stop when the button is pressed."""
    try:
        if request.method == "POST":
            with transaction():
                stop_by_link(ref, token, now=now())
        watch = watch_of_link(ref, token, now=now())
    except NotFound:
        return page("account/watches/gone.html", title=_("Linket virker ikke længere"), status=GONE)
    stopped = watch.status == WatchStatus.STOPPED
    title = _("Mails om søgningen er stoppet") if stopped else _("Stop mails om en søgning")
    return page("account/watches/stop.html", title=title, search=watch.title, stopped=stopped)
