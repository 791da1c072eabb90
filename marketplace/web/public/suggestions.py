"""What could be meant while a need is typed: competences and jobs."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.competences.queries import labels_like
from marketplace.foundation.words import language

MOST = 8
LONGEST = 80
LEAST = 2


def suggest() -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()
    found = labels_like(typed, language(), MOST) if LEAST <= len(typed) <= LONGEST else []
    answer = make_response(render_template("public/suggestions/suggest.html", found=found))
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
