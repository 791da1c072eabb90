"""The front page: the one question, and what there is to find today."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import (
    OfferCard,
    public_counts,
    public_offer_cards,
    public_points,
    public_soonest,
)
from marketplace.foundation.clock import now
from marketplace.foundation.words import day
from marketplace.foundation.words import gettext as _
from marketplace.geography.rules import REGIONS
from marketplace.organisations.queries.homes import home_postcode
from marketplace.web.public import maps
from marketplace.web.public.filters import region_words
from marketplace.web.public.hits import hits
from marketplace.web.shell.filters import said
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page

SOONEST = 12
EXAMPLES = 4
SHORT = 32  # characters of an example that reads well in a row


def front() -> ResponseReturnValue:
    at = now()
    counts = public_counts(at)
    cards = public_offer_cards(public_soonest(at, SOONEST), at)
    example = next((card for card in cards if card.accreditation), cards[0] if cards else None)
    return page(
        "public/front/front.html",
        title=_("Hvad skal jeres medarbejdere kunne?"),
        home=home_postcode(actor()),
        counts=counts,
        next_start=day(counts.next_start) if counts.next_start else "",
        tries=_tries(cards),
        example=example,
        example_facts=hits([example], at)[0].facts if example else None,
        regions=[(code, region_words(code), counts.by_region.get(code, 0)) for code in REGIONS],
        points=maps.dots((point.lat, point.lon) for point in public_points(at)),
    )


def _tries(cards: list[OfferCard]) -> list[str]:
    """Searches that find something: competences that the next offers build, from different fields."""
    found: dict[str, str] = {}
    for card in cards:
        words = [said(competence.label) for competence in card.competences]
        short = [word for word in words if len(word) <= SHORT]
        if short and card.field_key not in found and short[0] not in found.values():
            found[card.field_key] = short[0]
    return list(found.values())[:EXAMPLES]
