"""The list of offers: a need, a place and a headcount in; hits, chips, filters, weights, map and pages out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import public_offer_cards
from marketplace.competences.models import Field
from marketplace.competences.queries import public_fields
from marketplace.foundation.clock import now
from marketplace.foundation.paging import Page
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import ngettext, number
from marketplace.organisations.queries.homes import home_postcode
from marketplace.search.queries import ask
from marketplace.search.queries.used import count_of_used
from marketplace.search.rules.asking import Ask, Hits
from marketplace.web.public import maps, steering
from marketplace.web.public.address import COMPARED, OF_THE_WORDS, Address
from marketplace.web.public.asking import Question, read_question
from marketplace.web.public.chips import SHOWN_NEARBY, chips_of, nearby_chips
from marketplace.web.public.cover import band
from marketplace.web.public.filters import Counts, facets
from marketplace.web.public.hits import Asked, Hit, hits
from marketplace.web.public.pasting import READ, shortened
from marketplace.web.public.reasons import by_words
from marketplace.web.public.saving import saving, short
from marketplace.web.shell.filters import said
from marketplace.web.shell.guards import actor
from marketplace.web.shell.noting import note_search
from marketplace.web.shell.pages import page

PER_PAGE = 10
RETRY_SECONDS = "10"  # until the index may be there again
MOST_COMPARED = 4
TITLE_WORDS = 60  # characters of a need that stand in a heading
CANONICAL = ("felt", "region", "side")
TYPED_BESIDE = ("pris", "senest", "km")  # limits that are typed elsewhere than in the question


def offers() -> ResponseReturnValue:
    question = read_question()
    address = Address(url_for("public.offers"), request.args.to_dict(flat=False))
    fields = public_fields()
    asked = _among(question.asked, fields)
    if not question.is_readable:
        return _refused(question, asked, fields, address)
    if (way := shortened(asked.text, address)) is not None:
        return way
    if not request.args:
        question.form.postcode.data = home_postcode(actor())
    found = ask(asked)
    near = question.near
    note_search(asked, found, near.region if near else "")
    shown = _hits(question, asked, found, address)
    groups = facets(fields, asked, _counts(question, asked, found), used=_used(question))
    body, status = page(
        "public/offers/offers.html",
        title=_title(found, asked, fields),
        status=200 if found.ready else 503,
        canonical_args=CANONICAL,
        form=question.form,
        words=asked.text,
        pasted=request.args.get(READ) == "1",
        near=near,
        found=found,
        heading=ngettext("%(num)s forløb", "%(num)s forløb", found.total),
        hits=shown,
        chips=chips_of(found.understood, address),
        more_chips=nearby_chips(found.alternatives, address),
        shown_nearby=SHOWN_NEARBY,
        meant=address.url(*OF_THE_WORDS, q=found.did_you_mean),
        verbatim=address.url(ordret=1),
        words_short=short(" ".join(asked.text.split()), TITLE_WORDS),
        cover=band(asked, found) if found.page == 1 else None,
        facets=groups,
        filters_on=sum(facet.on for facet in groups) + bool(asked.price_to) + bool(asked.done_by),
        unfiltered=steering.unfiltered(address),
        narrowed=_narrowed(address),
        again=address.url(),
        price_words=_price_words(asked),
        carried=steering.carried(address),
        sliders=steering.sliders(asked),
        step_words=steering.step_words(),
        orders=steering.orders(asked, address),
        pager=Page(shown, found.page, PER_PAGE, found.total),
        page_url=lambda number: address.url(**({"side": number} if number > 1 else {})),
        ticked_elsewhere=_ticked_elsewhere(address, shown),
        most_compared=MOST_COMPARED,
        saving=saving(asked),
        points=maps.numbered(
            (hit.no, hit.lat, hit.lon) for hit in shown if hit.no and hit.lat is not None and hit.lon is not None
        ),
        us=maps.place(near.lat, near.lon) if near else None,
        ring=maps.ring(maps.NEAR_KM),
        near_km=maps.NEAR_KM,
        indexed=not asked.text and asked.sort == "best",
    )
    return body, status, {} if found.ready else {"Retry-After": RETRY_SECONDS}


def _among(asked: Ask, fields: Sequence[Field]) -> Ask:
    """The search as this page asks it; a field that does not exist is as if it were not there."""
    known = {field.key for field in fields}
    return replace(asked, fields=tuple(key for key in asked.fields if key in known), per_page=PER_PAGE)


def _refused(question: Question, asked: Ask, fields: Sequence[Field], address: Address) -> ResponseReturnValue:
    """The question again as one form: what is wrong beside each field, and all that was typed and chosen kept."""
    wrong = question.form.wrong
    beside = [field for field in question.form if field.name in wrong and field.name in TYPED_BESIDE]
    chosen = [facet for facet in facets(fields, asked, {}, used=_used(question)) if facet.on]
    shown = [*(field.name for field in beside), *(facet.name for facet in chosen)]
    return page(
        "public/offers/refused.html",
        title=_("Find forløb"),
        status=422,
        form=question.form,
        words=question.form.q.data or "",
        beside=beside,
        chosen=chosen,
        hidden=address.hidden("q", "postnr", "antal", *shown),
    )


def _hits(question: Question, asked: Ask, found: Hits, address: Address) -> list[Hit]:
    at = now()
    runs = {hit.offer_id: hit.run for hit in found.hits if hit.run}
    told = Asked(
        competences={one.key: said(one.label) for one in found.understood},
        found={hit.offer_id: hit for hit in found.hits},
        near=asked.near,
        people=asked.headcount,
        carried=address.query(),
        used=question.used,
        ticked=address.values(COMPARED)[:MOST_COMPARED],
    )
    cards = public_offer_cards(found.offer_ids, at, runs=runs)
    covering = {hit.offer_id for hit in found.hits if hit.covers}
    told = replace(
        told, by_words=by_words(found.instead or asked.text, [c for c in cards if c.offer_id not in covering])
    )
    return hits(cards, at, told, first_no=(found.page - 1) * PER_PAGE + 1)


def _narrowed(address: Address) -> str:
    """The list without limits that a link set and no filter shows; "" where there are none."""
    elsewhere = ("kommune", "kompetence", "udbyder")
    return address.url(*elsewhere) if any(address.values(name) for name in elsewhere) else ""


def _used(question: Question) -> bool | None:
    """Whether only institutions used before are asked for; None for somebody who has used none."""
    return request.args.get("brugt") == "1" if question.used else None


def _counts(question: Question, asked: Ask, found: Hits) -> Counts:
    """How many offers each choice leaves, those of the institutions used before among them."""
    if not question.used or not found.ready:
        return found.facets
    of_used = found.total if _used(question) else count_of_used(asked, question.used)
    return {**found.facets, "used": {"1": of_used}}


def _title(found: Hits, asked: Ask, fields: Sequence[Field]) -> str:
    if not found.ready:
        return _("Find forløb")
    total, chosen = found.total, [field for field in fields if field.key in asked.fields]
    if words := short(" ".join((found.instead or asked.text).split()), TITLE_WORDS):
        if not total:
            return _("Ingen forløb til »%(words)s«", words=words)
        return ngettext("%(num)s forløb til »%(words)s«", "%(num)s forløb til »%(words)s«", total, words=words)
    if len(chosen) == 1:
        return ngettext("%(num)s forløb i %(field)s", "%(num)s forløb i %(field)s", total, field=said(chosen[0].label))
    return ngettext("%(num)s forløb til jeres medarbejdere", "%(num)s forløb til jeres medarbejdere", total)


def _price_words(asked: Ask) -> str:
    if asked.people > 1:
        return _("Højeste pris for %(num)s medarbejdere, kr.", num=number(asked.people))
    return _("Højeste pris pr. plads, kr.")


def _ticked_elsewhere(address: Address, shown: Sequence[Hit]) -> list[str]:
    """Refs to be compared that were ticked on other pages of the list."""
    here = {hit.ref for hit in shown}
    return [ref for ref in address.values(COMPARED)[:MOST_COMPARED] if ref not in here]
