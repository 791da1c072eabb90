"""The institutions: all of them, and each with its offers."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import offers_by_institution, public_offers_of_institution
from marketplace.foundation.clock import now, today
from marketplace.foundation.paging import PER_PAGE, Page
from marketplace.foundation.words import gettext as _
from marketplace.organisations.queries import public_accreditations, public_institution, public_institutions
from marketplace.web.public import maps
from marketplace.web.public.hits import hits
from marketplace.web.shell.pager import page_number, page_url
from marketplace.web.shell.pages import page


def institutions() -> ResponseReturnValue:
    everyone = public_institutions()
    at = min(page_number(), max(1, -(-len(everyone) // PER_PAGE)))
    shown = everyone[(at - 1) * PER_PAGE : at * PER_PAGE]
    places = [one.organisation.postcode for one in everyone]
    return page(
        "public/institutions/institutions.html",
        title=_("Udbydere"),
        canonical_args=("side",),
        pager=Page(shown, at, PER_PAGE, len(everyone)),
        page_url=page_url,
        offers=offers_by_institution(),
        points=maps.dots((place.lat, place.lon) for place in places),
    )


def institution(ref: str) -> ResponseReturnValue:
    at = now()
    found = public_institution(ref)
    cards = public_offers_of_institution(ref, at, page_number())
    place = found.organisation.postcode
    return page(
        "public/institutions/institution.html",
        title=found.organisation.name,
        canonical_args=("side",),
        institution=found,
        organisation=found.organisation,
        vouched=public_accreditations(found.id, today(at)),
        pager=cards,
        page_url=page_url,
        hits=hits(list(cards.items), at, with_seller=False),
        points=maps.dots([(place.lat, place.lon)]),
    )
