"""Errands that were given up."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now
from marketplace.foundation.errands import count_waiting, dead_list, revive
from marketplace.foundation.errors import NotFound
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.web.shell.pages import page

LONGEST_NUMBER = 15


def dead() -> ResponseReturnValue:
    """The dead list, newest first, and how many errands are due now."""
    return page("operator/errands/dead.html", title=_("Gået i stå"), errands=dead_list(), due=count_waiting(now()))


def try_again() -> ResponseReturnValue:
    """Try a dead errand once more from the beginning. Errands have no ref; their number is the operator's alone."""
    typed = request.form.get("errand", "")
    if not typed.isdecimal() or len(typed) > LONGEST_NUMBER:
        raise NotFound
    with transaction():
        revive(int(typed), now())
    flash(_("Opgaven prøves igen om lidt."), "ok")
    return redirect(url_for("operator.dead"), 303)
