"""Whatever happens to a pass: bought = left + spent, no lot below zero, VAT as it would be all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from marketplace.foundation.clock import today
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money, kroner
from marketplace.pricing.models import Pass, PassEntry
from marketplace.pricing.queries.passes import klip_left, lots_left
from marketplace.pricing.rules import PassForSale
from marketplace.pricing.rules.passes import vat_within
from marketplace.pricing.service.passing import give_klip_back, spend_klip
from tests.conftest import START
from tests.factories import within
from tests.factories.booking import a_booker
from tests.factories.catalogue import make_offer, make_vat_decision
from tests.factories.organisations import make_institution
from tests.factories.pricing import make_for_sale, make_pass

KLIP = st.integers(1, 7)
SUBJECT = st.sampled_from("abcd")


class Klip(RuleBasedStateMachine):
    """A company buys, spends on two offers with different VAT, and gives back, while days pass."""

    @initialize()
    def begin(self) -> None:
        self.at, self.bought, self.keys = START, 0, 0
        self.has: dict[str, int] = {}
        self.of: dict[str, bool] = {}
        with within():
            institution = make_institution()
            self.offers = [make_offer(institution), make_offer(institution)]
            make_vat_decision(self.offers[0], "standard")
            make_vat_decision(self.offers[1], "exempt")
            self.actor = a_booker()

    def key(self) -> str:
        self.keys += 1
        return f"{self.actor.organisation_ref}-{self.keys}"

    @rule(klip=KLIP, months=st.integers(1, 3))
    def buy(self, klip: int, months: int) -> None:
        plan = make_for_sale(*self.offers, plan=PassForSale(kroner(333), klip, months))
        key = f"key-{self.key()}"
        for _replayed in range(2):
            make_pass(self.actor, plan, key=key, now=self.at)
        self.bought += klip

    @rule(klip=KLIP, subject=SUBJECT, taxed=st.booleans())
    def spend(self, klip: int, subject: str, taxed: bool) -> None:
        offer = self.offers[0 if self.of.setdefault(subject, taxed) else 1]
        enough = klip <= klip_left(self.actor.organisation_id, offer.id, today(self.at))

        def act(key: str) -> None:
            spend_klip(
                buyer_id=self.actor.organisation_id or 0,
                issuer_id=offer.institution_id,
                offer_id=offer.id,
                klip=klip,
                subject_ref=self.ref_of(subject),
                key=key,
                now=self.at,
            )

        assert self.twice(act) == ("" if enough else "pricing.too_few_klip")
        self.has[subject] = self.has.get(subject, 0) + (klip if enough else 0)

    @rule(klip=KLIP, subject=SUBJECT)
    def give_back(self, klip: int, subject: str) -> None:
        enough = klip <= self.has.get(subject, 0)

        def act(key: str) -> None:
            give_klip_back(self.ref_of(subject), klip, key=key, now=self.at)

        assert self.twice(act) == ("" if enough else "pricing.klip_not_spent")
        self.has[subject] = self.has.get(subject, 0) - (klip if enough else 0)

    def ref_of(self, subject: str) -> str:
        return f"{self.actor.organisation_ref}-{subject}"

    def twice(self, act: Callable[[str], None]) -> str:
        """Do it and replay it, with one key: the code of the refusal, or none."""
        key = self.key()
        try:
            for _replayed in range(2):
                with within():
                    act(key)
        except RuleBroken as refusal:
            return refusal.code
        return ""

    @rule(days=st.integers(1, 25))
    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    @invariant()
    def conserved(self) -> None:
        own = PassEntry.pass_id.in_(select(Pass.id).where(Pass.buyer_id == self.actor.organisation_id))
        lots = lots_left(own)
        assert all(0 <= one.left <= one.entry.klip for one in lots)
        assert sum(one.left for one in lots) + sum(self.has.values()) == self.bought

    @invariant()
    def vat_as_a_whole(self) -> None:
        for subject, taxed in self.of.items():
            each = session.execute(
                select(PassEntry.lot_id, func.sum(PassEntry.klip), func.sum(PassEntry.vat))
                .where(PassEntry.subject_ref == self.ref_of(subject))
                .group_by(PassEntry.lot_id)
            )
            for _lot, klip, vat in each:
                assert vat == vat_within(Money(33_300) * -int(klip), 25 if taxed else 0).minor


@pytest.mark.usefixtures("db")
def test_klip_are_conserved() -> None:
    run_state_machine_as_test(
        Klip,
        settings=settings(
            max_examples=20, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
