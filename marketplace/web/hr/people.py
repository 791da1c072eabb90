"""The company's employees: the list, one person, adding, changing, ending, inviting, roles."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.queries import has_sign_in
from marketplace.booking.policy import may_see_bookings
from marketplace.booking.queries import seats_of_person
from marketplace.foundation import clock
from marketplace.foundation.errors import NotAllowed, RuleBroken
from marketplace.foundation.transaction import transaction
from marketplace.foundation.words import gettext as _
from marketplace.organisations import queries
from marketplace.organisations.models import Employee
from marketplace.organisations.policy import may_give_roles, may_keep_employees, may_see_employees
from marketplace.organisations.queries.inviting import invitations_to
from marketplace.organisations.service.employing import add_employee, change_employee, end_employment
from marketplace.organisations.service.inviting import invite as invite_to_sign_in
from marketplace.organisations.service.roles import give_role, take_role
from marketplace.web.hr.forms import ChangePersonForm, EndForm, InviteForm, PersonForm, RoleForm
from marketplace.web.hr.sheets import csv_file
from marketplace.web.shell.errors import refuse, status_of
from marketplace.web.shell.guards import actor, values_of
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

MOST_MANAGERS = 200
MOST_ROWS = 20_000  # of a CSV file


def people() -> ResponseReturnValue:
    search = request.args.get("q", "").strip()[:80]
    return page(
        "hr/people/people.html",
        title=_("Medarbejdere"),
        found=queries.employees(actor(), page_number(), search),
        q=search,
        on=clock.today(clock.now()),
        page_url=page_url,
        may_keep=may_keep_employees(actor()),
        may_list=may_see_employees(actor()),
    )


def people_csv() -> ResponseReturnValue:
    heading = [
        _("Navn"),
        _("Mail"),
        _("Titel"),
        _("Medarbejdernummer"),
        _("Afdeling"),
        _("Arbejdssted"),
        _("Første dag"),
        _("Sidste dag"),
    ]
    rows = (
        [
            one.person.name,
            one.person.email_norm,
            one.title,
            one.number,
            one.department.name if one.department else "",
            one.workplace.name if one.workplace else "",
            one.starts_on,
            one.ends_on,
        ]
        for one in queries.employees(actor(), 1, per_page=MOST_ROWS).items
    )
    return csv_file("medarbejdere.csv", heading, rows)


def add() -> ResponseReturnValue:
    on = clock.today(clock.now())
    form = PersonForm(data={"starts_on": on})
    _fill(form, on)
    if form.validate_on_submit():
        try:
            with transaction():
                added = add_employee(
                    actor(),
                    **values_of(form, "name", "title", "number", "starts_on"),
                    email=form.email.data or None,
                    department_ref=form.department.data or None,
                    workplace_ref=form.workplace.data or None,
                    manager_ref=form.manager.data or None,
                    now=clock.now(),
                )
                ref = added.ref
        except RuleBroken as broken:
            return page("hr/people/add.html", title=_("Ny medarbejder"), form=form, status=refuse(form, broken))
        flash(_("%(name)s er tilføjet.", name=form.name.data), "ok")
        return redirect(url_for("hr.person", ref=ref), 303)
    _check_keeper()
    return page("hr/people/add.html", title=_("Ny medarbejder"), form=form, status=status_of(form))


def person(ref: str) -> ResponseReturnValue:
    return _person(ref, RoleForm(formdata=None))


def change(ref: str) -> ResponseReturnValue:
    employee = queries.find_employee(actor(), ref)
    manager = queries.manager_of_or_none(actor(), employee)
    form = ChangePersonForm(
        data={
            "title": employee.title,
            "number": employee.number,
            "department": employee.department.ref if employee.department else "",
            "workplace": employee.workplace.ref if employee.workplace else "",
            "manager": manager.ref if manager else "",
        }
    )
    _fill(form, clock.today(clock.now()), employee, manager)
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                change_employee(
                    actor(),
                    ref,
                    **values_of(form, "title", "number"),
                    department_ref=form.department.data or None,
                    workplace_ref=form.workplace.data or None,
                    manager_ref=form.manager.data or None,
                )
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            flash(_("Ændringen er gemt."), "ok")
            return redirect(url_for("hr.person", ref=ref), 303)
    _check_keeper()
    employee = queries.find_employee(actor(), ref)
    title = _("Ret %(name)s", name=employee.person.name)
    return page("hr/people/change.html", title=title, form=form, employee=employee, status=status or status_of(form))


def end(ref: str) -> ResponseReturnValue:
    form = EndForm(data={"ends_on": clock.today(clock.now())})
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                end_employment(actor(), ref, ends_on=form.ends_on.data, now=clock.now())
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            flash(_("Ansættelsen er afsluttet."), "ok")
            return redirect(url_for("hr.person", ref=ref), 303)
    _check_keeper()
    employee = queries.find_employee(actor(), ref)
    title = _("Afslut ansættelsen af %(name)s", name=employee.person.name)
    return page("hr/people/end.html", title=title, form=form, employee=employee, status=status or status_of(form))


def invite(ref: str) -> ResponseReturnValue:
    _check_keeper()
    employee = queries.find_employee(actor(), ref)
    name, person_ref = employee.person.name, employee.person.ref
    form = InviteForm(data={"way": "mail" if employee.person.email_norm else "code"})
    status = 0
    if form.validate_on_submit():
        try:
            with transaction():
                invitation, code = invite_to_sign_in(
                    actor(), person_ref, by_mail=form.way.data == "mail", now=clock.now()
                )
        except RuleBroken as broken:
            status = refuse(form, broken)
        else:
            if code:
                # Shown in the answer itself and kept nowhere: a redirect would have to store it.
                return page(
                    "hr/people/code.html",
                    title=_("Velkommen, %(name)s", name=name),
                    employee=queries.find_employee(actor(), ref),
                    company=queries.company_of(actor()),
                    invitation=invitation,
                    code=code,
                    address=url_for("account.code", _external=True),
                )
            flash(_("Invitationen er på vej til %(name)s.", name=name), "ok")
            return redirect(url_for("hr.person", ref=ref), 303)
    return page(
        "hr/people/invite.html",
        title=_("Inviter %(name)s", name=name),
        form=form,
        employee=queries.find_employee(actor(), ref),
        status=status or status_of(form),
    )


def give(ref: str) -> ResponseReturnValue:
    return _role(ref, giving=True)


def take(ref: str) -> ResponseReturnValue:
    return _role(ref, giving=False)


def _role(ref: str, *, giving: bool) -> ResponseReturnValue:
    person_ref = queries.find_employee(actor(), ref).person.ref
    form = RoleForm()
    if not form.validate_on_submit():
        return _person(ref, form, status_of(form))
    try:
        with transaction():
            if giving:
                give_role(actor(), person_ref, form.role.data, now=clock.now())
            else:
                take_role(actor(), person_ref, form.role.data, now=clock.now())
    except RuleBroken as broken:
        return _person(ref, form, refuse(form, broken))
    flash(_("Rollen er givet.") if giving else _("Rollen er taget."), "ok")
    return redirect(url_for("hr.person", ref=ref), 303)


def _person(ref: str, role_form: RoleForm, status: int = 200) -> tuple[str, int]:
    who, now = actor(), clock.now()
    employee = queries.find_employee(who, ref)
    sees_roles = may_give_roles(who)
    held = [one.roles for one in queries.people_of(who) if one.person.id == employee.person_id] if sees_roles else []
    roles = held[0] if held else ()
    role_form.role.choices = role_form.but(*roles)
    return page(
        "hr/people/person.html",
        title=employee.person.name,
        status=status,
        employee=employee,
        manager=queries.manager_of_or_none(who, employee) if employee.manager_id else None,
        gone=employee.ends_on is not None and employee.ends_on < clock.today(now),
        at=now,
        seats=seats_of_person(who, employee.person_id) if may_see_bookings(who) else [],
        may_see_seats=may_see_bookings(who),
        can_sign_in=has_sign_in(employee.person_id),
        invitation=invitations_to(who, [employee.person_id]).get(employee.person_id),
        roles=roles,
        role_form=role_form,
        may_give_roles=sees_roles,
        may_keep=may_keep_employees(who),
    )


def _check_keeper() -> None:
    if not may_keep_employees(actor()):
        raise NotAllowed


def _fill(
    form: PersonForm | ChangePersonForm, on: date, employee: Employee | None = None, manager: Employee | None = None
) -> None:
    """The choices of department, workplace and manager."""
    none = [("", _("Ingen"))]
    around = [*queries.employees(actor(), 1, on=on, per_page=MOST_MANAGERS).items]
    if manager is not None and all(one.id != manager.id for one in around):
        around.append(manager)
    managers = [(one.ref, one.person.name) for one in around if employee is None or one.id != employee.id]
    form.department.choices = none + [(one.ref, one.name) for one in queries.departments(actor())]
    form.workplace.choices = none + [(one.ref, one.name) for one in queries.workplaces(actor())]
    form.manager.choices = none + managers
