"""A small market for the public pages: two places, a field, competences with labels, priced runs, an index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.test import TestResponse

from marketplace.catalogue.models import OfferVersion, Run
from marketplace.competences.events import VocabularyLoaded
from marketplace.competences.models import Competence, Label
from marketplace.competences.rules import folded
from marketplace.foundation import clock
from marketplace.foundation.db import Texts, session
from marketplace.foundation.events import announce
from marketplace.foundation.money import Money, kroner
from marketplace.foundation.refs import new_ref
from marketplace.organisations.models import Accreditation, Institution
from marketplace.pricing.models import PricePlan
from marketplace.search import service as search
from tests.factories import within
from tests.factories.catalogue import make_competence, make_offer, make_offer_version
from tests.factories.organisations import make_institution, make_postcode
from tests.factories.pricing import make_priced_run


@dataclass
class Listed:
    """An offer on the market with one priced run; refs stand here because a request lets go of what was loaded."""

    ref: str
    run_ref: str
    plan_ref: str
    version: OfferVersion
    run: Run
    plan: PricePlan


def a_competence(da: str, en: str) -> Competence:
    """A competence that the words find."""
    made = make_competence(
        da.replace(" ", "-"),
        label=Texts(da, en),
        uri=f"http://data.europa.eu/esco/skill/{folded(en).replace(' ', '-')}",
    )
    with within():
        for lang, text in (("da", da), ("en", en)):
            session.add(
                Label(competence_id=made.id, lang=lang, kind="pref", text=text, folded=folded(text), source="own")
            )
        announce(VocabularyLoaded(competences=1, occupations=0, mark=new_ref()))
    return made


def an_institution(name: str = "Professionshøjskolen Egelund", **over: Any) -> Institution:
    """A verified, accredited institution."""
    made = make_institution(name, **over)
    with within():
        session.add(
            Accreditation(
                institution_id=made.id,
                kind="accreditation",
                body=Texts("Rådet for Opdigtet Akkreditering", "Council for Fictional Accreditation"),
                given_on=date(2024, 5, 12),
                verified_at=clock.now(),
            )
        )
    return made


def list_offer(
    title: Texts | None = None,
    *,
    competence: Competence | None = None,
    institution: Institution | None = None,
    price: Money | None = None,
    basis: str = "exempt",
    capacity: int = 12,
    version: dict[str, Any] | None = None,
    offer: dict[str, Any] | None = None,
    **run: Any,
) -> Listed:
    """A published offer with a VAT decision, a price and an open run in 8000 Aarhus C unless said otherwise."""
    with within():
        home = make_offer(institution or an_institution(), **(offer or {}))
        facts = {"title": title or Texts("Sundhedskommunikation i klart sprog", "Plain health communication")}
        made = make_offer_version(home, competence=competence, **{**facts, **(version or {})})
        held, plan = make_priced_run(capacity, price or kroner(9800), basis=basis, version=made, **run)
    return Listed(home.ref, held.ref, plan.ref, made, held, plan)


def holstebro() -> None:
    make_postcode(
        "7500",
        city="Holstebro",
        lat=56.3601,
        lon=8.6161,
        municipality="Holstebro",
        municipality_slug="holstebro",
    )


def index() -> None:
    """Build the index of what is on the market now."""
    search.rebuild(clock.now())


def heading(answer: TestResponse) -> str:
    """The words of the one h1."""
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.get_data(as_text=True), re.S)
    assert len(found) == 1, found
    return re.sub(r"<[^>]+>", "", found[0]).strip()


def words(answer: TestResponse) -> str:
    """What the page says, without markup and with single spaces."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(text.replace("&#39;", "'").replace("&amp;", "&").replace("\u00a0", " ").split())
