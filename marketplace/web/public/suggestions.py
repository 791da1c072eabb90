"""What could be meant while a need is typed: competences, jobs, and offers by their title.

A need is more than one phrase, so what stands before the phrase that is being typed is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.competences.queries import labels_like
from marketplace.competences.rules import Suggestion
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, ngettext
from marketplace.search.queries import offers_like
from marketplace.web.shell.filters import said

MOST = 8  # competences and jobs
MOST_OFFERS = 4
LONGEST = 80
LEAST = 2
LEAST_BEHIND = 3  # of a word behind others: "og" and "på" are no beginnings
MOST_BEHIND = 4  # words of a phrase that is typed behind others


@dataclass(frozen=True, slots=True)
class Option:
    """One suggestion: its words, the text it puts in the field or the page it leads to; and a note."""

    words: str
    value: str
    note: str = ""
    url: str = ""


def suggest() -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()
    groups = _groups(typed) if LEAST <= len(typed) <= LONGEST else []
    shown = [(words, options) for words, options in groups if options]
    answer = make_response(render_template("public/suggestions/suggest.html", groups=shown))
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _groups(typed: str) -> list[tuple[str, list[Option]]]:
    before, found = _found(typed)
    jobs = [
        Option(one.label, before + one.label, ngettext("%(num)s kompetence", "%(num)s kompetencer", one.n))
        for one in found
        if one.kind == "job"
    ]
    offers = [
        Option(said(one.title), said(one.title), url=url_for("public.offer", ref=one.ref))
        for one in offers_like(typed, language(), MOST_OFFERS)
    ]
    return [
        (_("Kompetencer"), [Option(one.label, before + one.label) for one in found if one.kind != "job"]),
        (_("Job"), jobs),
        (_("Forløb med det navn"), offers),
    ]


def _found(typed: str) -> tuple[str, list[Suggestion]]:
    """The labels the longest end of the text begins, and the text before that end."""
    for at in _begins(typed):
        if found := labels_like(typed[at:], language(), MOST):
            return typed[:at], found
    return "", []


def _begins(typed: str) -> Iterator[int]:
    """Where a phrase may begin: with the text itself, else with one of its last words."""
    yield 0
    behind = [word.start() for word in re.finditer(r"(?<!\w)\w", typed) if word.start()]
    yield from (at for at in behind[-MOST_BEHIND:] if len(typed) - at >= LEAST_BEHIND)
