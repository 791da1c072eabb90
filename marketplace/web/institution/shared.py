"""What several pages of this door share: the list of fields, and where a broken rule is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.competences.queries import public_fields
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.problems import problem
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.web.shell.errors import refuse
from marketplace.web.shell.forms import Form


def field_choices() -> list[tuple[str, str]]:
    """Every field of education, with nothing chosen first."""
    return [("", _("Vælg et fagområde")), *((field.key, field.label.said(language())) for field in public_fields())]


def put(form: Form, broken: RuleBroken) -> int:
    """Say a broken rule on the form, as `refuse` does; a text in two languages gets it on its Danish field."""
    if broken.field and broken.field not in form and f"{broken.field}_da" in form:
        broken.field = f"{broken.field}_da"
    return refuse(form, broken)


def refusal(rule: Callable[..., None], *given: Any, **more: Any) -> str:
    """Why a rule would say no right now, or nothing when it would not: for the words beside a missing button."""
    try:
        rule(*given, **more)
    except RuleBroken as broken:
        return problem(broken)
    return ""
