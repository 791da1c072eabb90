"""What a card says of the price: by which plan, for whom, and that there are others."""

from __future__ import annotations

import pytest

from marketplace.foundation.money import kroner
from marketplace.foundation.words import NBSP, speaking
from marketplace.pricing.rules import ByPass, Outcome, PerEcts, PerModule, PerSeat, PerTeam, Plan, Shared, list_price
from marketplace.web.public.facts import price

SEAT, TEAM = PerSeat(kroner(9_800)), PerTeam(kroner(48_000), 8, kroner(5_000), 20)


@pytest.mark.parametrize(
    ("plans", "people", "value", "note"),
    [
        ([SEAT], 1, "9.800 kr.", "pr. plads, momsfrit"),
        ([SEAT, Shared(kroner(60_000), 6, 12)], 1, "9.800 kr.", "pr. plads, momsfrit"),
        ([SEAT, TEAM], 1, "fra 9.800 kr.", "pr. plads, momsfrit"),
        ([SEAT, TEAM], 8, "fra 6.000 kr.", "pr. plads, momsfrit, pr. hold op til 8. 48.000 kr. for 8"),
        ([PerEcts(kroner(2_000))], 1, "5.000 kr.", "pr. plads, momsfrit, efter ECTS-point"),
        ([PerModule(kroner(900), kroner(300))], 1, "3.000 kr.", "pr. plads, momsfrit, når modulerne tages"),
        ([Outcome(kroner(2_000), kroner(9_000))], 1, "9.000 kr.", "pr. plads, momsfrit, en del først ved beviset"),
        ([SEAT, ByPass(9)], 1, "fra 9.800 kr.", "pr. plads, momsfrit, eller 9 klip"),
        ([ByPass(9)], 1, "9 klip", "pr. plads, betales med klippekort"),
        ([Shared(kroner(60_000), 6, 12)], 1, "På vej", "udbyderen har ikke sat pris endnu"),
    ],
)
def test_a_card_says_how_the_price_counts(plans: list[Plan], people: int, value: str, note: str) -> None:
    fact = price(list_price(plans, people, ects_tenths=25, modules=3), "exempt")
    assert (fact.value.replace(NBSP, " "), fact.note.replace(NBSP, " ")) == (value, note)


def test_it_says_so_in_english() -> None:
    with speaking("en"):
        fact = price(list_price([SEAT, TEAM], 8), "exempt")
    assert (fact.value.replace(NBSP, " "), fact.note.replace(NBSP, " ")) == (
        "from DKK 6,000",
        "per seat, VAT exempt, per class of up to 8. DKK 48,000 for 8",
    )
