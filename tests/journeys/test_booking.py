"""A company's journeys: from a need to booked seats to an employee's phone; becoming a customer; inviting people."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import VisitorFor
from tests.journeys.market import Market, SignIn
from tests.journeys.seeing import Visitor

pytestmark = pytest.mark.journey

PASSWORD = "fire stille ord sammen"
PAGES_FROM_NEED_TO_BOOKING = 5


def total_on(page: Page) -> str:
    """What all seats cost together, as the bill of a page says it."""
    return page.locator(".bill .total dd").first.inner_text()


def link_in_mail(market: Market, to: str, part: str) -> str:
    """The link with this in it in the newest mail to somebody that has one."""
    for letter in market.letters(to):
        found = re.search(rf"https?://\S*{part}\S*", letter)
        if found:
            return found[0]
    raise AssertionError(f"no mail to {to} with {part}")


def find_egelunds(visitor: Visitor, need: str, seats: int) -> str:
    """From the front page to an offer of the institution whose people we know; gives the offer's title."""
    visitor.page.get_by_label("De skal kunne …").fill(need)
    visitor.page.get_by_label("Medarbejdere").fill(str(seats))
    visitor.press("Find forløb")
    hit = visitor.page.locator("article.hit", has_text="Professionshøjskolen Egelund").first
    return hit.locator(".hit-title a").inner_text()


def choose_by_seat(visitor: Visitor) -> None:
    """Pay by seat and invoice, also where a subscription would cover them; the bill follows by itself."""
    by_seat = visitor.page.get_by_role("radio", name=re.compile("^Pris pr. plads"))
    if by_seat.count() and not by_seat.is_checked():
        by_seat.check()
        expect(visitor.page.locator("#bill .bill")).to_contain_text("pladser à")


def outbox_row(*words: str) -> Callable[[Page], Locator]:
    """A line of the operator's outbox that has these words."""

    def there(page: Page) -> Locator:
        rows = page.locator("tbody tr")
        for one in words:
            rows = rows.filter(has_text=one)
        return rows

    return there


def test_from_a_need_to_three_booked_seats_to_an_employees_phone(market: Market, visitor: VisitorFor) -> None:
    people = market.people
    hr, publisher, operator, employee = visitor(), visitor(), visitor(), visitor(phone=True)

    hr.go("/")
    hr.seen("front")
    hr.follow("Log ind")
    hr.seen("sign-in")
    hr.sign_in(people["admin"])
    hr.seen("hr-today")
    hr.page.locator("a.brand").click()
    hr.heading(re.compile("."))

    hr.pages = 1  # the front page is the first
    title = find_egelunds(hr, "sundhedskommunikation", 3)
    hr.shows("Vi forstod")
    hr.seen("offers")
    hr.follow(title)
    hr.heading(title)
    choose_by_seat(hr)
    run = hr.page.locator('form[action="/hr/bestillinger/hold"] input[name=run]').get_attribute("value")
    price = total_on(hr.page)
    hr.seen("offer")

    publisher.sign_in(people["publisher"])
    publisher.seen("institution-today")
    publisher.go(f"/udbyder/hold/{run}")
    ours = publisher.page.locator("tbody tr", has_text="Mågekær Sundhedshuse")
    before = ours.count()
    unnamed_before = ours.filter(has_text="uden navn").count()

    hr.press("Book 3 pladser")
    hr.heading("Book pladser")
    assert total_on(hr.page) == price
    known = hr.page.locator("#known option").evaluate_all("all => all.map(one => one.value)")
    second = next(one for one in known if people["employee"].email in one)
    first = next(one for one in known if one != second and people["admin"].email not in one)
    hr.seen("book")
    hr.fill(people__0=first, people__1=second, buyer_reference="Indkøb 4711")
    hr.page.locator("[name=terms]").check()
    hr.press("Bestil 3 pladser")
    hr.shows("Bestillingen er på plads. Fakturaen ligger klar. 2 medarbejdere får besked.")
    assert hr.pages == PAGES_FROM_NEED_TO_BOOKING
    names = [one.partition(" <")[0] for one in (first, second)]
    seats = hr.page.locator("#seats li").or_(hr.page.locator("section[aria-labelledby=seats-title] li"))
    for name in names:
        expect(seats.filter(has_text=name)).to_have_count(1)
    expect(seats.filter(has_text="Uden navn")).to_have_count(1)
    assert total_on(hr.page) == price
    hr.seen("booking")
    hr.follow(re.compile("^Faktura "))
    expect(hr.page.locator("main")).to_contain_text("Indkøb 4711")
    expect(hr.page.locator("main")).to_contain_text(price)
    hr.seen("invoice")
    hr.page.emulate_media(media="print")
    assert hr.page.screenshot(full_page=True)

    publisher.go(f"/udbyder/hold/{run}")
    expect(ours).to_have_count(before + 3)
    for name in names:
        expect(ours.filter(has_text=name)).to_have_count(1)
    expect(ours.filter(has_text="uden navn")).to_have_count(unnamed_before + 1)
    publisher.seen("institution-run")

    employee.sign_in(people["employee"])
    employee.heading(f"Hej {names[1].partition(' ')[0]}")
    expect(employee.page.get_by_role("link", name=title).first).to_be_visible()
    employee.seen("employee-overview")
    employee.follow(title, exact=False)
    employee.heading(title)
    employee.shows("Mågekær Sundhedshuse")
    employee.seen("employee-seat")
    calendar = employee.page.request.get(f"{market.url}{employee.path}/kalender.ics")
    assert calendar.ok
    assert "BEGIN:VEVENT" in calendar.text()

    operator.sign_in(people["operator"])
    operator.seen("operator-today")
    addresses = [one.partition("<")[2].rstrip(">") for one in (first, second)]
    for to in (people["admin"].email, "egelund.example", *addresses):
        operator.until("/operator/udbakke", outbox_row(title, to))
    operator.seen("outbox")
    operator.page.locator("tbody tr", has_text=addresses[1]).first.get_by_role("link").click()
    expect(operator.page.locator(".letter")).to_contain_text(title)
    operator.seen("letter")


def test_without_javascript_seats_are_found_filtered_and_held(market: Market, visitor: VisitorFor) -> None:
    hr = visitor(script=False)
    hr.sign_in(market.people["admin"])
    hr.go("/")
    hr.seen("plain-front")
    hr.page.get_by_label("De skal kunne …").fill("ledelse")
    hr.press("Find forløb")
    heading = hr.page.locator("#results h2")
    every = heading.inner_text()
    online = hr.page.locator(".filters input[name=deltagelse], .filters input[type=checkbox]").first
    online.check()
    hr.press("Vis forløb")
    hr.seen("plain-offers")
    expect(heading).not_to_have_text(every)
    expect(online).to_be_checked()
    hr.page.locator(".hit-title a").first.click()
    hr.page.locator("#n").fill("2")
    hr.press("Beregn prisen")
    price = total_on(hr.page)
    hr.seen("plain-offer")
    hr.press("Book 2 pladser")
    hr.heading("Book pladser")
    assert total_on(hr.page) == price
    hr.fill(n="1", people__0="Ida Uden <ida.uden@maagekaer.example>")
    hr.press("Ret antal")
    expect(hr.page.locator("[name=people-0]")).to_have_value("Ida Uden <ida.uden@maagekaer.example>")
    expect(hr.page.locator("[name=people-1]")).to_have_count(0)
    hr.seen("plain-book")
    hr.press("Opgiv pladserne")
    hr.shows("Pladserne er givet fri. Intet er bestilt.")


def test_a_new_company_holds_seats_at_once_and_orders_when_it_is_verified(market: Market, visitor: VisitorFor) -> None:
    address = "karen.bro@birkelund.example"
    new, operator = visitor(), visitor()
    new.go("/konto/opret")
    new.seen("register")
    new.press("Send mig et link")
    new.seen("register-refused", 422)
    new.fill(name="Karen Bro", email=address)
    new.press("Send mig et link")
    new.seen("register-sent")

    operator.sign_in(market.people["operator"])
    operator.until("/operator/udbakke", outbox_row(address))
    link = link_in_mail(market, address, "/konto/")
    new.go(link)
    new.seen("choose-password")
    new.fill(password=PASSWORD)
    new.page.locator("main button[type=submit]").first.click()
    new.go("/konto/virksomhed")
    new.seen("register-company")
    new.fill(cvr="12345678", name="Birkelund Snedkeri", street="Savværksvej 4", postcode="7500", size="24")
    new.press("Opret virksomheden")
    new.seen("register-company-refused", 422)
    expect(new.field("name")).to_have_value("Birkelund Snedkeri")
    new.fill(cvr="88146328")
    new.press("Opret virksomheden")
    new.shows("Virksomheden er oprettet.")
    new.seen("hr-today-new")

    new.go("/forloeb?q=ledelse")
    new.page.locator("article.hit .hit-title a").first.click()
    new.press(re.compile("^Book 1 plads"))
    new.shows("Faktura venter på operatøren.")
    expect(new.page.get_by_role("button", name=re.compile("^Bestil"))).to_have_count(0)
    new.seen("book-unverified")
    draft = new.path

    operator.go("/operator/organisationer?vis=venter")
    operator.seen("operator-organisations")
    operator.follow("Birkelund Snedkeri")
    operator.seen("operator-organisation")
    operator.press("Godkend organisationen")
    expect(operator.page.locator("main")).to_contain_text("Godkendt")
    operator.seen("operator-organisation-verified")

    new.go(draft)
    new.fill(people__0=f"Karen Bro <{address}>")
    new.page.locator("[name=terms]").check()
    new.press("Bestil 1 plads")
    new.shows("Bestillingen er på plads.")
    new.go(link)
    new.seen("link-used", 410)


def test_employees_are_invited_by_mail_and_by_a_printed_code(market: Market, visitor: VisitorFor) -> None:
    hr = visitor()
    hr.sign_in(market.people["admin"])
    hr.follow("Medarbejdere")
    hr.seen("people")
    for name, email in (("Anne Kirk", "anne.kirk@maagekaer.example"), ("Bo Fisker", "")):
        hr.go("/hr/medarbejdere/ny")
        hr.seen("add-person")
        hr.fill(name=name, email=email)
        hr.press("Tilføj medarbejder")
        hr.heading(name)
        hr.seen("person")
        hr.follow(re.compile("^Inviter"))
        hr.seen("invite")
        hr.page.locator(f'[name=way][value="{"mail" if email else "code"}"]').check()
        hr.press(f"Inviter {name}")
        if email:
            hr.heading(name)
    code = hr.page.locator(".code").inner_text()
    hr.seen("code")
    hr.page.emulate_media(media="print")
    assert hr.page.screenshot(full_page=True)

    anne, operator = visitor(phone=True), visitor()
    operator.sign_in(market.people["operator"])
    operator.until("/operator/udbakke", outbox_row("anne.kirk@maagekaer.example"))
    link = link_in_mail(market, "anne.kirk@maagekaer.example", "/konto/invitation/")
    anne.go(link)
    anne.seen("invitation")
    anne.fill(password="kort")
    anne.press("Tag imod invitationen")
    anne.seen("invitation-refused", 422)
    anne.fill(password=PASSWORD)
    anne.press("Tag imod invitationen")
    anne.heading("Hej Anne")
    anne.seen("employee-empty")
    later = visitor(phone=True)
    later.go(link)
    later.seen("invitation-used", 410)
    later.sign_in(SignIn("anne.kirk@maagekaer.example", PASSWORD))
    later.heading("Hej Anne")

    bo = visitor(phone=True)
    bo.go("/konto/kode")
    bo.seen("type-code")
    bo.fill(code=code)
    bo.press("Brug koden")
    bo.fill(email="bo.fisker@hjemme.example", password=PASSWORD)
    bo.seen("take-code")
    bo.press("Tag imod invitationen")
    bo.heading("Hej Bo")
    again = visitor(phone=True)
    again.go("/konto/kode")
    again.fill(code=code)
    again.press("Brug koden")
    expect(again.page.get_by_role("alert")).to_be_visible()
    again.seen("code-used", 422)
