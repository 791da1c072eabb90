"""The account door: table of contents and guard. What is not named open asks for a sign-in."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from marketplace.web.account import invitations, passwords, registering, settings, signing_in, watches
from marketplace.web.shell.guards import Door, anyone_signed_in, open_to_all

OPEN = frozenset(
    {"sign_in", "sign_out", "forgotten", "sent", "new_password", "invitation", "code", "register", "stop_watch"}
)


def guard() -> Response | None:
    """Everybody may sign in, be invited and register; the rest of the door is for those who have signed in."""
    name = (request.endpoint or "").partition(".")[2]
    return open_to_all() if name in OPEN else anyone_signed_in()


door = Door("account", guard=guard, url_prefix="/konto")


@door.after_request
def keep_nowhere(response: Response) -> Response:
    """No browser or proxy keeps these pages: some carry the token of a link, all are about one person."""
    response.headers["Cache-Control"] = "no-store"
    return response


door.add_url_rule("/log-ind", "sign_in", signing_in.sign_in, methods=["GET", "POST"])
door.add_url_rule("/log-ud", "sign_out", signing_in.sign_out, methods=["POST"])
door.add_url_rule("/roller", "desks", signing_in.desks, methods=["GET", "POST"])
door.add_url_rule("/glemt-adgangskode", "forgotten", passwords.forgotten, methods=["GET", "POST"])
door.add_url_rule("/sendt", "sent", passwords.sent, methods=["GET"])
door.add_url_rule("/ny-adgangskode/<ref>/<token>", "new_password", passwords.new_password, methods=["GET", "POST"])
door.add_url_rule("/adgangskode", "change_password", passwords.change, methods=["GET", "POST"])
door.add_url_rule("/invitation/<ref>/<token>", "invitation", invitations.invitation, methods=["GET", "POST"])
door.add_url_rule("/soegning/<ref>/<token>", "stop_watch", watches.stop, methods=["GET", "POST"])
door.add_url_rule("/kode", "code", invitations.code, methods=["GET", "POST"])
door.add_url_rule("/opret", "register", registering.register, methods=["GET", "POST"])
door.add_url_rule("/virksomhed", "register_company", registering.register_company, methods=["GET", "POST"])
door.add_url_rule("/udbyder", "register_institution", registering.register_institution, methods=["GET", "POST"])
door.add_url_rule("/mine-oplysninger", "settings", settings.settings, methods=["GET", "POST"])
