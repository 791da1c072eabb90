"""What machines read about the site: the sitemap and robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, current_app, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import public_offer_addresses, public_places
from marketplace.foundation.clock import now, today
from marketplace.organisations.queries import public_institutions

PAGES = ("front", "offers", "institutions", "places", "funding", "for_institutions")
ABOUT = ("about_quality", "about_prices", "about_privacy", "about_accessibility", "about_contact")


@dataclass(frozen=True)
class Address:
    """A page and, where it is known, the day it last changed."""

    url: str
    changed_on: date | None = None


def sitemap() -> ResponseReturnValue:
    site = current_app.config["SITE_URL"]
    addresses = [Address(site + url_for(f"public.{name}")) for name in (*PAGES, *ABOUT)]
    addresses += [
        Address(site + url_for("public.offer", ref=offer.offer_ref), today(offer.published_at))
        for offer in public_offer_addresses()
    ]
    addresses += [
        Address(site + url_for("public.institution", ref=one.organisation.ref)) for one in public_institutions()
    ]
    pairs = public_places(now())
    addresses += [
        Address(site + url_for("public.place", municipality=slug))
        for slug in dict.fromkeys(pair.municipality_slug for pair in pairs)
    ]
    addresses += [
        Address(site + url_for("public.place_field", municipality=pair.municipality_slug, field=pair.field_key))
        for pair in pairs
    ]
    return _plain(render_template("public/site/sitemap.xml", addresses=addresses), "application/xml")


def robots() -> ResponseReturnValue:
    site = current_app.config["SITE_URL"]
    closed = ("/konto/", "/hr/", "/udbyder/", "/mit/", "/operator/", "/forslag")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {site}/sitemap.xml", ""]
    return _plain("\n".join(lines), "text/plain")


def _plain(text: str, kind: str) -> Response:
    answer = make_response(text)
    answer.content_type = f"{kind}; charset=utf-8"
    return answer
