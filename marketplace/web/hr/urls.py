"""The company's desk: what waits, bookings, people, departments, workplaces, budgets, invoices, the company itself."""

from __future__ import annotations

from marketplace.booking.policy import may_see_bookings
from marketplace.foundation.words import N_
from marketplace.needs.policy import may_see_needs
from marketplace.payments.policy import may_see_invoices
from marketplace.pricing.policy import may_see_purchases
from marketplace.spending.policy import may_see_budgets
from marketplace.web.hr import (
    approvals,
    booking,
    bookings,
    budgets,
    company,
    departments,
    invoices,
    needs,
    passes,
    people,
    searches,
    seats,
    subscriptions,
    today,
    workplaces,
)
from marketplace.web.shell.guards import Door, actor, desk_guard
from marketplace.web.shell.pages import use_tabs

door = Door("hr", guard=desk_guard("company"), url_prefix="/hr")

TABS = [
    (N_("I dag"), "hr.today", "today"),
    (N_("Behov"), "hr.needs", "need new_need keep_need drop_need bring_back_need"),
    (N_("Søgninger"), "hr.searches", "search new_search save_search stop_search resume_search drop_search"),
    (N_("Bestillinger"), "hr.bookings", "book hold withdraw name_seat unname_seat"),
    (N_("Klippekort"), "hr.passes", "pass buy_pass subscri add_subscri remove_subscri end_subscri"),
    (N_("Medarbejdere"), "hr.people", "people person add_person change_person end_person invite_person"),
    (N_("Afdelinger"), "hr.departments", "department add_department change_department"),
    (N_("Arbejdssteder"), "hr.workplaces", "workplace add_workplace change_workplace"),
    (N_("Budgetter"), "hr.budgets", "budget limits approv decline"),
    (N_("Fakturaer"), "hr.invoices", "invoice"),
    (N_("Virksomheden"), "hr.company", "company give_role take_role take_staff_role"),
]


@door.before_request
def _tabs() -> None:
    who = actor()
    hidden = {
        *(() if may_see_needs(who) else ("hr.needs",)),
        *(() if may_see_bookings(who) else ("hr.bookings",)),
        *(() if may_see_purchases(who) else ("hr.passes",)),
        *(() if may_see_budgets(who) else ("hr.budgets",)),
        *(() if may_see_invoices(who) else ("hr.invoices",)),
    }
    use_tabs([tab for tab in TABS if tab[1] not in hidden])


door.add_url_rule("/", endpoint="today", view_func=today.today, methods=["GET"])

door.add_url_rule("/behov", endpoint="needs", view_func=needs.needs, methods=["GET"])
door.add_url_rule("/behov", endpoint="keep_need", view_func=needs.keep, methods=["POST"])
door.add_url_rule("/behov/nyt", endpoint="new_need", view_func=needs.new, methods=["GET"])
door.add_url_rule("/behov/<ref>", endpoint="need", view_func=needs.need, methods=["GET", "POST"])
door.add_url_rule("/behov/<ref>/slet", endpoint="drop_need", view_func=needs.drop, methods=["POST"])
door.add_url_rule("/behov/<ref>/tilbage", endpoint="bring_back_need", view_func=needs.bring_back, methods=["POST"])

door.add_url_rule("/soegninger", endpoint="searches", view_func=searches.searches, methods=["GET"])
door.add_url_rule("/soegninger", endpoint="save_search", view_func=searches.save, methods=["POST"])
door.add_url_rule("/soegninger/ny", endpoint="new_search", view_func=searches.new, methods=["GET"])
door.add_url_rule("/soegninger/<ref>", endpoint="search", view_func=searches.search, methods=["GET", "POST"])
door.add_url_rule("/soegninger/<ref>/stop", endpoint="stop_search", view_func=searches.stop, methods=["POST"])
door.add_url_rule("/soegninger/<ref>/igen", endpoint="resume_search", view_func=searches.resume, methods=["POST"])
door.add_url_rule("/soegninger/<ref>/slet", endpoint="drop_search", view_func=searches.drop, methods=["POST"])

door.add_url_rule("/bestillinger", endpoint="bookings", view_func=bookings.bookings, methods=["GET"])
door.add_url_rule("/bestillinger/hold", endpoint="hold", view_func=booking.hold, methods=["POST"])
door.add_url_rule("/bestillinger/<ref>", endpoint="booking", view_func=bookings.booking, methods=["GET"])
door.add_url_rule("/bestillinger/<ref>/bestil", endpoint="book", view_func=booking.book, methods=["GET", "POST"])
door.add_url_rule("/bestillinger/<ref>/opgiv", endpoint="withdraw", view_func=booking.withdraw, methods=["POST"])
door.add_url_rule(
    "/bestillinger/<ref>/pladser.csv", endpoint="booking_csv", view_func=bookings.booking_csv, methods=["GET"]
)
door.add_url_rule(
    "/bestillinger/<ref>/kalender.ics", endpoint="booking_calendar", view_func=bookings.calendar, methods=["GET"]
)
door.add_url_rule("/pladser/<ref>/navn", endpoint="name_seat", view_func=seats.name, methods=["POST"])
door.add_url_rule("/pladser/<ref>/uden-navn", endpoint="unname_seat", view_func=seats.unname, methods=["POST"])

door.add_url_rule("/klippekort", endpoint="passes", view_func=passes.passes, methods=["GET"])
door.add_url_rule("/klippekort/koeb/<ref>", endpoint="buy_pass", view_func=passes.buy, methods=["GET", "POST"])
door.add_url_rule("/klippekort/<ref>", endpoint="pass_entries", view_func=passes.entries, methods=["GET"])
door.add_url_rule("/klippekort/<ref>/klip.csv", endpoint="pass_csv", view_func=passes.entries_csv, methods=["GET"])
door.add_url_rule("/abonnementer", endpoint="subscriptions", view_func=subscriptions.subscriptions, methods=["GET"])
door.add_url_rule(
    "/abonnementer/tegn/<ref>", endpoint="subscribe", view_func=subscriptions.subscribe, methods=["GET", "POST"]
)
door.add_url_rule("/abonnementer/<ref>", endpoint="subscription", view_func=subscriptions.subscription, methods=["GET"])
door.add_url_rule(
    "/abonnementer/<ref>/medarbejdere", endpoint="add_subscription_seats", view_func=subscriptions.add, methods=["POST"]
)
door.add_url_rule(
    "/abonnementer/<ref>/medarbejdere/<seat>/af",
    endpoint="remove_subscription_seat",
    view_func=subscriptions.remove,
    methods=["POST"],
)
door.add_url_rule(
    "/abonnementer/<ref>/opsig", endpoint="end_subscription", view_func=subscriptions.end, methods=["POST"]
)

door.add_url_rule("/medarbejdere", endpoint="people", view_func=people.people, methods=["GET"])
door.add_url_rule("/medarbejdere.csv", endpoint="people_csv", view_func=people.people_csv, methods=["GET"])
door.add_url_rule("/medarbejdere/ny", endpoint="add_person", view_func=people.add, methods=["GET", "POST"])
door.add_url_rule("/medarbejdere/<ref>", endpoint="person", view_func=people.person, methods=["GET"])
door.add_url_rule("/medarbejdere/<ref>/ret", endpoint="change_person", view_func=people.change, methods=["GET", "POST"])
door.add_url_rule("/medarbejdere/<ref>/slut", endpoint="end_person", view_func=people.end, methods=["GET", "POST"])
door.add_url_rule(
    "/medarbejdere/<ref>/invitation", endpoint="invite_person", view_func=people.invite, methods=["GET", "POST"]
)
door.add_url_rule("/medarbejdere/<ref>/rolle", endpoint="give_role", view_func=people.give, methods=["POST"])
door.add_url_rule("/medarbejdere/<ref>/rolle/tag", endpoint="take_role", view_func=people.take, methods=["POST"])

door.add_url_rule("/afdelinger", endpoint="departments", view_func=departments.departments, methods=["GET"])
door.add_url_rule("/afdelinger/ny", endpoint="add_department", view_func=departments.add, methods=["GET", "POST"])
door.add_url_rule(
    "/afdelinger/<ref>", endpoint="change_department", view_func=departments.change, methods=["GET", "POST"]
)
door.add_url_rule("/arbejdssteder", endpoint="workplaces", view_func=workplaces.workplaces, methods=["GET"])
door.add_url_rule("/arbejdssteder/ny", endpoint="add_workplace", view_func=workplaces.add, methods=["GET", "POST"])
door.add_url_rule(
    "/arbejdssteder/<ref>", endpoint="change_workplace", view_func=workplaces.change, methods=["GET", "POST"]
)

door.add_url_rule("/budgetter", endpoint="budgets", view_func=budgets.budgets, methods=["GET"])
door.add_url_rule("/budgetter.csv", endpoint="budgets_csv", view_func=budgets.budgets_csv, methods=["GET"])
door.add_url_rule("/budgetter/graenser", endpoint="limits", view_func=budgets.limits, methods=["GET", "POST"])
door.add_url_rule("/budgetter/<ref>", endpoint="budget", view_func=budgets.budget, methods=["GET", "POST"])
door.add_url_rule("/godkendelser", endpoint="approvals", view_func=approvals.approvals, methods=["GET"])
door.add_url_rule("/godkendelser/<ref>", endpoint="approval", view_func=approvals.approval, methods=["GET"])
door.add_url_rule("/godkendelser/<ref>/godkend", endpoint="approve", view_func=approvals.approve, methods=["POST"])
door.add_url_rule("/godkendelser/<ref>/afvis", endpoint="decline", view_func=approvals.decline, methods=["POST"])

door.add_url_rule("/fakturaer", endpoint="invoices", view_func=invoices.invoices, methods=["GET"])
door.add_url_rule("/fakturaer/<ref>", endpoint="invoice", view_func=invoices.invoice, methods=["GET"])

door.add_url_rule("/virksomhed", endpoint="company", view_func=company.company, methods=["GET", "POST"])
door.add_url_rule("/virksomhed/roller/<ref>/tag", endpoint="take_staff_role", view_func=company.take, methods=["POST"])
