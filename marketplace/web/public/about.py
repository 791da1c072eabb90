"""What the market says about itself: quality, prices, personal data, accessibility, contact; and to institutions."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from marketplace.catalogue.queries import public_counts
from marketplace.foundation.clock import now
from marketplace.foundation.words import gettext as _
from marketplace.web.shell.pages import page


def for_institutions() -> ResponseReturnValue:
    return page(
        "public/about/for_institutions.html", title=_("For udbydere af korte forløb"), counts=public_counts(now())
    )


def about_quality() -> ResponseReturnValue:
    return page("public/about/quality.html", title=_("Sådan måler vi kvalitet"))


def about_prices() -> ResponseReturnValue:
    return page("public/about/prices.html", title=_("Priser og moms"))


def about_privacy() -> ResponseReturnValue:
    return page("public/about/privacy.html", title=_("Persondata"), operator=_operator())


def about_accessibility() -> ResponseReturnValue:
    return page("public/about/accessibility.html", title=_("Tilgængelighed"))


def about_contact() -> ResponseReturnValue:
    return page("public/about/contact.html", title=_("Kontakt"), operator=_operator())


def _operator() -> dict[str, str]:
    return {"name": current_app.config["OPERATOR_NAME"], "cvr": current_app.config["OPERATOR_CVR"]}
