"""Twelve institutions with their staff, forty companies with their people, one operator."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from marketplace.foundation.actor import Actor
from marketplace.foundation.texts import Texts
from marketplace.organisations.service.employing import add_employee
from marketplace.organisations.service.own import (
    add_accreditation,
    add_department,
    add_workplace,
    change_organisation,
    set_about,
    set_award_right,
    set_bank,
    verify_accreditation,
)
from marketplace.organisations.service.registering import register_company, register_institution, verify_organisation
from marketplace.organisations.service.roles import give_role
from seeds.demo.people import TITLES, gln
from seeds.demo.world import Organisation, World, read

ABOUT = {
    "university": Texts(
        "Forskning og arbejdsliv i samme lokale. Korte forløb på kandidatniveau med prøve i jeres egne opgaver.",
        "Research and working life in the same room. Short courses at master's level, assessed on your own work.",
    ),
    "university_college": Texts(
        "Vi uddanner til velfærd og praksis. De korte forløb er bygget sammen med arbejdspladser i regionen.",
        "We educate for welfare and practice. The short courses are built with workplaces in the region.",
    ),
    "business_academy": Texts(
        "Erhvervsrettede forløb med undervisere, der selv har siddet i jobbet. Prøven er en opgave fra jeres hverdag.",
        "Courses for business, taught by people who have held the job. The assessment is a task from your own day.",
    ),
    "private": Texts(
        "Et lille hus med få fag og erfarne undervisere. Vi kommer gerne ud til jer.",
        "A small house with few subjects and experienced teachers. We are happy to come to you.",
    ),
}
UNVERIFIED = {"papirdragen", "urtegaard", "tinghoej"}
EMPLOYEES_IN_ALL = 250


def make_operator(world: World) -> None:
    """The operator's own desk."""

    def make() -> Actor:
        person_id, ref, email = world.person("torvet", name="Karin Torp", email="operator@torvet.example")
        give_role(Actor.system("seed"), ref, "operator", now=world.at)
        world.show(
            "operator",
            email,
            "Operatør: verificerer udbydere og virksomheder",
            "Operator: verifies organisations",
        )
        return Actor(person_id=person_id, person_ref=ref, desk="operator", roles=frozenset({"operator"}))

    world.operator = world.done(make)


def make_institutions(world: World) -> None:
    """Each institution with publisher, reviewer, teacher and finance, verified and accredited."""
    for facts in read("institutions.toml")["institution"]:
        world.done(partial(_institution, world, facts))


def _institution(world: World, facts: dict[str, object]) -> None:
    key, kind = str(facts["key"]), str(facts["kind"])
    people = {role: world.person(key) for role in ("publisher", "reviewer", "teacher", "finance")}
    publisher = Actor(person_id=people["publisher"][0], person_ref=people["publisher"][1])
    made = register_institution(
        publisher,
        cvr=world.cvr.pop(0),
        name=str(facts["name"]),
        street=str(facts["street"]),
        postcode=str(facts["postcode"]),
        kind=kind,
        prefix=key[:3].upper(),
        fictional=True,
        now=world.at,
    ).institution_or_raise()
    organisation = made.organisation
    institution = Organisation(key, organisation.ref, organisation.id, kind, tuple(map(str, facts["fields"])))  # type: ignore[call-overload]
    for role, (person_id, ref, _email) in people.items():
        give_role(Actor.system("seed"), ref, role, organisation_ref=organisation.ref, now=world.at)
        institution.people[role] = Actor(
            person_id=person_id,
            person_ref=ref,
            organisation_id=organisation.id,
            organisation_ref=organisation.ref,
            desk="institution",
            roles=frozenset({role, "finance"} if role == "publisher" else {role}),
        )
    actor = institution.people["publisher"]
    public = kind != "private"
    set_about(actor, ABOUT[kind])
    change_organisation(
        actor,
        street=str(facts["street"]),
        postcode=str(facts["postcode"]),
        email=f"kontakt@{key}.example",
        web=f"https://{key}.example",
    )
    accreditation = add_accreditation(
        actor,
        kind="accreditation" if public else "certification",
        body=Texts("Rådet for Opdigtet Akkreditering", "Council for Fictional Accreditation")
        if public
        else Texts("Foreningen for Opdigtet Kvalitet", "Association for Fictional Quality"),
        given_on=world.start - timedelta(days=world.chance.randint(400, 1500)),
        ends_on=world.start + timedelta(days=world.chance.randint(500, 1600)),
        now=world.at,
    )
    verify_organisation(world.operator, organisation.ref, now=world.at)
    verify_accreditation(world.operator, accreditation.ref, now=world.at)
    if public:
        set_award_right(world.operator, organisation.ref, True)
    set_bank(
        actor,
        bank_reg=f"{world.chance.randint(1000, 9999)}",
        bank_account=f"{world.chance.randint(10**9, 10**10 - 1)}",
        fik="",
        iban="",
        payment_days=30 if public else 14,
        now=world.at,
    )
    world.institutions[key] = institution
    world.count("institutioner")
    if key == "egelund":
        for role, text_da, text_en in (
            (
                "publisher",
                "Udbyder, redaktør: laver forløb og åbner hold",
                "Institution, publisher: makes courses, opens runs",
            ),
            ("reviewer", "Udbyder, gennemser: godkender forløb", "Institution, reviewer: approves courses"),
            ("finance", "Udbyder, økonomi: fakturaer og bank", "Institution, finance: invoices and bank"),
        ):
            world.show(role, people[role][2], f"{text_da} ({facts['name']})", f"{text_en} ({facts['name']})")


def make_companies(world: World) -> None:
    """Each company with an admin who books, departments, workplaces and some employees."""
    companies = read("companies.toml")["company"]
    wanted = _shares([int(facts["size"]) for facts in companies])
    for number, (facts, employees) in enumerate(zip(companies, wanted, strict=True)):
        world.done(partial(_company, world, facts, employees, number))


def _shares(sizes: list[int]) -> list[int]:
    # 250 employees over 40 companies: the larger the more, the smallest their own three.
    shares = [min(size, 3 + min(size, 200) // 20) for size in sizes]
    at = 0
    while sum(shares) < EMPLOYEES_IN_ALL:
        if shares[at % len(shares)] < sizes[at % len(shares)]:
            shares[at % len(shares)] += 1
        at += 1
    return shares


def _company(world: World, facts: dict[str, object], employees: int, number: int) -> None:
    key = str(facts["key"])
    first = key == "maagekaer"
    person_id, ref, email = world.person(key)
    ean = gln(number + 1) if facts["public"] else ""
    made = register_company(
        Actor(person_id=person_id, person_ref=ref),
        cvr=world.cvr.pop(0),
        name=str(facts["name"]),
        street=str(facts["street"]),
        postcode=str(facts["postcode"]),
        size=int(str(facts["size"])),
        ean=ean,
        fictional=True,
        now=world.at,
    ).company_or_raise()
    organisation = made.organisation
    company = Organisation(key, organisation.ref, organisation.id, "company", verified=key not in UNVERIFIED, ean=ean)
    admin = Actor(
        person_id=person_id,
        person_ref=ref,
        organisation_id=organisation.id,
        organisation_ref=organisation.ref,
        desk="company",
        roles=frozenset({"admin", "booker"}),
    )
    company.people["admin"] = admin
    if company.verified:
        verify_organisation(world.operator, organisation.ref, now=world.at)
    workplace = add_workplace(admin, name="Hovedkontor", street=str(facts["street"]), postcode=str(facts["postcode"]))
    for name, cost_centre in facts["departments"]:  # type: ignore[attr-defined]
        company.departments.append(add_department(admin, name=name, cost_centre=cost_centre).ref)
    began = world.start - timedelta(days=world.chance.randint(200, 3000))
    chief = ""
    for place in range(employees):
        if place == 0 or (first and place == 1):
            # The one who books works there too; and one employee of the first company can sign in.
            known = email if place == 0 else world.person(key)[2]
            name = "-"
            if place == 1:
                world.show(
                    "employee",
                    known,
                    "Medarbejder: ser sine egne forløb, også på telefonen",
                    "Employee: sees their own courses, on a phone too",
                )
        else:
            name, known = world.names.next(key)
        # One in twelve has no address and gets a printed code when invited.
        address = None if place > 1 and world.chance.random() < 0.08 else known
        employee = add_employee(
            admin,
            name=name,
            email=address,
            department_ref=world.chance.choice(company.departments) if company.departments else None,
            workplace_ref=workplace.ref,
            manager_ref=chief or None,
            title="HR-ansvarlig" if place == 0 else world.chance.choice(TITLES),
            number=f"{1000 + place}",
            starts_on=began + timedelta(days=place * 11 % 190),
            now=world.at,
        )
        chief = chief or employee.ref
        company.employees.append(employee.ref)
        world.count("medarbejdere")
    world.companies[key] = company
    world.count("virksomheder")
    if first:
        world.show(
            "admin",
            email,
            f"HR: søger, booker pladser og holder medarbejdere ({facts['name']})",
            f"HR: searches, books seats and keeps employees ({facts['name']})",
        )
        _viewer(world, organisation.ref, key, str(facts["name"]))
    if key == "papirdragen":
        world.show(
            "unverified",
            email,
            f"HR i en virksomhed, der venter på verificering ({facts['name']})",
            f"HR in a company waiting to be verified ({facts['name']})",
        )


def _viewer(world: World, organisation_ref: str, key: str, name: str) -> None:
    _id, ref, email = world.person(key)
    give_role(Actor.system("seed"), ref, "viewer", organisation_ref=organisation_ref, now=world.at)
    world.show("viewer", email, f"HR, kun læser ({name})", f"HR, reads only ({name})")
