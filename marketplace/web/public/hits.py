"""Offers as hits: the four facts in order, place and distance, next start, free seats, what is covered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import url_for

from marketplace.booking.queries import places_left_for
from marketplace.catalogue.queries import CardAccreditation, CardRun, OfferCard, RunPlace
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.words import day, ects, hours, kilometres, money, ngettext
from marketplace.foundation.words import gettext as _
from marketplace.geography.models import Postcode
from marketplace.geography.rules import distance_km
from marketplace.organisations.models import Accreditation
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import prices_of_offers, prices_of_runs
from marketplace.web.shell.filters import lang_of, said

FEW_SEATS = 3
HERE = ("online", "at_company")  # held where the participants are: 0 km


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four deciding facts in words: `fallback` is said where there is no value; `pips` as (n, of)."""

    value: str = ""
    note: str = ""
    fallback: str = ""
    pips: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The four, in the order they always have."""

    kvalitet: Fact
    pris: Fact
    tid: Fact
    match: Fact


@dataclass(slots=True)
class Hit:
    """An offer in a list, as parts/hit.html draws it; `no` is its number on the map."""

    no: int | None
    url: str
    title: str
    language: str | None
    seller: str
    seller_url: str | None
    facts: Facts
    covers: list[str]
    lacks: list[str]
    place: str = ""
    start: str = ""
    seats: str = ""
    seats_kind: str = ""
    act_url: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Asked:
    """What a visitor asked, as far as a hit answers it."""

    understood: Mapping[str, str] = field(default_factory=dict)  # competence key to its word
    near: Postcode | None = None
    headcount: int | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)  # what links to an offer take along


def quality(vouched: CardAccreditation | Accreditation | None, *, large: bool = False) -> Fact:
    """Kvalitet: the institution's accreditation; nobody has rated anything yet, and it says so."""
    if vouched is None:
        return Fact(_("Ny"), _("ingen svar endnu"))
    return Fact(
        _("Akkrediteret") if vouched.kind == "accreditation" else _("Certificeret"),
        _("ny her, %(body)s %(year)s", body=said(vouched.body), year=vouched.given_on.year)
        if large
        else _("siden %(year)s, ny her", year=vouched.given_on.year),
    )


def vat_note(basis: str | None) -> str:
    """Whether VAT comes on top of the seat price."""
    if basis == "exempt":
        return _("pr. plads, momsfrit")
    return _("pr. plads, plus moms") if basis == "standard" else _("pr. plads")


def price(plan: PricePlan | None, basis: str | None) -> Fact:
    """Pris: the seat price and whether VAT comes on top."""
    if plan is None:
        return Fact(fallback=_("På vej"), note=_("udbyderen har ikke sat pris endnu"))
    return Fact(money(Money(plan.seat_price)), vat_note(basis))


def time_away(away_tenths: int, total_tenths: int, ects_tenths: int | None) -> Fact:
    """Tid: hours away from work, and the whole workload as ECTS or hours."""
    whole = ects(ects_tenths) if ects_tenths else _("%(hours)s i alt", hours=hours(total_tenths))
    return Fact(hours(away_tenths), _("væk fra arbejdet, %(whole)s", whole=whole))


def match(built: Collection[str], understood: Mapping[str, str], *, large: bool = False) -> Fact:
    """Match: how many of the understood competences an offer builds; how many at all when nothing was asked."""
    if understood:
        n = len(set(built) & set(understood))
        return Fact(
            _("%(n)s af %(of)s", n=n, of=len(understood)),
            _("af jeres kompetencer")
            if large
            else ngettext("forstået kompetence", "forståede kompetencer", len(understood)),
            pips=(n, len(understood)),
        )
    return Fact(str(len(built)), ngettext("kompetence bygges", "kompetencer bygges", len(built)))


def _place_words(participation: str, city: str | None) -> str:
    if participation in HERE or not city:
        return label("participation", participation).capitalize()
    return _("%(city)s, delvist online", city=city) if participation == "blended" else city


def distance(near: Postcode | None, participation: str, lat: float | None, lon: float | None) -> float | None:
    """Kilometres from the visitor's postcode to a run; 0 where it comes to them; None when unknown."""
    if near is None:
        return None
    if participation in HERE:
        return 0.0
    if lat is None or lon is None:
        return None
    return distance_km(near.lat, near.lon, lat, lon)


def where(near: Postcode | None, participation: str, city: str | None, lat: float | None, lon: float | None) -> str:
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


def hits(
    cards: Sequence[OfferCard],
    now: datetime,
    asked: Asked | None = None,
    *,
    first_no: int | None = None,
    at: Mapping[int, RunPlace] | None = None,
    with_seller: bool = True,
) -> list[Hit]:
    """Cards as parts/hit.html draws them. `at` gives the run to show per offer id; else the next one is shown.

    At most 3 statements: prices of offers, prices of runs, free seats.
    """
    asked = asked or Asked()
    at = at or {}
    shown = {card.offer_id: at.get(card.offer_id) or card.next_run for card in cards}
    runs = [run for run in shown.values() if run is not None]
    own = prices_of_runs([run.id for run in runs]) if runs else {}
    plans = prices_of_offers([card.offer_id for card in cards]) if cards else {}
    left = places_left_for(runs, now) if runs else {}
    made = []
    for no, card in enumerate(cards, first_no or 0):
        run = shown[card.offer_id]
        built = {competence.key for competence in card.competences}
        plan = own.get(run.id) if run is not None else None
        one = Hit(
            no=no if first_no is not None else None,
            url=url_for("public.offer", ref=card.offer_ref, **asked.carried),
            title=said(card.title),
            language=lang_of(card.title),
            seller=card.institution_name if with_seller else label("language", card.language).capitalize(),
            seller_url=url_for("public.institution", ref=card.institution_ref) if with_seller else None,
            facts=Facts(
                quality(card.accreditation),
                price(plan or plans.get(card.offer_id), card.vat_basis),
                time_away(card.hours_away_tenths, card.hours_total_tenths, card.ects_tenths),
                match(built, asked.understood),
            ),
            covers=[word for key, word in asked.understood.items() if key in built],
            lacks=[word for key, word in asked.understood.items() if key not in built],
        )
        if run is None:
            one.start = _("Ingen åbne hold lige nu")
        else:
            _tell_run(one, run, left.get(run.id, 0), asked)
        made.append(one)
    return made


def _tell_run(one: Hit, run: CardRun | RunPlace, left: int, asked: Asked) -> None:
    one.seats, one.seats_kind = seats_words(left)
    one.place = where(asked.near, run.participation, run.city, run.lat, run.lon)
    one.start = start_words(run.starts_on, run.intake)
    if run.participation not in HERE:
        one.lat, one.lon = run.lat, run.lon
    if left > 0:
        one.act_url = one.url + "#vaelg"
