"""Up to four offers side by side: the four facts, the price for all who are to go, the run, what is covered and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import CardRun, public_offer_cards, public_offer_ids
from marketplace.foundation.clock import now, today
from marketplace.foundation.labels import label
from marketplace.foundation.words import ects, hours, kilometres, money, ngettext, number, span
from marketplace.foundation.words import gettext as _
from marketplace.pricing.rules import vat_percent
from marketplace.search.queries.judging import judge
from marketplace.search.rules.asking import Ask, OfferHit
from marketplace.web.public import facts
from marketplace.web.public.address import COMPARED, Address
from marketplace.web.public.asking import read_question
from marketplace.web.public.hits import Offered, distance, offered_of, seats_words, start_words, where
from marketplace.web.public.reasons import reasons
from marketplace.web.shell.filters import lang_of, said
from marketplace.web.shell.pages import page

MOST_COMPARED = 4
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """What one offer says in a row. `rank` orders the row, higher being better; None where nothing is better."""

    words: str
    note: str = ""
    rank: float | None = None
    pips: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to compare, a cell for each offer; `best` are the places of those that do best, if any does worse."""

    name: str
    cells: Sequence[Cell]
    best: frozenset[int]


@dataclass(frozen=True, slots=True)
class Side:
    """The head of one offer's column, and the ways on from it."""

    title: str
    language: str | None
    url: str
    seller: str
    act_url: str
    without_url: str


@dataclass(frozen=True, slots=True)
class _Column:
    offered: Offered
    hit: OfferHit


def compare() -> ResponseReturnValue:
    question = read_question()
    asked = question.asked
    asked_for = list(dict.fromkeys(ref for ref in request.args.getlist(COMPARED) if ref))
    at = now()
    judged = judge(asked, asked_for[:MOST_COMPARED])
    ids = public_offer_ids(asked_for[:MOST_COMPARED])
    runs = {hit.offer_id: hit.run for hit in judged.hits.values() if hit.run}
    cards = sorted(public_offer_cards(ids, at, runs=runs), key=lambda card: asked_for.index(card.offer_ref))
    nothing = OfferHit("", 0)
    columns = [
        _Column(one, judged.hits.get(one.card.offer_ref, nothing)) for one in offered_of(cards, at, people=asked.people)
    ]
    words = {one.key: said(one.label) for one in judged.understood}
    shown = [column.offered.card.offer_ref for column in columns]
    here = Address(url_for("public.compare"), {**request.args.to_dict(flat=False), COMPARED: shown})
    back = Address(url_for("public.offers"), {**request.args.to_dict(flat=False), COMPARED: shown})
    return page(
        "public/comparing/compare.html",
        title=ngettext("%(num)s forløb ved siden af hinanden", "%(num)s forløb ved siden af hinanden", len(columns))
        if columns
        else _("Sammenlign forløb"),
        status=200 if question.is_readable else 422,
        form=question.form,
        words=asked.text,
        people=asked.people,
        sides=[_side(column, here) for column in columns],
        rows=_rows(columns, asked, words, at) if columns else [],
        notes=_notes(len(asked_for), len(columns)),
        hidden=here.hidden("antal"),
        back=back.url(),
    )


def _notes(asked: int, found: int) -> list[str]:
    """What the visitor must know of the offers chosen."""
    notes = []
    if asked > MOST_COMPARED:
        notes.append(
            _(
                "I valgte %(asked)s forløb. Der er plads til %(most)s, så her er de første.",
                asked=number(asked),
                most=MOST_COMPARED,
            )
        )
    if (gone := min(asked, MOST_COMPARED) - found) and found:
        notes.append(
            ngettext(
                "Ét af de valgte forløb findes ikke længere.", "%(num)s af de valgte forløb findes ikke længere.", gone
            )
        )
    if found == 1:
        notes.append(_("Der er kun ét forløb her. Vælg mindst to for at sammenligne."))
    return notes


def _side(column: _Column, here: Address) -> Side:
    card = column.offered.card
    url = url_for("public.offer", ref=card.offer_ref) + here.query()
    others = [ref for ref in here.values(COMPARED) if ref != card.offer_ref]
    return Side(
        title=said(card.title),
        language=lang_of(card.title),
        url=url,
        seller=card.institution_name,
        act_url=f"{url}#vaelg" if column.offered.left > 0 else "",
        without_url=here.url(**{COMPARED: others}) if len(others) >= FEWEST else "",
    )


def _rows(columns: Sequence[_Column], asked: Ask, words: dict[str, str], at: datetime) -> list[Row]:
    """The rows in the order they are read: the four facts first."""
    on, all_go = (
        today(at),
        _("Pris for %(num)s", num=ngettext("%(num)s medarbejder", "%(num)s medarbejdere", asked.people)),
    )
    rows = [
        _row(_("Kvalitet"), [_quality(one) for one in columns]),
        _row(_("Pris"), [_price(one) for one in columns]),
        _row(_("Tid"), [_time(one) for one in columns]),
        _row(_("Match"), [_match(one, len(words)) for one in columns]),
        _row(all_go, [_price_for_all(one, asked.people, on) for one in columns]),
        _row(_("Hold"), [_dates(one) for one in columns]),
        _row(_("Sted"), [_place(one, asked) for one in columns]),
        _row(_("Ledige pladser"), [_seats(one, asked.people) for one in columns]),
        _row(_("Omfang"), [_workload(one) for one in columns]),
        _row(_("Niveau"), [_level(one) for one in columns]),
        _row(_("Prøve"), [Cell(label("assessment", one.offered.card.assessment).capitalize()) for one in columns]),
    ]
    if words:
        rows += [
            _row(_("Dækker"), [Cell(_listed(words, one.hit.covers)) for one in columns]),
            _row(_("Mangler"), [Cell(_listed(words, one.hit.lacks)) for one in columns]),
        ]
    if any(reasons(one.hit) for one in columns):
        rows.append(_row(_("Desuden"), [Cell(", ".join(reasons(one.hit)) or "–") for one in columns]))
    return rows


def _row(name: str, cells: Sequence[Cell]) -> Row:
    ranks = [cell.rank for cell in cells]
    known = {rank for rank in ranks if rank is not None}
    best = max(known) if len(known) > 1 or (known and None in ranks and len(cells) > 1) else None
    return Row(name, cells, frozenset(at for at, rank in enumerate(ranks) if best is not None and rank == best))


def _listed(words: dict[str, str], keys: Sequence[str]) -> str:
    return ", ".join(words[key] for key in keys if key in words) or "–"


def _quality(one: _Column) -> Cell:
    vouched = one.offered.card.accreditation
    fact = facts.quality(vouched)
    rank = 0 if vouched is None else 2 if vouched.kind == "accreditation" else 1
    return Cell(fact.value, fact.note, rank)


def _price(one: _Column) -> Cell:
    price = one.offered.price
    fact = facts.price(price, one.offered.card.vat_basis)
    each = price.each if price else None
    return Cell(fact.value, fact.note, -each.minor if each is not None else None)


def _price_for_all(one: _Column, people: int, on: date) -> Cell:
    """The price for those who are to go, with VAT beside it where it comes on top."""
    price, basis = one.offered.price, one.offered.card.vat_basis
    if price is None:
        return Cell(_("På vej"))
    if price.net is None:
        return Cell(_("%(klip)s klip", klip=number(price.klip * people)), _("betales med klippekort"))
    net = price.net
    if basis != "standard":
        return Cell(money(net), _("momsfrit") if basis == "exempt" else "", -net.minor)
    whole = net + net.share(Decimal(vat_percent(basis, on)) / 100)
    return Cell(money(net), _("%(sum)s med moms", sum=money(whole)), -net.minor)


def _time(one: _Column) -> Cell:
    card = one.offered.card
    fact = facts.time_away(card.hours_away_tenths, card.hours_total_tenths, card.ects_tenths)
    return Cell(fact.value, _("væk fra arbejdet"), -card.hours_away_tenths)


def _match(one: _Column, asked: int) -> Cell:
    fact = facts.match(len(one.hit.covers), asked, len(one.offered.card.competences))
    return Cell(fact.value, fact.note, len(one.hit.covers) if asked else None, fact.pips)


def _dates(one: _Column) -> Cell:
    run = one.offered.run
    if run is None:
        return Cell(_("Ingen åbne hold lige nu"))
    if run.starts_on is None:
        return Cell(start_words(None, run.intake))
    last = run.ends_on if isinstance(run, CardRun) and run.ends_on else run.starts_on
    return Cell(span(run.starts_on, last), rank=-run.starts_on.toordinal())


def _place(one: _Column, asked: Ask) -> Cell:
    run = one.offered.run
    if run is None:
        return Cell("–")
    km = distance(asked.near, run.participation, run.lat, run.lon)
    words = where(None, run.participation, run.city, run.lat, run.lon)
    return Cell(words, kilometres(km) if km else "", -km if km is not None else None)


def _seats(one: _Column, people: int) -> Cell:
    if one.offered.run is None:
        return Cell("–")
    words, _kind = seats_words(one.offered.left)
    return Cell(words, rank=1 if one.offered.left >= people else 0)


def _workload(one: _Column) -> Cell:
    card = one.offered.card
    whole = _("%(hours)s i alt", hours=hours(card.hours_total_tenths))
    return Cell(ects(card.ects_tenths), whole) if card.ects_tenths else Cell(whole, _("uden ECTS"))


def _level(one: _Column) -> Cell:
    level = one.offered.card.nqf_level
    return Cell(_("Niveau %(level)s", level=level) if level else _("Ikke niveauplaceret"))
