"""What the company's desk can be told about budgets and approvals: the shape only."""

from __future__ import annotations

from wtforms import HiddenField

from marketplace.foundation.money import Money
from marketplace.foundation.words import N_
from marketplace.spending.rules import MAX_REASON
from marketplace.web.shell.forms import AreaField, Form, MoneyField, PickField, at_most, needed, optional_empty


class BudgetForm(Form):
    """What a department may spend in a year; empty: it is not limited."""

    amount = MoneyField(N_("Budget med moms"), [optional_empty])


class LimitForm(Form):
    """Above which amount purchases wait for an approver; empty: none do."""

    department = PickField(N_("Gælder for"), default="")
    above = MoneyField(N_("Køb over dette beløb skal godkendes"), [optional_empty])


class ApproveForm(Form):
    """A yes, to what was shown: how far above the budget the purchase goes, in øre."""

    seen = HiddenField()

    @property
    def overrun(self) -> Money:
        """The overrun the page showed; none for a form that does not say."""
        seen = str(self.seen.data or "")
        return Money(int(seen)) if seen.isdecimal() and seen.isascii() and len(seen) <= 15 else Money(0)


class DeclineForm(Form):
    """A no, and why."""

    reason = AreaField(
        N_("Hvorfor ikke?"),
        [needed(N_("Skriv, hvorfor I siger nej, så bestilleren kan komme videre.")), at_most(MAX_REASON)],
    )
