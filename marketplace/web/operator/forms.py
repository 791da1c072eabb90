"""What the operator's desk can be told: the shape only."""

from __future__ import annotations

from wtforms import BooleanField

from marketplace.foundation.words import N_
from marketplace.pricing.rules.funding import MAX_NAME, MAX_RULE, MAX_SOURCE
from marketplace.web.shell.forms import (
    AreaField,
    DayField,
    Form,
    LineField,
    MoneyField,
    WholeField,
    at_most,
    needed,
    optional_empty,
)


class SchemeForm(Form):
    """A funding scheme, as its source tells of it."""

    name_da = LineField(N_("Navn på dansk"), [needed(N_("Skriv ordningens navn på dansk.")), at_most(MAX_NAME)])
    name_en = LineField(N_("Navn på engelsk"), [needed(N_("Skriv ordningens navn på engelsk.")), at_most(MAX_NAME)])
    rule_da = AreaField(N_("Regel på dansk"), [needed(N_("Skriv reglen på dansk.")), at_most(MAX_RULE)])
    rule_en = AreaField(N_("Regel på engelsk"), [needed(N_("Skriv reglen på engelsk.")), at_most(MAX_RULE)])
    percent = WholeField(
        N_("Procent af prisen før moms"), [needed(N_("Skriv en andel af prisen fra 0 til 100 procent."))], most=100
    )
    most_a_head = MoneyField(N_("Højst pr. medarbejder, i kr."), [optional_empty])
    only_open_education = BooleanField(N_("Kun til deltagerbetaling efter lov om åben uddannelse"))
    only_small = BooleanField(N_("Kun til virksomheder med under 250 medarbejdere"))
    source = LineField(N_("Link til kilden"), [needed(N_("Skriv linket til kilden.")), at_most(MAX_SOURCE)])
    as_of = DayField(N_("Læst den"), [needed(N_("Skriv den dag, du læste kilden."))])
