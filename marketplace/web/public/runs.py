"""A run in words: when it meets, where, how sure it is, and what cancelling it costs by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from marketplace.catalogue.models import Meeting, Run
from marketplace.foundation.clock import local
from marketplace.foundation.labels import label
from marketplace.foundation.money import Money
from marketplace.foundation.words import N_, day, money, ngettext, number, span, times, until
from marketplace.foundation.words import gettext as _
from marketplace.pricing.rules import Covered, Quote, ladder_steps
from marketplace.search.rules.asking import Near
from marketplace.web.public.facts import Fact, vat_note
from marketplace.web.public.hits import where

WEEKDAYS = (
    N_("mandage"),
    N_("tirsdage"),
    N_("onsdage"),
    N_("torsdage"),
    N_("fredage"),
    N_("lørdage"),
    N_("søndage"),
)


@dataclass(frozen=True)
class RunRow:
    """One run to choose, as parts/choice.html draws it."""

    ref: str
    title: str
    hint: str
    state: str
    kind: str
    note: str
    full: bool


def title_of(run: Run) -> str:
    """From the first to the last day."""
    if run.starts_on is None:
        return _("Start, når I vil")
    return span(run.starts_on, run.ends_on or run.starts_on)


def place_of(run: Run, near: Near | None = None) -> str:
    """The town (and the distance from the visitor), or how it is held."""
    at = run.postcode
    return where(near, run.participation, at.city if at else None, at.lat if at else None, at.lon if at else None)


def _meetings_words(meetings: Sequence[Meeting]) -> str:
    """ "4 onsdage kl. 9.00 til 16.00" where they are alike, else how many there are."""
    if not meetings:
        return ""
    if len(meetings) == 1:
        only = meetings[0]
        return f"{day(only.starts_at, year=False, weekday=True)} {times(only.starts_at, only.ends_at)}"
    many = len(meetings)
    alike = {
        (local(one.starts_at).weekday(), local(one.starts_at).time(), local(one.ends_at).time()) for one in meetings
    }
    if len(alike) == 1:
        weekday = _(WEEKDAYS[local(meetings[0].starts_at).weekday()])
        return f"{number(many)} {weekday} {times(meetings[0].starts_at, meetings[0].ends_at)}"
    return ngettext("%(num)s mødegang", "%(num)s mødegange", many)


def row_of(run: Run, left: int, near: Near | None, own_price: Money | None) -> RunRow:
    """A run as a row to choose; its seat price stands there when it is its own."""
    hints = [_meetings_words(run.meetings), place_of(run, near)]
    if run.participation not in ("online",) and run.place:
        hints[-1] = f"{hints[-1]} ({run.place})"
    if own_price is not None:
        hints.append(money(own_price))
    state, kind = _state(run)
    notes = []
    if left <= 0:
        state, kind = _("Fuldt"), "warn"
        notes.append(_("Alle %(capacity)s pladser er taget.", capacity=number(run.capacity)))
    else:
        notes.append(_("%(left)s af %(capacity)s pladser ledige.", left=number(left), capacity=number(run.capacity)))
    if run.enrol_by:
        notes.append(_("Tilmeld %(until)s.", until=until(run.enrol_by)))
    return RunRow(run.ref, title_of(run), ", ".join(filter(None, hints)), state, kind, " ".join(notes), left <= 0)


def _state(run: Run) -> tuple[str, str]:
    if run.intake == "continuous":
        return _("Løbende start"), "info"
    if run.status == "confirmed":
        return _("Gennemføres"), "ok"
    if run.minimum and run.enrol_by:
        return _("Afgøres %(day)s", day=day(run.enrol_by)), "warn"
    return _("Åbent"), "ok"


def meetings_of(run: Run) -> list[tuple[str, str, str]]:
    """Day, time and place of each meeting."""
    return [
        (
            day(one.starts_at, weekday=True),
            times(one.starts_at, one.ends_at),
            one.place or run.place or label("participation", run.participation),
        )
        for one in run.meetings
    ]


def ladder_of(quote: Quote, starts_on: date | None, today: date) -> list[dict[str, Any]]:
    """What cancelling one seat costs, by date; by days before the start where there is no date yet."""
    dated = ladder_steps(quote.terms, starts_on, quote.seat_price)
    if not dated or not quote.seat_price:
        return [
            {
                "when": ngettext("Til og med %(num)s dag før start", "Til og med %(num)s dage før start", days),
                "cost": f"{percent} %",
                "kind": _kind(percent),
            }
            for days, percent in quote.terms.ladder
        ]
    steps: list[dict[str, Any]] = []
    for at, step in enumerate(dated):
        now = (step.from_on is None or step.from_on <= today) and today <= step.until_on
        if step.from_on is None:
            when = _("Til og med %(day)s", day=day(step.until_on))
        elif at == len(dated) - 1:
            when = _("Fra %(day)s", day=day(step.from_on))
        else:
            when = span(step.from_on, step.until_on)
        back = quote.seat_price - step.fee
        note = (
            _("I får alt tilbage: %(amount)s pr. plads.", amount=money(back))
            if step.percent == 0
            else _("Fuld pris. Giv i stedet pladsen til en kollega.")
            if step.percent == 100
            else _("I får %(amount)s tilbage pr. plads.", amount=money(back))
        )
        steps.append(
            {
                "when": when,
                "cost": money(step.fee),
                "kind": _kind(step.percent),
                "now": now,
                "note": _("I dag er her. %(note)s", note=note) if now else note,
            }
        )
    return [step for step, dated_step in zip(steps, dated, strict=True) if dated_step.until_on >= today] or steps


def _kind(percent: int) -> str:
    return "" if percent == 0 else "full" if percent == 100 else "half"


def naming_until(quote: Quote, starts_on: date | None) -> str:
    """Until when participants are named, or swapped for a colleague."""
    return day(starts_on - timedelta(days=quote.terms.naming_days)) if starts_on else ""


def price_fact(quote: Quote) -> Fact:
    """Pris for the chosen run and plan."""
    if quote.klip:
        return Fact(_("%(klip)s klip", klip=number(quote.klip // quote.seats)), _("pr. plads, betales med klippekort"))
    if isinstance(quote.sale.plan, Covered):
        return Fact(money(quote.total), _("dækket af jeres abonnement"))
    return Fact(money(quote.seat_price), vat_note(quote.vat_basis))
