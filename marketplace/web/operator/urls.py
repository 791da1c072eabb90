"""The operator's desk: table of contents, guard and tabs."""

from __future__ import annotations

from flask import current_app

from marketplace.foundation.words import N_
from marketplace.web.operator import disputes, errands, funding, letters, log, organisations, today
from marketplace.web.shell.guards import Door, desk_guard
from marketplace.web.shell.pages import use_tabs

door = Door("operator", guard=desk_guard("operator"), url_prefix="/operator")

TABS = [
    (N_("I dag"), "operator.today", "today"),
    (N_("Organisationer"), "operator.organisations", "organisation"),
    (N_("Tilskud"), "operator.funding", "funding"),
    (N_("Tvister"), "operator.disputes", "dispute"),
    (N_("Gået i stå"), "operator.dead", "dead revive"),
    (N_("Hændelser"), "operator.log", "log"),
]
OUTBOX = (N_("Udbakke"), "operator.outbox", "outbox letter")


@door.before_request
def show_tabs() -> None:
    """The sections of the desk; the outbox is the demo's only."""
    use_tabs([*TABS, OUTBOX] if current_app.config["DEMO"] else TABS)


ORGANISATION = "/organisationer/<ref>"

door.add_url_rule("/", "today", today.today, methods=["GET"])
door.add_url_rule("/organisationer", "organisations", organisations.organisations, methods=["GET"])
door.add_url_rule(ORGANISATION, "organisation", organisations.organisation, methods=["GET"])
door.add_url_rule(f"{ORGANISATION}/godkend", "organisation_verify", organisations.verify, methods=["POST"])
door.add_url_rule(f"{ORGANISATION}/traek-tilbage", "organisation_unverify", organisations.unverify, methods=["POST"])
door.add_url_rule(f"{ORGANISATION}/akkreditering", "organisation_vouch", organisations.vouch, methods=["POST"])
door.add_url_rule(f"{ORGANISATION}/rolle", "organisation_role", organisations.take_back_role, methods=["POST"])
door.add_url_rule("/tilskud", "funding", funding.funding, methods=["GET"])
door.add_url_rule("/tilskud/ny", "funding_add", funding.add, methods=["GET", "POST"])
door.add_url_rule("/tilskud/<ref>", "funding_change", funding.change, methods=["GET", "POST"])
door.add_url_rule("/tilskud/<ref>/vis", "funding_show", funding.show, methods=["POST"])
door.add_url_rule("/tvister", "disputes", disputes.disputes, methods=["GET"])
door.add_url_rule("/tvister/giv-adgang", "dispute_let_in", disputes.let_in, methods=["POST"])
door.add_url_rule("/gaaet-i-staa", "dead", errands.dead, methods=["GET"])
door.add_url_rule("/gaaet-i-staa/igen", "revive", errands.try_again, methods=["POST"])
door.add_url_rule("/udbakke", "outbox", letters.outbox, methods=["GET"])
door.add_url_rule("/udbakke/<name>", "letter", letters.letter, methods=["GET"])
door.add_url_rule("/haendelser", "log", log.log, methods=["GET"])
