"""What happens around every request: language, request id, who is signed in, headers, the log line."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, abort, g, request

from marketplace.accounts.queries import person_of_session_or_none
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import end_reading
from marketplace.foundation.words import LANGUAGES, speak
from marketplace.organisations.queries import desks_of
from marketplace.web.shell.guards import SignedIn

log = logging.getLogger("marketplace.request")

LANGUAGE_COOKIE = "language"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def load_person(session_id: str) -> SignedIn | None:
    """The signed-in person of a session, unless the password has changed since."""
    ref, _, counter = session_id.partition(":")
    person = person_of_session_or_none(ref, int(counter) if counter.isdigit() else -1)
    if person is None:
        return None
    return SignedIn(person.id, person.ref, person.name, person.language, int(counter), desks_of(person.id))


def _has_nul() -> bool:
    """Whether anything sent holds a NUL, which no text has and PostgreSQL refuses."""
    sent = [request.path, *(value for values in request.args.listvalues() for value in values)]
    if request.method == "POST":
        sent += [value for values in request.form.listvalues() for value in values]
    return any("\0" in value for value in sent)


def install(app: Flask) -> None:
    """Put the frame around every request."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()
        g.request_id = new_ref()
        asked = request.args.get("lang")
        chosen = asked if asked in LANGUAGES else request.cookies.get(LANGUAGE_COOKIE)
        g.language = chosen if chosen in LANGUAGES else "da"
        speak(g.language)
        if _has_nul():  # after the language is chosen, so that the refusal is said in it
            abort(400)

    @app.after_request
    def _finish(response: Response) -> Response:
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE,
                g.language,
                max_age=31_536_000,
                secure=app.config["SESSION_COOKIE_SECURE"],
                httponly=True,
                samesite="Lax",
            )
        headers = response.headers
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers["X-Request-Id"] = g.get("request_id", "")
        if app.config["SESSION_COOKIE_SECURE"]:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if not (request.endpoint or "").endswith("static"):
            signed_in = request.endpoint is None or (g.get("actor") and g.actor.signed_in)  # a 404 greets by name too
            headers.setdefault("Cache-Control", "no-store" if signed_in else "no-cache")
            headers.setdefault("Vary", "Cookie")
        took = (time.perf_counter() - g.began) * 1000 if "began" in g else 0.0
        # The rule, not the path: paths carry refs, and some carry the tokens of links.
        rule = request.url_rule.rule if request.url_rule else "-"
        log.info(
            "request",
            extra={
                "request_id": g.get("request_id", ""),
                "method": request.method,
                "rule": rule,
                "status": response.status_code,
                "ms": round(took, 1),
            },
        )
        return response

    @app.teardown_request
    def _give_back(_fault: BaseException | None) -> None:
        end_reading()
