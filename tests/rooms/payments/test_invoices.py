"""Invoices: gapless numbers, a frozen picture, seen by seller and buyer only, never edited."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.foundation.db import session
from marketplace.foundation.errors import NotAllowed, NotFound
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.transaction import transaction
from marketplace.organisations.models import Institution, Organisation
from marketplace.payments import queries
from marketplace.payments.models import AmountDue, Invoice, InvoiceSeries
from tests.conftest import Clock
from tests.factories.organisations import make_company, make_institution, make_member
from tests.factories.payments import a_line, make_invoice
from tests.factories.refusals import conflict, refused


def test_an_invoice_is_a_frozen_picture(db: None, clock: Clock) -> None:
    seller = make_institution("Fjordby Professionshøjskole", prefix="FJ", payment_days=14, iban="DK5000400440116243")
    buyer = make_company("Nordlys Pleje ApS")
    made = make_invoice(
        seller,
        buyer,
        [a_line(3, Money(333), 25, vat_reason="kursus"), a_line(1, kroner(50), vat_reason="undervisning")],
        purpose_ref="booking-1",
        buyer_reference="PO 7",
        ean="5790001234567",
    )
    with transaction():
        organisation = session.get_one(Organisation, seller.id)
        organisation.name = "Et andet navn"
    found = queries.invoice_for("booking-1")
    assert found is not None
    assert found.full_number == "FJ-00001"
    assert (found.issued_on, found.due_on) == (date(2026, 11, 23), date(2026, 12, 7))
    assert (found.net, found.vat, found.total) == (5999, 250, 6249)
    assert found.vat_groups == [
        {"basis": "exempt", "percent": 0, "net": 5000, "vat": 0, "reason": "undervisning"},
        {"basis": "standard", "percent": 25, "net": 999, "vat": 250, "reason": "kursus"},
    ]
    assert found.seller == {
        "name": "Fjordby Professionshøjskole",
        "cvr": organisation.cvr,
        "street": "Havnegade 1",
        "postcode": "8000",
        "city": "Aarhus C",
        "bank_reg": "1234",
        "bank_account": "0012345678",
        "iban": "DK5000400440116243",
        "fik": "",
    }
    assert (found.buyer["name"], found.buyer["ean"], found.buyer_reference) == (
        "Nordlys Pleje ApS",
        "5790001234567",
        "PO 7",
    )
    assert [(line.position, line.quantity, line.unit_net, line.net) for line in found.amount_due.lines] == [
        (1, 3, 333, 999),
        (2, 1, 5000, 5000),
    ]
    assert found == made
    assert queries.invoices_for(["booking-1", "booking-2"]) == {"booking-1": made}
    assert queries.invoice_for("booking-2") is None


def taken_and_undone(seller: Institution) -> None:
    assert make_invoice(seller).number == 3
    raise ValueError("an invoice without lines")


def test_numbers_run_per_seller_and_prefix_without_gaps(db: None) -> None:
    one, two = make_institution(prefix="AA"), make_institution(prefix="BB")
    first = [make_invoice(one).full_number, make_invoice(two).full_number, make_invoice(one).full_number]
    with pytest.raises(ValueError, match="without lines"), transaction():
        taken_and_undone(one)
    with transaction():
        session.get_one(Institution, one.id).prefix = "CC"
    assert [*first, make_invoice(two).full_number, make_invoice(one).full_number] == [
        "AA-00001",
        "BB-00001",
        "AA-00002",
        "BB-00002",
        "CC-00001",
    ]
    with transaction():
        session.get_one(Institution, one.id).prefix = "AA"
    assert make_invoice(one).full_number == "AA-00003"
    assert session.scalar(select(func.count()).select_from(InvoiceSeries)) == 3


def test_a_seller_without_bank_or_fik_cannot_invoice(db: None) -> None:
    seller = make_institution(bank_reg="", bank_account="")
    with refused("payments.seller_has_no_bank"), transaction():
        make_invoice(seller)
    assert session.scalar(select(func.count()).select_from(AmountDue)) == 0
    assert make_invoice(make_institution(bank_reg="", bank_account="", fik="12345678")).seller["fik"] == "12345678"


def test_the_same_purpose_is_invoiced_once(db: None) -> None:
    seller, buyer = make_institution(), make_company()
    again: dict[str, Any] = {"purpose_ref": "booking-1"}
    made = make_invoice(seller, buyer, [a_line(2)], **again)
    assert make_invoice(seller, buyer, [a_line(2)], **again) == made
    with conflict("payments.already_invoiced"), transaction():
        make_invoice(seller, buyer, [a_line(3)], **again)
    assert make_invoice(seller, buyer).number == 2


def test_an_issued_invoice_is_never_edited(db: None) -> None:
    made = make_invoice()
    with pytest.raises(RuntimeError, match="never edited"), transaction():
        session.get_one(Invoice, made.id).total = 1
    with pytest.raises(RuntimeError, match="never edited"), transaction():
        session.delete(session.get_one(Invoice, made.id))
    assert session.get_one(Invoice, made.id).total == 10_000


def test_seller_and_buyer_see_an_invoice_and_nobody_else(db: None) -> None:
    seller, buyer = make_institution(), make_company()
    made = make_invoice(seller, buyer)
    ref = made.ref
    for organisation, roles in ((seller, ("finance", "publisher")), (buyer, ("admin", "booker", "approver"))):
        for role in roles:
            found = queries.find_invoice(make_member(organisation, role), ref)
            assert len(found.amount_due.lines) == 1
    for organisation, role in ((seller, "teacher"), (seller, "reviewer"), (buyer, "viewer"), (buyer, "manager")):
        with pytest.raises(NotAllowed):
            queries.find_invoice(make_member(organisation, role), ref)
    for stranger in (
        make_member(make_company(), "admin"),
        make_member(make_institution(), "finance"),
        make_member(None, "operator"),
    ):
        with pytest.raises(NotFound):
            queries.find_invoice(stranger, ref)


def test_each_side_lists_its_own(db: None) -> None:
    seller, buyer = make_institution(), make_company()
    made = [make_invoice(seller, buyer), make_invoice(seller), make_invoice(buyer=buyer)]
    bought = queries.invoices_of_buyer(make_member(buyer, "booker"), 1)
    sold = queries.invoices_of_seller(make_member(seller, "finance"), 1, per_page=1)
    assert [one.id for one in bought.items] == [made[2].id, made[0].id]
    assert ([one.id for one in sold.items], sold.total) == ([made[1].id], 2)
    with pytest.raises(NotAllowed):
        queries.invoices_of_seller(make_member(buyer, "booker"), 1)
    with pytest.raises(NotAllowed):
        queries.invoices_of_buyer(make_member(seller, "finance"), 1)
