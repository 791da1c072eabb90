"""Funding schemes, with their source and the day it was read."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.foundation.clock import now, today
from marketplace.foundation.words import gettext as _
from marketplace.pricing.queries.funding import public_schemes
from marketplace.web.shell.funding import told
from marketplace.web.shell.pages import page


def funding() -> ResponseReturnValue:
    return page(
        "public/funding/funding.html", title=_("Tilskud, I selv kan søge"), rows=told(public_schemes(), today(now()))
    )
