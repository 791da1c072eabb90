"""One offer: what it gives, its runs to choose from, and what n seats cost."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote_plus

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace.booking.policy import may_book
from marketplace.booking.queries import places_left_for
from marketplace.catalogue.models import OfferVersion, Run
from marketplace.catalogue.queries import open_runs_of, public_offer, vat_of
from marketplace.foundation.clock import now, today
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.money import Money
from marketplace.foundation.refs import new_ref
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, ngettext
from marketplace.organisations.queries import company_by_id, public_accreditations
from marketplace.pricing.models import PricePlan
from marketplace.pricing.queries import plans_for_runs, plans_of_offers
from marketplace.pricing.queries.funding import schemes_that_count
from marketplace.pricing.rules import ListPrice, list_price
from marketplace.pricing.rules.funding import estimate
from marketplace.search.queries.addresses import near_in
from marketplace.search.queries.judging import Judged, judge
from marketplace.search.rules.addresses import ask_from
from marketplace.search.rules.asking import Ask
from marketplace.web.public import facts as facts_of
from marketplace.web.public import runs as words_of
from marketplace.web.public.address import Address
from marketplace.web.public.forms import MOST_SEATS, SeatsForm
from marketplace.web.public.steering import QUESTION
from marketplace.web.public.structured import course
from marketplace.web.shell import funding as funding_of
from marketplace.web.shell import prices as prices_of
from marketplace.web.shell.choosing import Priced, choices, chosen_of, class_prices, priced_for
from marketplace.web.shell.filters import said
from marketplace.web.shell.guards import actor
from marketplace.web.shell.pages import page


def offer(ref: str) -> ResponseReturnValue:
    at = now()
    version = public_offer(ref)
    on = today(at)
    form = SeatsForm(formdata=request.args)
    form.validate()
    runs = open_runs_of(version.offer_id, at)
    left = places_left_for(runs, at) if runs else {}
    plans = plans_for_runs(runs)
    prices = {run_id: _each(version, found) for run_id, found in plans.items()}
    asked = _asked()
    seats = form.n.data or min(asked.people, MOST_SEATS)
    run = _chosen(runs, left, seats)
    vat = vat_of(version.offer_id, on)
    buyer_id = actor().organisation_id if actor().desk == "company" else None
    priced = priced_for(buyer_id, run, plans[run.id], vat, seats, at) if run else Priced()
    quote = chosen_of(priced.quotes, request.args.get("plan", ""))
    size = company_by_id(buyer_id).size if buyer_id else None
    funding = estimate(quote, schemes_that_count(), size, on) if quote else None
    judged = judge(asked, [ref]) if asked.text or asked.plus else Judged()
    understood = {one.key: said(one.label) for one in judged.understood}
    built = {link.competence.key for outcome in version.outcomes for link in outcome.competences}
    covers = judged.hits[ref].covers if ref in judged.hits else understood.keys() & built
    vouched = public_accreditations(version.offer.institution_id, on)
    came = Address(url_for("public.offers"), request.args.to_dict(flat=False))
    asked_before = came.query()
    return page(
        "public/offer/offer.html",
        title=said(version.title),
        status=422 if form.errors else 200,
        version=version,
        institution=version.offer.institution,
        organisation=version.offer.institution.organisation,
        vouched=vouched,
        form=form,
        seats=seats,
        facts=facts_of.Facts(
            facts_of.quality(vouched[0] if vouched else None, large=True),
            words_of.price_fact(quote) if quote else facts_of.price(_offers_price(version), _basis(vat)),
            facts_of.time_away(version.hours_away_tenths, version.hours_total_tenths, version.ects_tenths),
            facts_of.match(len(covers), len(understood), len(built), large=True),
        ),
        understood=understood,
        covers=[word for key, word in understood.items() if key in covers],
        lacks=[word for key, word in understood.items() if key not in covers],
        place=words_of.place_of(run, asked.near) if run else "",
        rows=[
            words_of.row_of(one, left.get(one.id, 0), asked.near, prices[one.id] if _own(plans[one.id]) else None)
            for one in runs
        ],
        run=run,
        left=left.get(run.id, 0) if run else 0,
        quote=quote,
        bill=prices_of.bill(quote) if quote else [],
        later=prices_of.later(quote) if quote else [],
        funding=funding,
        funding_lines=funding_of.lines(funding),
        side_by_side=choices(priced.quotes, run.starts_on if run else None, priced.means),
        shared=class_prices(plans[run.id]) if run else [],
        meetings=words_of.meetings_of(run) if run else [],
        ladder=words_of.ladder_of(quote, run.starts_on, on) if quote and run else [],
        naming_until=words_of.naming_until(quote, run.starts_on) if quote and run else "",
        vat=vat,
        may_book=may_book(actor()),
        visitor=not actor().signed_in,
        sign_in=url_for("account.sign_in", next=_here(ref, run, seats, request.args.get("plan", ""), asked_before)),
        key=new_ref(),
        book_words=ngettext("Book %(num)s plads", "Book %(num)s pladser", seats),
        carried=came.hidden(),
        back=(_("Tilbage til forløbene") if asked_before else _("Alle forløb"), came.url()),
        structured=course(version, runs, prices, left, _basis(vat)),
    )


def _asked() -> Ask:
    """What the list was asked on the way here; what cannot be read is as if it was not there."""
    said_before = {name: request.args.getlist(name) for name in QUESTION}
    near = None
    with suppress(RuleBroken):
        near = near_in(said_before)
    with suppress(RuleBroken):
        return ask_from(said_before, language(), near=near)
    return Ask(language=language(), near=near)


def _chosen(runs: list[Run], left: dict[int, int], seats: int) -> Run | None:
    """The run in the address; else the first with room for all, else the first with room, else the first."""
    asked = request.args.get("hold", "")
    for run in runs:
        if run.ref == asked:
            return run
    fitting = [run for run in runs if left.get(run.id, 0) >= seats] or [run for run in runs if left.get(run.id, 0) > 0]
    return next(iter(fitting or runs), None)


def _own(plans: list[PricePlan]) -> bool:
    """Whether a run is sold by plans of its own."""
    return any(plan.run_id is not None for plan in plans)


def _each(version: OfferVersion, plans: list[PricePlan]) -> Money | None:
    """What one seat costs by the cheapest of the plans."""
    price = _price(version, plans)
    return price.each if price else None


def _price(version: OfferVersion, plans: list[PricePlan]) -> ListPrice | None:
    return list_price([plan.plan for plan in plans], 1, ects_tenths=version.ects_tenths, modules=len(version.modules))


def _offers_price(version: OfferVersion) -> ListPrice | None:
    return _price(version, plans_of_offers([version.offer_id]).get(version.offer_id, []))


def _basis(vat: Any) -> str | None:
    return vat.basis if vat is not None else None


def _here(ref: str, run: Run | None, seats: int, plan: str, asked_before: str) -> str:
    chosen = f"n={seats}" + (f"&hold={run.ref}" if run else "") + (f"&plan={quote_plus(plan)}" if plan else "")
    return url_for("public.offer", ref=ref) + (f"{asked_before}&{chosen}" if asked_before else f"?{chosen}")
