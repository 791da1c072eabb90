"""Budgets and limits: who sets them, what counts, and what they let through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from marketplace.foundation import clock as clock_module
from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.events import EventLog
from marketplace.foundation.money import ZERO, Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Company, Department
from marketplace.spending import queries
from marketplace.spending.models import ApprovalLimit, Budget, Promise
from marketplace.spending.rules import Purse
from marketplace.spending.service.budgeting import set_approval_limit, set_budget
from marketplace.spending.service.promising import give_back, give_back_part, promise, spend
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_department, make_member
from tests.factories.refusals import conflict, refused
from tests.factories.spending import make_budget, make_limit
from tests.waiting import while_held


@pytest.fixture
def company(db: None) -> Company:
    return make_company()


@pytest.fixture
def admin(company: Company) -> Actor:
    return make_member(company, "admin")


@pytest.fixture
def department(company: Company) -> Department:
    return make_department(company)


def promised(actor: Actor, amount: Money, department: Department | None, subject: str = "", **more: Money) -> str:
    subject = subject or new_ref()
    with transaction():
        promise(subject, actor, amount, department, now=clock_module.now(), **more)
    return subject


def purse(department: Department | None, company: Company, year: int = 2026) -> Purse:
    return queries.purse_of(company.id, department.id if department else None, year)


def test_a_budget_is_set_changed_and_taken_away(admin: Actor, department: Department, clock: Clock) -> None:
    for amount in (kroner(1000), kroner(1000), kroner(800), None, None):
        with transaction():
            set_budget(admin, department.ref, 2026, amount, now=clock.at)
    assert session.scalar(select(func.count()).select_from(Budget)) == 0
    told = session.scalars(select(EventLog).where(EventLog.kind == "budget_set").order_by(EventLog.id)).all()
    assert [one.refs["amount"] for one in told] == [100_000, 80_000, -1]


@pytest.mark.parametrize("role", ["booker", "approver", "viewer", "manager"])
def test_only_administrators_set_budgets_and_limits(
    company: Company, department: Department, role: str, clock: Clock
) -> None:
    actor = make_member(company, role)
    with pytest.raises(NotAllowed), transaction():
        set_budget(actor, department.ref, 2026, kroner(1), now=clock.at)
    with pytest.raises(NotAllowed), transaction():
        set_approval_limit(actor, "", kroner(1), now=clock.at)


def test_anothers_department_has_no_budget_of_ours(admin: Actor, clock: Clock) -> None:
    strange = make_department(make_company())
    with pytest.raises(NotFound), transaction():
        set_budget(admin, strange.ref, 2026, kroner(1), now=clock.at)
    with pytest.raises(NotFound), transaction():
        set_approval_limit(admin, strange.ref, kroner(1), now=clock.at)


def test_promises_are_spent_and_given_back_and_again_changes_nothing(
    admin: Actor, company: Company, department: Department, clock: Clock
) -> None:
    make_budget(department, kroner(1000))
    first = promised(admin, kroner(300), department)
    second = promised(admin, kroner(200), department)
    for _again in range(2):
        promised(admin, kroner(300), department, first)
        with transaction():
            spend(first, now=clock.at)
    assert purse(department, company) == Purse(kroner(1000), kroner(200), kroner(300), ZERO)
    for _again in range(2):
        with transaction():
            give_back(second, now=clock.at)
        with transaction():
            give_back_part(first, kroner(100), "seat 1", now=clock.at)
    assert purse(department, company) == Purse(kroner(1000), ZERO, kroner(200), ZERO)
    told = session.scalars(select(EventLog.kind).where(EventLog.kind.like("%promise%")).order_by(EventLog.id)).all()
    assert told == ["amount_promised"] * 2 + ["promise_spent"] + ["promise_given_back"] * 2
    with transaction():
        give_back(first, now=clock.at)
    assert purse(department, company).used == ZERO
    last = session.scalars(select(EventLog).order_by(EventLog.id.desc()).limit(1)).one()
    assert last.refs["amount"] == 20_000  # what had not come back yet


def test_the_same_purchase_with_other_content_is_a_conflict(admin: Actor, department: Department, clock: Clock) -> None:
    subject = promised(admin, kroner(300), department)
    with conflict("spending.promised_otherwise"):
        promised(admin, kroner(301), department, subject)
    with conflict("spending.promised_otherwise"):
        promised(admin, kroner(300), None, subject)
    with transaction():
        give_back_part(subject, kroner(10), "a", now=clock.at)
    with conflict("spending.part_otherwise"), transaction():
        give_back_part(subject, kroner(11), "a", now=clock.at)
    with refused("spending.part_above"), transaction():
        give_back_part(subject, kroner(291), "b", now=clock.at)
    with pytest.raises(NotFound), transaction():
        give_back_part("unknown", kroner(1), "c", now=clock.at)


def test_above_the_budget_nothing_is_promised_unless_an_approver_lets_it_go(
    admin: Actor, company: Company, department: Department
) -> None:
    make_budget(department, kroner(100))
    promised(admin, kroner(60), department)
    with refused("spending.over_budget") as broken:
        promised(admin, kroner(50), department)
    assert broken.value.facts == {"left": kroner(40), "over": kroner(10)}
    with conflict("spending.overrun_grown"):
        promised(admin, kroner(50), department, let_go=kroner(9))
    promised(admin, kroner(50), department, let_go=kroner(10))
    assert purse(department, company) == Purse(kroner(100), kroner(110), ZERO, kroner(10))
    with refused("spending.over_budget"):
        promised(admin, Money(1), department)


def test_a_budget_of_zero_is_zero_and_a_department_without_one_is_not_limited(
    admin: Actor, company: Company, department: Department
) -> None:
    promised(admin, kroner(10_000_000), make_department(company, "Køkkenet"))
    promised(admin, kroner(10_000_000), None)
    make_budget(department, ZERO)
    with refused("spending.over_budget"):
        promised(admin, Money(1), department)
    promised(admin, ZERO, department)  # klip and subscriptions promise nothing
    assert session.scalar(select(func.count()).where(Promise.department_id == department.id)) == 0


def test_a_budget_set_late_counts_what_was_promised_before_it(
    admin: Actor, company: Company, department: Department, clock: Clock
) -> None:
    subject = promised(admin, kroner(300), department)
    with refused("spending.budget_below_used") as broken:
        make_budget(department, kroner(299))
    assert broken.value.facts["used"] == kroner(300)
    make_budget(department, kroner(500))
    assert purse(department, company).left == kroner(200)
    promised(admin, kroner(100), department)
    with transaction():
        set_budget(admin, department.ref, 2026, None, now=clock.at)  # its promises stand without it
    assert purse(department, company) == Purse(None, kroner(400), ZERO, ZERO)
    with transaction():
        spend(subject, now=clock.at)


def test_each_danish_year_has_its_own_budget(
    admin: Actor, company: Company, department: Department, clock: Clock
) -> None:
    clock.at = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    make_budget(department, kroner(100), 2026)
    make_budget(department, kroner(70), 2027)
    old = promised(admin, kroner(60), department)
    waiting = promised(admin, kroner(40), department)
    with transaction():
        spend(old, now=clock.at)
    clock.move(minutes=1)  # midnight in Copenhagen
    promised(admin, kroner(40), department, waiting)  # not spent yet: it moves to the new year
    promised(admin, kroner(60), department, old)  # spent: it stays
    assert (purse(department, company, 2026).used, purse(department, company, 2027).used) == (kroner(60), kroner(40))
    with refused("spending.over_budget"):
        promised(admin, kroner(31), department)


def test_a_limit_of_the_department_comes_before_the_companys(
    admin: Actor, company: Company, department: Department, clock: Clock
) -> None:
    make_limit(company, kroner(100))
    make_limit(company, kroner(500), department)
    other = make_department(company, "Køkkenet")
    weighed = queries.weighed_by_department(admin, kroner(200), clock.at)
    assert [(one.ref if one else "", meets.waits) for one, meets in weighed] == [
        (department.ref, False),
        (other.ref, True),
        ("", True),
    ]
    assert queries.weighed(company.id, other.id, kroner(200), clock.at).waits
    make_limit(company, kroner(199), department)
    assert queries.weighed(company.id, department.id, kroner(200), clock.at).waits
    for _again in range(2):
        with transaction():
            set_approval_limit(admin, department.ref, None, now=clock.at)
        with transaction():
            set_approval_limit(admin, "", None, now=clock.at)
    assert session.scalar(select(func.count()).select_from(ApprovalLimit)) == 0
    assert not queries.weighed(company.id, None, kroner(200), clock.at).waits


def test_a_year_lists_every_department_and_purchases_for_none(
    admin: Actor, company: Company, department: Department
) -> None:
    make_department(company, "Køkkenet")
    make_budget(department, kroner(100))
    make_limit(company, kroner(50), department)
    promised(admin, kroner(30), None)
    listed = queries.years_budgets(admin, 2026)
    assert [(one.department.name if one.department else "", one.purse.left, one.limit) for one in listed] == [
        ("Hjemmeplejen", kroner(100), kroner(50)),
        ("Køkkenet", None, None),
        ("", None, None),
    ]
    assert listed[2].purse.promised == kroner(30)
    stranger = make_member(make_company(), "admin")
    assert [one.purse for one in queries.years_budgets(stranger, 2026)] == [Purse()]
    with pytest.raises(NotAllowed):
        queries.years_budgets(make_member(company, "manager"), 2026)


def test_what_does_not_add_up_is_found(admin: Actor, company: Company, department: Department) -> None:
    budget = make_budget(department, kroner(100))
    promised(admin, kroner(100), department)
    assert queries.faults(company.id, 2026) == []
    with transaction():
        session.get_one(Budget, budget.id).amount = 9_999
    assert queries.faults(company.id, 2026) == [f"department {department.ref}, 2026: 10000 used of 9999 + 0"]


def test_two_purchases_at_once_do_not_share_the_last_of_a_budget(fresh: str) -> None:
    company = make_company()
    admin, department = make_member(company, "admin"), make_department(company)
    make_budget(department, kroner(100))
    now = clock_module.now()
    session.remove()
    answer = while_held(
        lambda: promise("one", admin, kroner(60), department, now=now),
        lambda: promise("two", admin, kroner(60), department, now=now),
    )
    assert answer.code == "spending.over_budget"
    assert queries.faults(company.id, 2026) == []


def test_a_budget_set_while_somebody_promises_sees_the_promise(fresh: str) -> None:
    company = make_company()
    admin, department = make_member(company, "admin"), make_department(company)
    now = clock_module.now()
    session.remove()
    answer = while_held(
        lambda: promise("one", admin, kroner(60), department, now=now),
        lambda: set_budget(admin, department.ref, 2026, kroner(50), now=now),
    )
    assert answer.code == "spending.budget_below_used"


def test_two_administrators_who_set_the_first_limit_at_once_leave_one(fresh: str) -> None:
    company = make_company()
    admin, department = make_member(company, "admin"), make_department(company)
    now = clock_module.now()
    session.remove()
    while_held(
        lambda: set_approval_limit(admin, department.ref, kroner(60), now=now),
        lambda: set_approval_limit(admin, department.ref, kroner(70), now=now),
    )
    assert dict(queries.limits_of(company.id)) == {department.id: kroner(70)}
