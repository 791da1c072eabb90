"""What buying a pass and taking out a subscription have in common: who pays, what it opens, what is on sale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from flask import url_for
from wtforms import HiddenField

from marketplace.foundation.paging import Page
from marketplace.foundation.refs import new_ref
from marketplace.foundation.words import N_, language
from marketplace.foundation.words import gettext as _
from marketplace.organisations.models import Company
from marketplace.organisations.queries import departments, employees
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import opened_by
from marketplace.pricing.queries.for_sale import public_for_sale, seller_names
from marketplace.pricing.rules import PlanKind
from marketplace.pricing.rules.for_sale import MOST_AT_A_TIME
from marketplace.web.shell.forms import Form, LineField, PickField, SeveralField, at_most
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pager import page_number
from marketplace.web.shell.plans import told

Tab = tuple[str, str, bool]


class PayingForm(Form):
    """Which department pays, and where the invoice goes; the price seen, and the key of this purchase."""

    key = HiddenField()
    seen = LineField(validators=[at_most(60)])
    department = PickField(N_("Afdeling, der betaler"), default="")
    ean = LineField(N_("EAN-nummer"), [at_most(40)])
    buyer_reference = LineField(N_("Jeres reference"), [at_most(80)])

    @classmethod
    def of(cls, buyer: Company, **more: Any) -> Self:
        """The form with the company's departments; a new one has a new key."""
        form = cls(data={"key": new_ref(), "ean": buyer.ean, **more})
        form.department.choices = [
            ("", _("Ingen afdeling")),
            *(
                (one.ref, f"{one.name} ({one.cost_centre})" if one.cost_centre else one.name)
                for one in departments(actor())
            ),
        ]
        return form

    @property
    def paid_by(self) -> dict[str, str]:
        """As the services take it."""
        return {
            "key": str(self.key.data or ""),
            "seen": self.seen.data or "",
            "department_ref": self.department.data or "",
            "ean": self.ean.data or "",
            "buyer_reference": self.buyer_reference.data or "",
        }


class SubscribingForm(PayingForm):
    """A subscription: also for whom."""

    employees = SeveralField(N_("Hvem skal på abonnementet?"), choices=[])


class SeatsForm(Form):
    """Employees to put on a subscription."""

    employees = SeveralField(N_("Hvem skal også på?"), choices=[])


def staff(on: date) -> list[tuple[str, str]]:
    """The employees to choose between: ref and name, at most 500 by name."""
    return [(one.ref, one.person.name) for one in employees(actor(), 1, on=on, per_page=MOST_AT_A_TIME).items]


def sections(here: str) -> list[Tab]:
    """The two pages of what is bought beforehand."""
    return [
        (_("Klippekort"), url_for("hr.passes"), here == "passes"),
        (_("Abonnementer"), url_for("hr.subscriptions"), here == "subscriptions"),
    ]


def on_sale(kind: PlanKind, offer_ref: str = "") -> dict[str, Any]:
    """What institutions sell, a page of it, in words: the values the list of things on sale takes."""
    found: Page[PricePlan] = public_for_sale(kind, page_number(), offer_ref=offer_ref)
    sellers, titles = _beside(found.items)
    return {"sale": found, "for_sale": [_item(one, sellers, titles) for one in found.items]}


def opened_words(plan: PricePlan) -> list[tuple[str, str]]:
    """The published offers a plan opens: ref and title."""
    return [(ref, title.said(language())) for ref, title in opened_by([plan.id]).get(plan.id, [])]


def _beside(plans: Sequence[PricePlan]) -> tuple[dict[int, str], dict[int, list[str]]]:
    opened = opened_by([one.id for one in plans])
    titles = {plan_id: [title.said(language()) for _ref, title in many] for plan_id, many in opened.items()}
    return seller_names(list(plans)), titles


def _item(plan: PricePlan, sellers: dict[int, str], titles: dict[int, list[str]]) -> dict[str, Any]:
    return {
        "ref": plan.ref,
        "name": plan.name.said(language()),
        "seller": sellers[plan.institution_id or 0],
        "says": told(plan.plan),
        "opens": titles.get(plan.id, []),
    }
