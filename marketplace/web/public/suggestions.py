"""What could be meant while a need is typed: competences, jobs, and offers by their title."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.competences.queries import labels_like
from marketplace.foundation.words import gettext as _
from marketplace.foundation.words import language, ngettext
from marketplace.search.queries import offers_like
from marketplace.web.shell.filters import said

MOST = 8  # competences and jobs
MOST_OFFERS = 4
LONGEST = 80
LEAST = 2


@dataclass(frozen=True, slots=True)
class Option:
    """One suggestion: the words it puts in the field, or the page it leads to; and a note."""

    words: str
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
    found = labels_like(typed, language(), MOST)
    jobs = [
        Option(one.label, ngettext("%(num)s kompetence", "%(num)s kompetencer", one.n))
        for one in found
        if one.kind == "job"
    ]
    offers = [
        Option(said(one.title), url=url_for("public.offer", ref=one.ref))
        for one in offers_like(typed, language(), MOST_OFFERS)
    ]
    return [
        (_("Kompetencer"), [Option(one.label) for one in found if one.kind != "job"]),
        (_("Job"), jobs),
        (_("Forløb med det navn"), offers),
    ]
