"""From an offer's page to a placed booking."""

from __future__ import annotations

import html5lib
import pytest
from sqlalchemy import func, select

from marketplace.booking.models import Booking, Seat
from marketplace.booking.queries import find_booking
from marketplace.booking.service.holding import change_wanted
from marketplace.catalogue.models import Run
from marketplace.foundation import clock
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Company, Employee
from marketplace.pricing.queries import plans_for_run
from marketplace.pricing.rules import PerTeam, Shared
from tests.conftest import Clock
from tests.doors.conftest import ClientFor
from tests.doors.counting import counting
from tests.doors.hr.people import Desk, heading_of, sit, text_of
from tests.factories import within
from tests.factories.booking import make_booking, make_draft, the_mark
from tests.factories.organisations import make_company, make_department, make_employee, make_person
from tests.factories.pricing import make_plan, make_priced_run, make_scheme


def ask(desk: Desk, run: Run, n: int, **over: str) -> dict[str, str]:
    plan = plans_for_run(run)[0]
    return {
        "run": run.ref,
        "plan": plan.ref,
        "n": str(n),
        "seen": the_mark(desk.actor, run, plan, n),
        "key": new_ref(),
        **over,
    }


def bookings_of(desk: Desk) -> int:
    count = select(func.count()).select_from(Booking).where(Booking.buyer_id == desk.actor.organisation_id)
    return session.scalar(count) or 0


def test_holding_leads_to_the_booking_form(desk: Desk) -> None:
    run, _plan = make_priced_run()
    answer = desk.client.post("/hr/bestillinger/hold", data=ask(desk, run, 4))
    assert answer.status_code == 303
    assert answer.location.endswith("/bestil")
    form = desk.client.get(answer.location)
    assert form.status_code == 200
    assert heading_of(form) == "Book pladser"
    said = text_of(form)
    assert "Vi holder 4 til kl. 10.20." in said
    assert "39.200 kr." in said
    assert "Bestil 4 pladser" in said
    assert "gratis til og med 4. jan. 2027" in said
    html5lib.HTMLParser(strict=True).parse(form.get_data(as_text=True))


def test_a_second_click_finds_the_first_order(desk: Desk) -> None:
    run, _plan = make_priced_run()
    asked = ask(desk, run, 2)
    first = desk.client.post("/hr/bestillinger/hold", data=asked)
    second = desk.client.post("/hr/bestillinger/hold", data=asked)
    assert first.location == second.location
    assert bookings_of(desk) == 1


def test_a_stale_price_shows_the_new_one_and_can_be_taken(desk: Desk) -> None:
    run, plan = make_priced_run()
    asked = ask(desk, run, 4)
    with within():
        plan.status = "retired"
        make_plan(run, kroner(10_400))
    answer = desk.client.post("/hr/bestillinger/hold", data=asked)
    assert answer.status_code == 409
    assert heading_of(answer) == "Prisen er ny"
    assert "41.600 kr." in text_of(answer)
    assert f"hold={run.ref}&amp;n=4" in answer.get_data(as_text=True)
    again = desk.client.post("/hr/bestillinger/hold", data=ask(desk, run, 4, key=asked["key"]))
    assert again.status_code == 303


def test_too_few_places_says_how_many_are_left(desk: Desk) -> None:
    run, _plan = make_priced_run(capacity=2)
    answer = desk.client.post("/hr/bestillinger/hold", data=ask(desk, run, 4))
    assert answer.status_code == 409
    assert "2 pladser er ledige, I bad om 4." in text_of(answer)
    assert "Hold 2 pladser" in text_of(answer)
    assert bookings_of(desk) == 0


def test_a_full_run_says_so(desk: Desk) -> None:
    run, _plan = make_priced_run(capacity=1)
    make_draft(run=run, wanted=1)
    answer = desk.client.post("/hr/bestillinger/hold", data=ask(desk, run, 1))
    assert answer.status_code == 409
    assert heading_of(answer) == "Holdet er fuldt"


def test_a_closed_run_says_so(desk: Desk) -> None:
    run, _plan = make_priced_run()
    asked = ask(desk, run, 1)
    with within():
        run.status = "cancelled"
    answer = desk.client.post("/hr/bestillinger/hold", data=asked)
    assert answer.status_code == 409
    assert "Vælg et andet hold" in text_of(answer)


@pytest.mark.parametrize("n", ["", "0", "-1", "fire", "501"])
def test_a_number_that_cannot_be_is_explained(desk: Desk, n: str) -> None:
    run, _plan = make_priced_run()
    answer = desk.client.post("/hr/bestillinger/hold", data={**ask(desk, run, 1), "n": n})
    assert answer.status_code == 422
    assert "Ret én ting" in text_of(answer)


def test_a_viewer_may_not_hold(client_for: ClientFor, company: Company) -> None:
    viewer = sit(client_for, company, "viewer")
    run, _plan = make_priced_run()
    plan = plans_for_run(run)[0]
    data = {"run": run.ref, "plan": plan.ref, "n": "1", "seen": "x", "key": new_ref()}
    assert viewer.client.post("/hr/bestillinger/hold", data=data).status_code == 403


def test_a_price_that_changed_behind_an_open_form_is_shown_before_anything_is_ordered(desk: Desk) -> None:
    run, plan = make_priced_run()
    draft = make_draft(desk.actor, run, 2)
    mark = the_mark(desk.actor, run, plan, 2)
    form = desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil").get_data(as_text=True)
    assert f'name="shown" value="{mark}"' in form
    with within():
        plan.status = "retired"
        make_plan(run, kroner(10_400))
        change_wanted(desk.actor, draft.ref, 2, seen=the_mark(desk.actor, run, plan, 2), now=clock.now())
    status, said = place(desk, draft.ref, naming="later", shown=mark)
    assert (status, "20.800 kr." in said, "Intet er bestilt." in said) == (409, True, True)
    assert place(desk, draft.ref, naming="later", shown=the_mark(desk.actor, run, plan, 2))[0] == 303


def place(desk: Desk, ref: str, **fields: str) -> tuple[int, str]:
    data = {"act": "place", "n": "2", "naming": "now", "terms": "y", **fields}
    answer = desk.client.post(f"/hr/bestillinger/{ref}/bestil", data=data)
    return answer.status_code, text_of(answer)


def test_placing_names_people_and_issues_the_invoice(desk: Desk, company: Company) -> None:
    run, _plan = make_priced_run()
    known = make_employee(company, name="Omar Holm")
    paying = make_department(company, "Kommunikation")
    draft = make_draft(desk.actor, run)
    status, _said = place(
        desk,
        draft.ref,
        **{
            "people-0": "Omar Holm",
            "people-1": "Signe Lind <signe@nordlys.example>",
            "department": paying.ref,
            "buyer_reference": "Udd-14",
        },
    )
    assert status == 303
    after = find_booking(desk.actor, draft.ref)
    assert after.status == "placed"
    named = {seat.person.name for seat in after.lines[0].seats if seat.person}
    assert named == {"Omar Holm", "Signe Lind"}
    assert known.person_id in {seat.person_id for seat in after.lines[0].seats}
    shown = desk.client.get(f"/hr/bestillinger/{draft.ref}")
    assert "2 medarbejdere får besked." in text_of(shown)
    assert "Kommunikation" in text_of(shown)
    assert "Faktura P" in text_of(shown)
    html5lib.HTMLParser(strict=True).parse(shown.get_data(as_text=True))


def test_placing_twice_changes_nothing(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    assert place(desk, draft.ref, naming="later")[0] == 303
    assert place(desk, draft.ref, naming="later")[0] == 303
    assert bookings_of(desk) == 1


def test_an_unclear_name_is_kept_and_explained(desk: Desk, company: Company) -> None:
    make_employee(company, name="Omar Holm")
    make_employee(company, name="Omar Holm")
    draft = make_draft(desk.actor)
    data = {"act": "place", "n": "2", "naming": "now", "terms": "y", "people-0": "Omar Holm", "people-1": "Ukendt"}
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data=data)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Ret 2 ting" in said
    assert "Flere medarbejdere hedder Omar Holm." in said
    assert "Ingen medarbejder hedder Ukendt." in said
    assert 'value="Ukendt"' in answer.get_data(as_text=True)


def test_a_mail_nobody_has_asks_for_the_name(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    status, said = place(desk, draft.ref, **{"people-0": "", "people-1": "ny@nordlys.example"})
    assert status == 422
    assert "Skriv også navnet" in said
    assert session.scalar(select(func.count()).select_from(Employee)) == 0


def test_the_same_person_twice_is_refused(desk: Desk, company: Company) -> None:
    make_employee(company, make_person("Omar Holm", "omar@nordlys.example"))
    draft = make_draft(desk.actor)
    status, said = place(desk, draft.ref, **{"people-0": "omar@nordlys.example", "people-1": "Omar Holm"})
    assert status == 422
    assert "Omar Holm har allerede en plads" in said
    assert find_booking(desk.actor, draft.ref).status == "draft"


def test_terms_must_be_ticked(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data={"act": "place", "n": "2"})
    assert answer.status_code == 422
    assert "Sæt kryds ved vilkårene" in text_of(answer)


def test_an_ean_with_a_digit_missing_is_kept(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    data = {"act": "place", "n": "2", "naming": "later", "terms": "y", "ean": "579800123456", "buyer_reference": "A1"}
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data=data)
    assert answer.status_code == 422
    assert "mangler et ciffer" in text_of(answer)
    assert 'value="579800123456"' in answer.get_data(as_text=True)
    assert 'value="A1"' in answer.get_data(as_text=True)


def test_another_number_is_priced_anew_and_keeps_the_names(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    data = {"act": "count", "n": "3", "naming": "now", "people-0": "Signe Lind <signe@nordlys.example>"}
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data=data)
    assert answer.status_code == 200
    body = answer.get_data(as_text=True)
    assert "Signe Lind &lt;signe@nordlys.example&gt;" in body
    assert "Bestil 3 pladser" in text_of(answer)
    assert "29.400 kr." in text_of(answer)
    assert find_booking(desk.actor, draft.ref).lines[0].quote["seats"] == 3


def test_another_number_at_a_new_price_must_be_accepted(desk: Desk) -> None:
    run, plan = make_priced_run()
    draft = make_draft(desk.actor, run)
    with within():
        plan.status = "retired"
        make_plan(run, kroner(10_400))
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data={"act": "count", "n": "3"})
    assert answer.status_code == 409
    assert heading_of(answer) == "Prisen er ny"
    seen = the_mark(desk.actor, run, plans_for_run(run)[0], 3)
    assert seen in answer.get_data(as_text=True)
    taken = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data={"act": "count", "n": "3", "seen": seen})
    assert taken.status_code == 200
    assert "31.200 kr." in text_of(taken)


def test_another_price_is_chosen_and_keeps_what_was_typed(desk: Desk) -> None:
    run, seat_price = make_priced_run(capacity=12)
    by_team = make_plan(run.version.offer, PerTeam(kroner(48_000), 8, kroner(5_000), 20))
    draft = make_draft(desk.actor, run, 4)
    where = f"/hr/bestillinger/{draft.ref}/bestil"
    assert "Skift pris" in text_of(desk.client.get(where))
    typed = {"n": "4", "naming": "now", "people-0": "Signe Lind <signe@nordlys.example>", "plan": by_team.ref}
    early = desk.client.post(where, data={**typed, "act": "place", "terms": "y"})
    assert early.status_code == 422
    assert "Tryk på «Skift pris»" in text_of(early)
    answer = desk.client.post(where, data={**typed, "act": "plan"})
    assert answer.status_code == 200
    body = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    assert "Signe Lind &lt;signe@nordlys.example&gt;" in body
    assert f'value="{by_team.ref}" checked' in body
    assert "Hold på op til 8 48.000 kr." in text_of(answer)
    mark = find_booking(desk.actor, draft.ref).lines[0].quote
    assert (mark["plan_ref"], mark["seats"]) == (by_team.ref, 4)
    status, _said = place(desk, draft.ref, n="4", plan=by_team.ref)
    assert status == 303
    assert find_booking(desk.actor, draft.ref).lines[0].total == 48_000_00
    assert seat_price.ref != by_team.ref


@pytest.mark.parametrize("typed", ["findesikke", "", "x" * 5000])
def test_a_price_that_is_not_there_changes_nothing(desk: Desk, typed: str) -> None:
    draft = make_draft(desk.actor)
    where = f"/hr/bestillinger/{draft.ref}/bestil"
    before = find_booking(desk.actor, draft.ref).lines[0].quote
    assert desk.client.post(where, data={"act": "plan", "plan": typed}).status_code == 404
    assert find_booking(desk.actor, draft.ref).lines[0].quote == before


def test_one_price_cannot_be_changed_and_a_class_price_is_told_of(desk: Desk) -> None:
    run, _plan = make_priced_run()
    draft = make_draft(desk.actor, run)
    where = f"/hr/bestillinger/{draft.ref}/bestil"
    assert "Skift pris" not in text_of(desk.client.get(where))
    shared = make_plan(run.version.offer, Shared(kroner(60_000), 6, 12))
    said = text_of(desk.client.get(where))
    assert "Fælleshold åbner senere" in said
    assert "Skift pris" not in said
    refused = desk.client.post(where, data={"act": "plan", "plan": shared.ref})
    assert refused.status_code == 422
    assert "kan ikke købes alene" in text_of(refused)


def test_possible_support_stands_on_the_form_too(desk: Desk) -> None:
    make_scheme()
    draft = make_draft(desk.actor, wanted=4)
    said = text_of(desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil"))
    assert "Muligt tilskud fra Kompetencefond for Opdigtede Fag op til 16.000 kr." in said
    assert "Ingen garanti: I søger selv." in said


def test_a_typed_number_that_is_not_held_is_not_ordered(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    status, said = place(desk, draft.ref, n="5")
    assert status == 422
    assert "Vi holder 2." in said


def test_seats_gone_while_deciding_stop_the_order(desk: Desk, clock: Clock) -> None:
    run, _plan = make_priced_run(capacity=2)
    draft = make_draft(desk.actor, run)
    clock.move(minutes=21)
    make_draft(run=run, wanted=2)
    answer = desk.client.post(
        f"/hr/bestillinger/{draft.ref}/bestil", data={"act": "place", "n": "2", "naming": "later", "terms": "y"}
    )
    assert answer.status_code == 303
    assert "Tiden gik, før I bestilte." in text_of(desk.client.get(answer.location))
    assert session.scalar(select(func.count()).select_from(Seat).where(Seat.status == "booked")) == 0


def test_a_hold_that_ended_at_an_old_price_stops_the_order(desk: Desk, clock: Clock) -> None:
    run, plan = make_priced_run()
    draft = make_draft(desk.actor, run)
    with within():
        plan.status = "retired"
        make_plan(run, kroner(10_400))
    clock.move(minutes=21)
    data = {"act": "place", "n": "2", "naming": "later", "terms": "y"}
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/bestil", data=data)
    assert answer.status_code == 409
    assert heading_of(answer) == "Tiden er gået"
    assert "Intet er bestilt." in text_of(answer)


def test_giving_the_seats_up(desk: Desk) -> None:
    draft = make_draft(desk.actor)
    answer = desk.client.post(f"/hr/bestillinger/{draft.ref}/opgiv")
    assert answer.status_code == 303
    assert find_booking(desk.actor, draft.ref).status == "withdrawn"
    assert "I opgav pladserne" in text_of(desk.client.get(f"/hr/bestillinger/{draft.ref}"))


def test_a_company_that_waits_sees_why_it_cannot_order(client_for: ClientFor) -> None:
    waiting = sit(client_for, make_company("Ny ApS", verified=False), "booker")
    draft = make_draft(waiting.actor)
    shown = waiting.client.get(f"/hr/bestillinger/{draft.ref}/bestil")
    assert "Faktura venter på operatøren." in text_of(shown)
    assert "Bestil 2 pladser" not in text_of(shown)
    assert place(waiting, draft.ref, naming="later")[0] == 422


def test_another_company_does_not_find_the_draft(client_for: ClientFor, desk: Desk) -> None:
    ref = make_draft(desk.actor).ref
    other = sit(client_for, make_company("Anden ApS"), "booker")
    assert other.client.get(f"/hr/bestillinger/{ref}/bestil").status_code == 404
    assert other.client.get(f"/hr/bestillinger/{ref}").status_code == 404
    assert place(other, ref)[0] == 404
    assert other.client.post(f"/hr/bestillinger/{ref}/opgiv").status_code == 404


def test_a_placed_booking_is_not_booked_again(desk: Desk) -> None:
    placed = make_booking(desk.actor)
    answer = desk.client.get(f"/hr/bestillinger/{placed.ref}/bestil")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/hr/bestillinger/{placed.ref}")


def test_the_form_in_english(client_for: ClientFor, company: Company) -> None:
    english = sit(client_for, company, "booker", language="en")
    draft = make_draft(english.actor)
    said = text_of(english.client.get(f"/hr/bestillinger/{draft.ref}/bestil"))
    assert "Book 2 seats" in said
    assert "DKK 19,600" in said


def test_a_total_with_lunch_is_not_said_to_be_free_of_vat_though_the_course_is(desk: Desk) -> None:
    run, plan = make_priced_run()
    with within():
        plan.extras = [["Forplejning", "Lunch", 32_500, "standard", ""]]
    draft = make_draft(desk.actor, run, 2)
    assert "I alt 20.412,50 kr. , inkl. moms." in text_of(desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil"))
    draft = make_draft(desk.actor)
    assert "I alt 19.600 kr. , momsfrit." in text_of(desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil"))


def test_the_form_sends_few_statements(desk: Desk, company: Company) -> None:
    for _ in range(12):
        make_employee(company, name="Ansat")
    draft = make_draft(desk.actor, wanted=8)
    session.expunge_all()
    with counting() as statements:
        assert desk.client.get(f"/hr/bestillinger/{draft.ref}/bestil").status_code == 200
    assert len(statements) <= 17, "\n\n".join(statements)
