"""An offer for machines: schema.org Course with its instances, as JSON-LD safe to stand in a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from marketplace.catalogue.models import OfferVersion, Run
from marketplace.foundation.money import Money
from marketplace.web.shell.filters import said

MODES = {"onsite": "Onsite", "online": "Online", "blended": "Blended", "at_company": "Onsite"}
ESCO = "http://data.europa.eu/esco"


def _hours(tenths: int) -> str:
    """A duration as ISO 8601 writes it."""
    minutes = tenths * 6
    return f"PT{minutes // 60}H" + (f"{minutes % 60}M" if minutes % 60 else "")


def course(
    version: OfferVersion,
    runs: Sequence[Run],
    prices: Mapping[int, Money | None],
    left: Mapping[int, int],
    vat_basis: str | None,
) -> Markup:
    """The JSON-LD of an offer and its open runs. Prices are net of VAT, and say so."""
    site = current_app.config["SITE_URL"]
    url = site + url_for("public.offer", ref=version.offer.ref)
    seller = version.offer.institution.organisation
    provider = {
        "@type": "EducationalOrganization",
        "name": seller.name,
        "url": site + url_for("public.institution", ref=seller.ref),
    }
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": url,
        "url": url,
        "name": said(version.title),
        "description": said(version.lead),
        "inLanguage": version.language,
        "provider": provider,
        "timeRequired": _hours(version.hours_total_tenths),
        "educationalCredentialAwarded": {
            "@type": "EducationalOccupationalCredential",
            "name": said(version.title),
            "credentialCategory": "micro-credential",
            "recognizedBy": provider,
        },
        "teaches": [_competence(one) for one in _competences(version)],
        "hasCourseInstance": [
            _instance(version, run, prices.get(run.id), left.get(run.id, 0), vat_basis, url) for run in runs
        ],
    }
    if version.nqf_level:
        made["educationalLevel"] = f"EQF {version.nqf_level}"
    if version.ects_tenths:
        made["numberOfCredits"] = {"@type": "StructuredValue", "name": "ECTS", "value": version.ects_tenths / 10}
    text = json.dumps(made, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  # nothing in it can end the script element


def _competences(version: OfferVersion) -> list[Any]:
    found = {link.competence.key: link.competence for outcome in version.outcomes for link in outcome.competences}
    return list(found.values())


def _competence(one: Any) -> dict[str, Any]:
    term: dict[str, Any] = {"@type": "DefinedTerm", "name": said(one.label)}
    if one.uri:
        term.update({"@id": one.uri, "inDefinedTermSet": ESCO})
    return term


def _instance(
    version: OfferVersion, run: Run, each: Money | None, left: int, vat_basis: str | None, url: str
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": MODES[run.participation],
        "courseWorkload": _hours(version.hours_away_tenths),
    }
    if run.starts_on:
        made["startDate"] = run.starts_on.isoformat()
    if run.ends_on:
        made["endDate"] = run.ends_on.isoformat()
    if run.participation == "online":
        made["location"] = {"@type": "VirtualLocation", "url": url}
    elif run.postcode:
        made["location"] = {
            "@type": "Place",
            "name": run.place or run.postcode.city,
            "address": {
                "@type": "PostalAddress",
                "postalCode": run.postcode.code,
                "addressLocality": run.postcode.city,
                "addressCountry": "DK",
            },
        }
    if each is not None:
        price = f"{each.amount:.2f}"
        made["offers"] = {
            "@type": "Offer",
            "category": "Paid",
            "url": f"{url}?hold={run.ref}",
            "price": price,
            "priceCurrency": "DKK",
            "availability": f"https://schema.org/{'InStock' if left > 0 else 'SoldOut'}",
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": price,
                "priceCurrency": "DKK",
                "valueAddedTaxIncluded": vat_basis == "exempt",
            },
        }
    return made
