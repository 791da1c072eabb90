"""The public door: finding offers, their pages, places, institutions, and what the market says about itself."""

from __future__ import annotations

from marketplace.web.public import (
    about,
    comparing,
    cover,
    front,
    funding,
    institutions,
    offer,
    offers,
    pasting,
    places,
    site,
    suggestions,
)
from marketplace.web.shell.guards import Door, open_to_all
from marketplace.web.shell.keeping import kept

door = Door("public", guard=open_to_all)

door.add_url_rule("/", endpoint="front", view_func=kept(front.front), methods=["GET"])
door.add_url_rule("/forloeb", endpoint="offers", view_func=kept(offers.offers), methods=["GET"])
door.add_url_rule("/forloeb/<ref>", endpoint="offer", view_func=kept(offer.offer), methods=["GET"])
door.add_url_rule("/sammenlign", endpoint="compare", view_func=kept(comparing.compare), methods=["GET"])
door.add_url_rule("/daekning", endpoint="cover", view_func=kept(cover.cover), methods=["GET"])
door.add_url_rule("/stillingsopslag", endpoint="paste", view_func=pasting.paste, methods=["GET", "POST"])
door.add_url_rule("/forslag", endpoint="suggest", view_func=suggestions.suggest, methods=["GET"])
door.add_url_rule("/udbydere", endpoint="institutions", view_func=kept(institutions.institutions), methods=["GET"])
door.add_url_rule("/udbydere/<ref>", endpoint="institution", view_func=kept(institutions.institution), methods=["GET"])
door.add_url_rule("/kompetencekurser", endpoint="places", view_func=kept(places.places), methods=["GET"])
door.add_url_rule("/kompetencekurser/<municipality>", endpoint="place", view_func=kept(places.place), methods=["GET"])
door.add_url_rule(
    "/kompetencekurser/<municipality>/<field>",
    endpoint="place_field",
    view_func=kept(places.place_field),
    methods=["GET"],
)
door.add_url_rule("/tilskud", endpoint="funding", view_func=kept(funding.funding), methods=["GET"])
door.add_url_rule("/for-udbydere", endpoint="for_institutions", view_func=about.for_institutions, methods=["GET"])
door.add_url_rule("/om/kvalitet", endpoint="about_quality", view_func=about.about_quality, methods=["GET"])
door.add_url_rule("/om/priser", endpoint="about_prices", view_func=about.about_prices, methods=["GET"])
door.add_url_rule("/om/persondata", endpoint="about_privacy", view_func=about.about_privacy, methods=["GET"])
door.add_url_rule(
    "/om/tilgaengelighed", endpoint="about_accessibility", view_func=about.about_accessibility, methods=["GET"]
)
door.add_url_rule("/om/kontakt", endpoint="about_contact", view_func=about.about_contact, methods=["GET"])
door.add_url_rule("/sitemap.xml", endpoint="sitemap", view_func=site.sitemap, methods=["GET"])
door.add_url_rule("/robots.txt", endpoint="robots", view_func=site.robots, methods=["GET"])
