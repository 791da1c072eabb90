"""What rooms raise, as pages and statuses; and what a form says when a rule says no."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, g
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from marketplace.foundation.errors import Conflict, NotAllowed, NotFound, RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.words import gettext as _
from marketplace.web.shell.forms import Form
from marketplace.web.shell.pages import page

log = logging.getLogger(__name__)


def refuse(form: Form, broken: RuleBroken) -> int:
    """Put the sentence of a broken rule on its field (or on the form); the status for the page."""
    text = problem(broken)
    field = broken.field
    if field and field in form:
        form[field].errors = [*form[field].errors, text]
    else:
        form.form_errors = [*form.form_errors, text]
    return 409 if isinstance(broken, Conflict) else 422


def status_of(form: Form) -> int:
    """200 for a form shown for the first time, 422 for one that came back with errors."""
    return 422 if form.errors else 200


def _page(status: int, text: str = "") -> tuple[str, int]:
    titles = {
        400: _("Siden kan ikke læse det, der blev sendt"),
        403: _("Det har du ikke adgang til"),
        404: _("Siden findes ikke"),
        405: _("Siden kan ikke bruges sådan"),
        409: _("Noget er ændret imens"),
        413: _("Det er for stort"),
        429: _("Vent lidt"),
        500: _("Noget gik galt hos os"),
    }
    known = status if status in titles else (500 if status >= 500 else 400)
    return page(f"errors/{known}.html", title=titles[known], text=text, status=status)


def install(app: Flask) -> None:
    """Translate what comes up from below."""

    def on_not_found(_error: NotFound) -> Any:
        return _page(404)

    def on_not_allowed(_error: NotAllowed) -> Any:
        return _page(403)

    def on_rule(error: RuleBroken) -> Any:
        return _page(409 if isinstance(error, Conflict) else 400, problem(error))

    def on_csrf(_error: CSRFError) -> Any:
        return _page(400, _("Siden har stået åben for længe, eller cookies er slået fra. Gå tilbage, og send igen."))

    def on_integrity(error: IntegrityError) -> Any:
        log.error("a constraint said no", extra={"constraint": _constraint(error)})
        return _page(409, _("En anden har ændret det samme imens. Hent siden igen."))

    def on_busy(error: OperationalError) -> Any:
        log.error("the database did not answer", extra={"fault": type(error.orig).__name__})
        return _page(503)

    def on_http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _page(error.code)

    def on_fault(error: Exception) -> Any:
        log.exception("unexpected", extra={"request_id": g.get("request_id", "")})
        return _page(500)

    app.register_error_handler(NotFound, on_not_found)
    app.register_error_handler(NotAllowed, on_not_allowed)
    app.register_error_handler(RuleBroken, on_rule)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(IntegrityError, on_integrity)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(HTTPException, on_http)
    if not app.config["PROPAGATE_FAULTS"]:
        app.register_error_handler(Exception, on_fault)


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or type(error.orig).__name__)
