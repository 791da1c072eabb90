"""The institution's door: table of contents, guard and tabs."""

from __future__ import annotations

from marketplace.foundation.words import N_
from marketplace.web.institution import (
    costs,
    drafts,
    invoices,
    modules,
    moving,
    offers,
    people,
    plans,
    prices,
    profile,
    reviews,
    run_page,
    running,
    runs,
    selling,
    today,
)
from marketplace.web.shell.guards import Door, desk_guard
from marketplace.web.shell.pages import use_tabs

door = Door("institution", guard=desk_guard("institution"), url_prefix="/udbyder")

TABS = [
    (N_("I dag"), "institution.today", "today"),
    (N_("Jeres forløb"), "institution.offers", "offer new_offer draft vat price costs terms retire publish"),
    (N_("Nanomoduler"), "institution.modules", "module new_module"),
    (N_("Jeres hold"), "institution.runs", "run new_run"),
    (N_("Klip og abonnement"), "institution.passes", "pass subscription"),
    (N_("Gennemsyn"), "institution.reviews", "review"),
    (N_("Fakturaer"), "institution.invoices", "invoice"),
    (N_("Oplysninger"), "institution.profile", "profile bank staff accreditation"),
]


@door.before_request
def show_tabs() -> None:
    """The sections of the desk, on every page of it."""
    use_tabs(TABS)


BOTH = ["GET", "POST"]

door.add_url_rule("/", "today", today.today, methods=["GET"])

door.add_url_rule("/forloeb", "offers", offers.offers, methods=["GET"])
door.add_url_rule("/forloeb/nyt", "new_offer", offers.new_offer, methods=BOTH)
door.add_url_rule("/forloeb/<ref>", "offer", offers.offer, methods=["GET"])
door.add_url_rule("/forloeb/<ref>/ny-version", "offer_new_version", moving.new_version, methods=["POST"])
door.add_url_rule("/forloeb/<ref>/moms", "vat", prices.vat, methods=BOTH)
door.add_url_rule("/forloeb/<ref>/pris", "price", plans.price, methods=["GET"])
door.add_url_rule("/forloeb/<ref>/pris/<kind>", "price_set", plans.price_set, methods=BOTH)
door.add_url_rule("/forloeb/<ref>/omkostninger", "costs", costs.costs, methods=BOTH)
door.add_url_rule("/priser/<ref>/tag-ud", "price_retire", plans.price_retire, methods=BOTH)
door.add_url_rule("/vilkaar/nye", "terms", prices.terms, methods=BOTH)

door.add_url_rule("/versioner/<ref>", "draft", drafts.draft, methods=BOTH)
door.add_url_rule("/versioner/<ref>/til-gennemsyn", "draft_submit", moving.submit, methods=["POST"])
door.add_url_rule("/versioner/<ref>/hent-tilbage", "draft_take_back", moving.take_back, methods=["POST"])
door.add_url_rule("/versioner/<ref>/udgiv", "publish", moving.publish_version, methods=["POST"])
door.add_url_rule("/versioner/<ref>/tag-af", "offer_suspend", moving.suspend_version, methods=["POST"])
door.add_url_rule("/versioner/<ref>/vis-igen", "offer_resume", moving.resume_version, methods=["POST"])
door.add_url_rule("/versioner/<ref>/traek-tilbage", "retire", moving.retire_version, methods=BOTH)

door.add_url_rule("/gennemsyn", "reviews", reviews.reviews, methods=["GET"])
door.add_url_rule("/gennemsyn/<ref>", "review", reviews.review, methods=["GET"])
door.add_url_rule("/gennemsyn/<ref>/godkend", "review_approve", reviews.approve_version, methods=["POST"])
door.add_url_rule("/gennemsyn/<ref>/send-retur", "review_return", reviews.send_back, methods=["POST"])

door.add_url_rule("/nanomoduler", "modules", modules.modules, methods=["GET"])
door.add_url_rule("/nanomoduler/nyt", "new_module", modules.new_module, methods=BOTH)
door.add_url_rule("/nanomoduler/<ref>", "module", modules.module, methods=["GET"])
door.add_url_rule("/nanomoduler/<ref>/ny-version", "module_version", modules.module_version, methods=BOTH)
door.add_url_rule("/kompetencer", "competences", modules.competences, methods=["GET"])

door.add_url_rule("/hold", "runs", runs.runs, methods=["GET"])
door.add_url_rule("/hold/nyt", "new_run", runs.new_run, methods=BOTH)
door.add_url_rule("/hold/<ref>", "run", run_page.run, methods=["GET"])
door.add_url_rule("/hold/<ref>/ret", "run_change", runs.change, methods=BOTH)
door.add_url_rule("/hold/<ref>/pris", "run_price", plans.run_price, methods=["GET"])
door.add_url_rule("/hold/<ref>/pris/<kind>", "run_price_set", plans.run_price_set, methods=BOTH)
door.add_url_rule("/hold/<ref>/omkostninger", "run_costs", costs.run_costs, methods=BOTH)
door.add_url_rule("/hold/<ref>/pladser", "run_capacity", running.capacity, methods=["POST"])
door.add_url_rule("/hold/<ref>/aabn", "run_open", running.open_sales, methods=["POST"])
door.add_url_rule("/hold/<ref>/bekraeft", "run_confirm", running.confirm, methods=["POST"])
door.add_url_rule("/hold/<ref>/start", "run_start", running.start, methods=["POST"])
door.add_url_rule("/hold/<ref>/afslut", "run_complete", running.complete, methods=["POST"])
door.add_url_rule("/hold/<ref>/luk", "run_close", running.close, methods=["POST"])
door.add_url_rule("/hold/<ref>/aflys", "run_cancel", running.cancel, methods=BOTH)
door.add_url_rule("/hold/<ref>/deltagere.csv", "run_csv", run_page.csv_file, methods=["GET"])
door.add_url_rule("/hold/<ref>/deltagerliste", "run_attendance", run_page.attendance, methods=["GET"])

door.add_url_rule("/klippekort", "passes", selling.passes, methods=["GET"])
door.add_url_rule("/klippekort/nyt", "pass_new", selling.pass_new, methods=BOTH)
door.add_url_rule("/abonnementer/nyt", "subscription_new", selling.subscription_new, methods=BOTH)

door.add_url_rule("/fakturaer", "invoices", invoices.invoices, methods=["GET"])
door.add_url_rule("/fakturaer/<ref>", "invoice", invoices.invoice, methods=["GET"])

door.add_url_rule("/oplysninger", "profile", profile.profile, methods=["GET"])
door.add_url_rule("/oplysninger/om-jer", "profile_about", profile.about, methods=BOTH)
door.add_url_rule("/oplysninger/kontakt", "profile_contact", profile.contact, methods=BOTH)
door.add_url_rule("/oplysninger/akkreditering", "accreditation", profile.accreditation, methods=BOTH)
door.add_url_rule("/oplysninger/bank", "bank", profile.bank, methods=BOTH)
door.add_url_rule("/medarbejdere", "staff", people.staff, methods=["GET"])
door.add_url_rule("/medarbejdere/ny", "staff_invite", people.invite_colleague, methods=BOTH)
door.add_url_rule("/medarbejdere/<ref>", "staff_person", people.person, methods=["GET"])
door.add_url_rule("/medarbejdere/<ref>/rolle", "staff_role", people.role, methods=["POST"])
door.add_url_rule("/medarbejdere/<ref>/inviter", "staff_again", people.invite_again, methods=["POST"])
