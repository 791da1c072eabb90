"""Making a page: the template, its title, and what the frame around every page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, get_flashed_messages, render_template, request, url_for

from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language
from marketplace.web.shell.guards import present_desk, signed_in_or_none

Tab = tuple[str, str, bool]


@dataclass
class Shell:
    """What base.html is given: language, who is signed in, where one is."""

    language: str
    other_language: str
    other_language_name: str
    other_language_url: str
    demo: bool
    signed_in: bool
    person_name: str = ""
    desk_name: str = ""
    desk_url: str = ""
    many_desks: bool = False
    tabs: list[Tab] = field(default_factory=list)
    canonical: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


DESK_FRONTS = {
    "company": "hr.today",
    "institution": "institution.today",
    "employee": "employee.overview",
    "operator": "operator.today",
}


def _in_language(code: str, path: str, args: dict[str, list[str]]) -> str:
    kept = [(name, value) for name, values in args.items() if name != "lang" for value in values]
    if code != "da":
        kept.append(("lang", code))
    return path + (f"?{urlencode(kept)}" if kept else "")


def language_url(code: str) -> str:
    """This page in another language; a page that only answers to POST links to the front page."""
    can_get = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    path = request.path if can_get else "/"
    args = request.args.to_dict(flat=False) if can_get else {}
    kept = [(name, value) for name, values in args.items() if name != "lang" for value in values]
    return f"{path}?{urlencode([*kept, ('lang', code)])}"


def desk_front(kind: str) -> str:
    """The first page of a desk."""
    return url_for(DESK_FRONTS[kind])


def make_shell(canonical_args: tuple[str, ...] = ()) -> Shell:
    """The frame of the page being made; only the named query arguments belong to its own address."""
    here = language()
    other = "en" if here == "da" else "da"
    person = signed_in_or_none()
    desk = present_desk()
    site = current_app.config["SITE_URL"]
    args = {name: values for name, values in request.args.to_dict(flat=False).items() if name in canonical_args}
    return Shell(
        language=here,
        other_language=other,
        other_language_name="English" if other == "en" else "Dansk",
        other_language_url=language_url(other),
        demo=current_app.config["DEMO"],
        signed_in=person is not None,
        person_name=person.name if person else "",
        desk_name=(desk.name if desk else "") or (person.name if person else ""),
        desk_url=desk_front(desk.desk) if desk else "",
        many_desks=bool(person and len(person.desks) > 1),
        tabs=g.get("tabs", []),
        canonical=site + _in_language(here, request.path, args),
        alternates=[(code, site + _in_language(code, request.path, args)) for code in ("da", "en")],
        notes=[(str(note[0]), str(note[1])) for note in get_flashed_messages(with_categories=True)],
    )


def page(
    template: str, *, title: str, status: int = 200, canonical_args: tuple[str, ...] = (), **values: Any
) -> tuple[str, int]:
    """A whole page. Views in a 4xx state give their status.

    `canonical_args` names the query arguments that make another page of it (which page of a list, a filter); all
    others (words searched for, a sort order) lead to the same canonical address.
    """
    return render_template(template, title=title, shell=make_shell(canonical_args), **values), status


def wants_fragment() -> bool:
    """Whether the page's own script asks, to swap one region only."""
    return request.headers.get("X-Fragment") == "1"


def use_tabs(tabs: list[tuple[str, str, str]]) -> None:
    """The tabs of a desk: (label, endpoint, prefix of endpoints that belong to it)."""
    here = request.endpoint or ""
    g.tabs = [
        (_(text), url_for(endpoint), any(here.split(".", 1)[-1].startswith(part) for part in prefix.split()))
        for text, endpoint, prefix in tabs
    ]
