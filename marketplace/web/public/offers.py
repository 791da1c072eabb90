"""The list of offers: words, postcode and headcount in; hits, filters, map and pages out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import public_offer_cards, public_run_places
from marketplace.competences.queries import public_fields
from marketplace.foundation.clock import now
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.paging import Page
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, ngettext
from marketplace.geography.models import Postcode
from marketplace.geography.queries import find_postcode
from marketplace.search.queries import Ask, Hits, ask
from marketplace.web.public import maps
from marketplace.web.public.filters import Chosen, chosen, facets
from marketplace.web.public.forms import AskForm, asked_form
from marketplace.web.public.hits import Asked, distance, hits
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.filters import said
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page

PER_PAGE = 10
SORTS = {"pris": "price", "start": "start", "timer": "hours"}
NEAREST = "afstand"
EVERYTHING = 100_000  # hits in one page, when the door puts them in order by distance
CANONICAL = ("felt", "region", "side")


@dataclass
class Found:
    """One page of the list."""

    total: int = 0
    offer_ids: tuple[int, ...] = ()
    page: int = 1
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    understood: dict[str, str] = field(default_factory=dict)
    ready: bool = True  # False while the index is being built


def offers() -> ResponseReturnValue:
    form, fields = asked_form(), public_fields()
    on = chosen(fields)
    sort = request.args.get("sort", "")
    near, found = None, Found()
    try:
        near = find_postcode(form.postcode.data) if form.postcode.data else None
        if not form.errors:
            found = _find(form, on, sort, near)
    except RuleBroken as broken:
        refuse(form, broken)
    words = form.q.data or ""
    if form.errors:
        return page("public/offers/refused.html", title=_("Find forløb"), status=422, form=form, words=words)
    carried = {"q": words, "postnr": near.code if near else "", "antal": form.headcount.data}
    carried = {name: value for name, value in carried.items() if value}
    asked = Asked(found.understood, near, form.headcount.data, carried)
    first = (found.page - 1) * PER_PAGE + 1
    shown = hits(public_offer_cards(found.offer_ids, now()), now(), asked, first_no=first)
    return page(
        "public/offers/offers.html",
        title=_title(found, words, [one for one in fields if one.key in on.fields]),
        status=200 if found.ready else 503,
        canonical_args=CANONICAL,
        form=form,
        words=words,
        near=near,
        headcount=form.headcount.data,
        found=found,
        heading=ngettext("%(num)s forløb", "%(num)s forløb", found.total),
        hits=shown,
        chips=_chips(found.understood),
        facets=facets(fields, on, found.counts),
        filters_on=on.many + bool(form.price_to.data),
        cleared=url_for("public.offers", **asked.carried),
        without=request.args.getlist("uden"),
        sort=sort if sort in SORTS or (near and sort == NEAREST) else "",
        sorts=_sorts(sort, near),
        pager=Page(shown, found.page, PER_PAGE, found.total),
        page_url=page_url,
        points=maps.numbered(
            (hit.no, hit.lat, hit.lon) for hit in shown if hit.no and hit.lat is not None and hit.lon is not None
        ),
        us=maps.place(near.lat, near.lon) if near else None,
        ring=maps.ring(maps.NEAR_KM),
        near_km=maps.NEAR_KM,
        indexed=not words and sort == "",
    )


def _find(form: AskForm, on: Chosen, sort: str, near: Postcode | None) -> Found:
    by_distance = near is not None and sort == NEAREST
    asked = Ask(
        text=form.q.data or "",
        language=language(),
        fields=on.fields,
        regions=on.regions,
        participations=on.participations,
        languages=on.languages,
        levels=tuple(int(level) for level in on.levels),
        ects=on.sizes,
        price_to=form.price_to.data.minor if form.price_to.data else None,
        without=tuple(request.args.getlist("uden")[:50]),
        sort=SORTS.get(sort, "best"),
        page=1 if by_distance else page_number(),
        per_page=EVERYTHING if by_distance else PER_PAGE,
    )
    answer = ask(asked)
    at, ids = answer.page, answer.offer_ids
    if by_distance:
        at, ids = _nearest(answer, near)
    return Found(
        ready=answer.ready,
        total=answer.total,
        offer_ids=ids,
        page=at,
        counts={group: dict(counts) for group, counts in answer.facets.items()},
        understood={key: said(label) for key, label in answer.understood.items()},
    )


def _nearest(answer: Hits, near: Postcode | None) -> tuple[int, tuple[int, ...]]:
    """The asked page of all hits, those with the nearest open run first; the order stays where it is the same."""
    away: dict[int, float] = {}
    for run in public_run_places(now()):
        km = distance(near, run.participation, run.lat, run.lon)
        if km is not None:
            away[run.offer_id] = min(km, away.get(run.offer_id, km))
    ordered = sorted(answer.offer_ids, key=lambda offer_id: away.get(offer_id, float("inf")))
    at = min(page_number(), max(1, -(-answer.total // PER_PAGE)))
    return at, tuple(ordered[(at - 1) * PER_PAGE : at * PER_PAGE])


def _title(found: Found, words: str, fields: list[Any]) -> str:
    if not found.ready:
        return _("Find forløb")
    if words:
        return ngettext("%(num)s forløb til »%(words)s«", "%(num)s forløb til »%(words)s«", found.total, words=words)
    if len(fields) == 1:
        return ngettext(
            "%(num)s forløb i %(field)s",
            "%(num)s forløb i %(field)s",
            found.total,
            field=said(fields[0].label),
        )
    return ngettext("%(num)s forløb til jeres medarbejdere", "%(num)s forløb til jeres medarbejdere", found.total)


def _with(**changed: str | list[str] | None) -> str:
    """This address with some arguments changed; back on the first page."""
    gone = {"side", *changed}
    kept = [(name, value) for name, values in request.args.lists() for value in values if name not in gone and value]
    for name, value in changed.items():
        kept += [(name, one) for one in ([value] if isinstance(value, str) else value or [])]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _chips(understood: dict[str, str]) -> list[tuple[str, str]]:
    left_out = request.args.getlist("uden")
    return [(word, _with(uden=[*left_out, key])) for key, word in understood.items()]


def _sorts(sort: str, near: Postcode | None) -> list[tuple[str, str, bool]]:
    """The orders as (words, address, whether it is this one)."""
    orders = [("", _("Bedst")), ("pris", _("Pris")), ("start", _("Start")), ("timer", _("Timer"))]
    if near:
        orders.append((NEAREST, _("Afstand")))
    known = sort if any(sort == code for code, _words in orders) else ""
    return [(words, _with(sort=code or None), code == known) for code, words in orders]
