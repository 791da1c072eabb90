"""Offers as hits: the four facts, place and distance, next start, free seats, what is covered, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marketplace.booking.queries import places_left_for
from marketplace.catalogue.queries import CardRun, OfferCard, RunPlace
from marketplace.foundation.labels import label
from marketplace.foundation.words import day, kilometres, ngettext
from marketplace.foundation.words import gettext as _
from marketplace.geography.rules import distance_km
from marketplace.pricing.queries import plans_of_offers, plans_of_runs
from marketplace.pricing.rules import ListPrice, list_price
from marketplace.search.rules.asking import Near, OfferHit
from marketplace.web.public import facts, reasons
from marketplace.web.shell.filters import address_of_ref, lang_of, said

FEW_SEATS = 3
HERE = ("online", "at_company")  # held where the participants are: 0 km


@dataclass(slots=True)
class Hit:
    """An offer in a list, as parts/hit.html draws it; `no` is its number on the map."""

    no: int | None
    ref: str
    url: str
    title: str
    language: str | None
    seller: str
    seller_url: str | None
    facts: facts.Facts
    covers: list[str]
    lacks: list[str]
    why: str = ""
    marks: list[str] = field(default_factory=list)  # what the company knows it by: used before, near
    place: str = ""
    start: str = ""
    seats: str = ""
    seats_kind: str = ""
    act_url: str = ""
    lat: float | None = None
    lon: float | None = None
    ticked: bool | None = None  # to be compared; None where the list compares nothing


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with the run that is shown, what seats on it cost those who are to go, and how many are free."""

    card: OfferCard
    run: CardRun | RunPlace | None
    price: ListPrice | None
    left: int


@dataclass(frozen=True)
class Asked:
    """What a visitor asked, as far as a hit answers it."""

    competences: Mapping[str, str] = field(default_factory=dict)  # asked for: key to its word
    found: Mapping[int, OfferHit] = field(default_factory=dict)  # by offer id: what the search says of it
    near: Near | None = None
    people: int | None = None
    carried: str = ""  # the query that links to an offer take along, with its question mark
    used: Collection[str] = ()  # refs of institutions bought from before
    ticked: Collection[str] = ()  # refs of offers to be compared
    by_words: Mapping[int, str] = field(default_factory=dict)  # by offer id: where the words stand in it


def _place_words(participation: str, city: str | None) -> str:
    if participation in HERE or not city:
        return label("participation", participation).capitalize()
    return _("%(city)s, delvist online", city=city) if participation == "blended" else city


def distance(near: Near | None, participation: str, lat: float | None, lon: float | None) -> float | None:
    """Kilometres from the visitor's postcode to a run; 0 where it comes to them; None when unknown."""
    if near is None:
        return None
    if participation in HERE:
        return 0.0
    if lat is None or lon is None:
        return None
    return distance_km(near.lat, near.lon, lat, lon)


def where(near: Near | None, participation: str, city: str | None, lat: float | None, lon: float | None) -> str:
    """A run's place in words, with the distance where one was asked for."""
    words = _place_words(participation, city)
    km = distance(near, participation, lat, lon)
    return f"{words}, {kilometres(km)}" if km else words


def start_words(starts_on: date | None, intake: str) -> str:
    """When a run begins."""
    return day(starts_on) if starts_on else (_("Start, når I vil") if intake == "continuous" else _("Dato på vej"))


def seats_words(left: int) -> tuple[str, str]:
    """Free seats, and how loud to say it."""
    if left <= 0:
        return _("Fuldt"), "warn"
    return ngettext("%(num)s plads ledig", "%(num)s pladser ledige", left), "warn" if left <= FEW_SEATS else ""


def offered_of(
    cards: Sequence[OfferCard], now: datetime, at: Mapping[int, RunPlace] | None = None, people: int = 1
) -> list[Offered]:
    """Cards with the run to show, its price for so many, and its free seats. 3 statements, none when empty."""
    at = at or {}
    shown = {card.offer_id: at.get(card.offer_id) or card.next_run for card in cards}
    runs = [run for run in shown.values() if run is not None]
    own = plans_of_runs([run.id for run in runs]) if runs else {}
    plans = plans_of_offers([card.offer_id for card in cards]) if cards else {}
    left = places_left_for(runs, now) if runs else {}
    found = []
    for card in cards:
        run = shown[card.offer_id]
        rows = (own.get(run.id) if run is not None else None) or plans.get(card.offer_id, [])
        price = list_price([row.plan for row in rows], people, ects_tenths=card.ects_tenths, modules=card.modules)
        found.append(Offered(card, run, price, left.get(run.id, 0) if run is not None else 0))
    return found


def hits(
    cards: Sequence[OfferCard],
    now: datetime,
    asked: Asked | None = None,
    *,
    first_no: int | None = None,
    at: Mapping[int, RunPlace] | None = None,
    with_seller: bool = True,
) -> list[Hit]:
    """Cards as parts/hit.html draws them. `at` gives the run to show per offer id; else the card's own is shown.

    At most 3 statements: prices of offers, prices of runs, free seats.
    """
    asked = asked or Asked()
    made = []
    for no, offered in enumerate(offered_of(cards, now, at, asked.people or 1), first_no or 0):
        card, run = offered.card, offered.run
        covered = _covered(card, asked)
        one = Hit(
            no=no if first_no is not None else None,
            ref=card.offer_ref,
            url=address_of_ref("public.offer", card.offer_ref) + asked.carried,
            title=said(card.title),
            language=lang_of(card.title),
            seller=card.institution_name if with_seller else label("language", card.language).capitalize(),
            seller_url=address_of_ref("public.institution", card.institution_ref) if with_seller else None,
            facts=facts.Facts(
                facts.quality(card.accreditation),
                facts.price(offered.price, card.vat_basis),
                facts.time_away(card.hours_away_tenths, card.hours_total_tenths, card.ects_tenths),
                facts.match(len(covered), len(asked.competences), len(card.competences)),
            ),
            covers=[word for key, word in asked.competences.items() if key in covered],
            lacks=[word for key, word in asked.competences.items() if key not in covered],
        )
        _tell_why(one, card, asked)
        if run is None:
            one.start = _("Ingen åbne hold lige nu")
        else:
            _tell_run(one, run, offered.left, asked)
        made.append(one)
    return made


def _covered(card: OfferCard, asked: Asked) -> Collection[str]:
    """The competences asked for that an offer builds: as the search says, which knows narrower ones too."""
    found = asked.found.get(card.offer_id)
    if found is not None:
        return found.covers
    return asked.competences.keys() & {competence.key for competence in card.competences}


def _tell_why(one: Hit, card: OfferCard, asked: Asked) -> None:
    found = asked.found.get(card.offer_id)
    if found is None:
        return
    one.why = ", ".join([*filter(None, [asked.by_words.get(card.offer_id)]), *reasons.reasons(found)])
    one.ticked = card.offer_ref in asked.ticked
    if card.institution_ref in asked.used:
        one.marks.append(_("I har brugt dem før"))
    if reasons.is_near(found):
        one.marks.append(_("Tæt på jer"))


def _tell_run(one: Hit, run: CardRun | RunPlace, left: int, asked: Asked) -> None:
    one.seats, one.seats_kind = seats_words(left)
    one.place = where(asked.near, run.participation, run.city, run.lat, run.lon)
    one.start = start_words(run.starts_on, run.intake)
    if run.participation not in HERE:
        one.lat, one.lon = run.lat, run.lon
    if left > 0:
        one.act_url = one.url + "#vaelg"
