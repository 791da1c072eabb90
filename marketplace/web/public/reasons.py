"""Why an offer stands where it does, in short words: the search gives its reasons as codes with facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marketplace.catalogue.queries import OfferCard
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import hours, number
from marketplace.search.queries.meeting import words_met
from marketplace.search.rules.asking import OfferHit

MOST_WORDS = 4  # of a need that are said to stand in an offer

# Covers, start and place stand on the card already, and nearness has a mark of its own.
_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "seats": lambda facts: _("plads til alle %(people)s på ét hold", people=number(facts["people"])),
    "soon": lambda facts: _("starter inden for en måned"),
    "short": lambda facts: _("kun %(hours)s væk fra arbejdet", hours=hours(facts["hours_tenths"])),
    "online": lambda facts: _("ingen rejse"),
}


def reasons(hit: OfferHit) -> list[str]:
    """The reasons worth a few words, in the order the search gives them."""
    return [_SAID[code](facts) for code, facts in hit.why if code in _SAID]


def is_near(hit: OfferHit) -> bool:
    """Whether the search calls it near."""
    return any(code == "near" for code, _facts in hit.why)


def by_words(text: str, cards: Sequence[OfferCard]) -> dict[int, str]:
    """Of offers found by the words of a need alone: where those stand in them, by offer id."""
    if not text or not cards:
        return {}
    titled = dict(zip(cards, words_met(text, [card.title for card in cards]), strict=True))
    others = [card for card in cards if not titled[card]]
    led = dict(zip(others, words_met(text, [card.lead for card in others]), strict=True))
    return {card.offer_id: _where(titled[card], led.get(card, ())) for card in cards}


def _where(in_title: Sequence[str], in_lead: Sequence[str]) -> str:
    if in_title:
        return _("»%(words)s« står i titlen", words=", ".join(in_title[:MOST_WORDS]))
    if in_lead:
        return _("»%(words)s« står i beskrivelsen", words=", ".join(in_lead[:MOST_WORDS]))
    return _("jeres ord står i det, man lærer")
