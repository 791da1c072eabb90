"""Employees: added, changed, their employment ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.service import create_person
from marketplace.foundation import errands
from marketplace.foundation.actor import Actor
from marketplace.foundation.clock import end_of_day
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken, require
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.organisations import policy, queries, rules
from marketplace.organisations.events import EmployeeAdded, EmployeeChanged, RoleTaken
from marketplace.organisations.models import Employee, Membership, Organisation
from marketplace.organisations.rules import Role
from marketplace.organisations.service.roles import check_not_last

END_ROLES = "organisations.end_roles"  # the errand due when an employment has ended


def add_employee(
    actor: Actor,
    *,
    name: str,
    email: str | None,
    department_ref: str | None = None,
    workplace_ref: str | None = None,
    manager_ref: str | None = None,
    title: str = "",
    number: str = "",
    starts_on: date,
    now: datetime,
) -> Employee:
    """Employ a person; somebody whose address is known is the same person, wherever they worked before."""
    require(policy.may_keep_employees(actor))
    company = queries.company_of(actor)
    person = create_person(actor, name, email, actor.language, now=now)
    earlier = queries.employee_of_person_or_none(company.id, person.id)
    if earlier is not None and earlier.ends_on is None:
        raise RuleBroken("organisations.already_employed", field="email")
    if earlier is not None and earlier.ends_on is not None and starts_on <= earlier.ends_on:
        raise RuleBroken("organisations.employments_overlap", field="starts_on", ended_on=earlier.ends_on)
    employee = Employee(
        ref=new_ref(), person=person, person_id=person.id, company_id=company.id, starts_on=starts_on, ends_on=None
    )
    _place(actor, employee, department_ref, workplace_ref, manager_ref, title, number)
    try:
        with session.begin_nested():
            session.add(employee)
    except IntegrityError as broken:
        raise RuleBroken("organisations.already_employed", field="email") from broken
    announce(EmployeeAdded(organisation=company.organisation.ref, employee=employee.ref, person=person.ref))
    return employee


def change_employee(
    actor: Actor,
    ref: str,
    *,
    department_ref: str | None = None,
    workplace_ref: str | None = None,
    manager_ref: str | None = None,
    title: str = "",
    number: str = "",
) -> Employee:
    """Where an employee sits, and who answers for them (never, by any way round, themselves)."""
    require(policy.may_keep_employees(actor))
    # Two managers put over each other at once would each look fine alone.
    session.scalars(select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update()).all()
    employee = queries.find_employee(actor, ref)
    _place(actor, employee, department_ref, workplace_ref, manager_ref, title, number)
    rows = session.execute(
        select(Employee.id, Employee.manager_id).where(
            Employee.company_id == employee.company_id, Employee.id != employee.id
        )
    )
    if rules.makes_circle(employee.id, employee.manager_id, {row[0]: row[1] for row in rows}):
        raise RuleBroken("organisations.manager_circle", field="manager")
    session.flush()
    announce(EmployeeChanged(organisation=actor.organisation_ref, employee=employee.ref, what="place"))
    return employee


def end_employment(actor: Actor, ref: str, *, ends_on: date, now: datetime) -> Employee:
    """The last day of an employment. After it the roles at the company end; seats and learning stay the person's."""
    require(policy.may_keep_employees(actor))
    employee = queries.find_employee(actor, ref)
    rules.check_employment(employee.starts_on, ends_on)
    _check_company_keeps_admin(employee)
    employee.ends_on = ends_on
    session.flush()
    announce(EmployeeChanged(organisation=actor.organisation_ref, employee=employee.ref, what="ended"))
    if end_of_day(ends_on) <= now:
        end_roles(employee.ref, now)
    else:
        errands.at(end_of_day(ends_on), END_ROLES, employee.ref)
    return employee


def end_roles(employee_ref: str, now: datetime) -> None:
    """Take a leaver's roles at the company, once their last day is over and they are not employed anew.

    The company's last admin keeps that role, so that somebody can still give it away.
    """
    employee = session.scalars(select(Employee).where(Employee.ref == employee_ref)).one_or_none()
    if employee is None or employee.ends_on is None or now < end_of_day(employee.ends_on):
        return
    latest = queries.employee_of_person_or_none(employee.company_id, employee.person_id)
    if latest is None or latest.id != employee.id:
        return
    organisation = session.get(Organisation, employee.company_id)
    rows = session.scalars(
        select(Membership).where(
            Membership.organisation_id == employee.company_id,
            Membership.person_id == employee.person_id,
            Membership.role.in_(rules.COMPANY_ROLES),
        )
    ).all()
    for row in rows:
        try:
            check_not_last(organisation, Role(row.role))
        except RuleBroken:
            continue
        session.delete(row)
        session.flush()
        announce(
            RoleTaken(person=latest.person.ref, organisation=organisation.ref if organisation else "", role=row.role)
        )


def _check_company_keeps_admin(employee: Employee) -> None:
    is_admin = select(Membership.id).where(
        Membership.organisation_id == employee.company_id,
        Membership.person_id == employee.person_id,
        Membership.role == Role.ADMIN,
    )
    if session.scalar(is_admin) is not None:
        check_not_last(session.get(Organisation, employee.company_id), Role.ADMIN)


def _place(
    actor: Actor,
    employee: Employee,
    department_ref: str | None,
    workplace_ref: str | None,
    manager_ref: str | None,
    title: str,
    number: str,
) -> None:
    employee.title = rules.clean_line(title, "title", 120, needed=False)
    employee.number = rules.clean_line(number, "number", 30, needed=False)
    employee.department = queries.find_department(actor, department_ref) if department_ref else None
    employee.workplace = queries.find_workplace(actor, workplace_ref) if workplace_ref else None
    employee.manager_id = queries.find_employee(actor, manager_ref).id if manager_ref else None
