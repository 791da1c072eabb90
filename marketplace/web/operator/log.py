"""The audit trail: every fact, who made it true, when."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace.foundation.events import EventLog, kinds_told, recent_facts
from marketplace.foundation.labels import LABELS, label
from marketplace.foundation.words import gettext as _
from marketplace.web.shell.pages import page

PER_PAGE = 50


def word_for(kind: str) -> str:
    """What a kind of fact is called; its code when it has no word."""
    return label("fact", kind) if kind in LABELS["fact"] else kind


def _shown(row: EventLog) -> list[tuple[str, str]]:
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in row.refs.items()
    ]


def log() -> ResponseReturnValue:
    """The latest facts, newest first, all or of one kind; older ones by the row they come before."""
    told = kinds_told()
    asked = request.args.get("slags", "")
    kind = asked if asked in told else ""
    before = request.args.get("foer", "")
    rows = recent_facts(PER_PAGE + 1, int(before) if before.isdecimal() and len(before) < 16 else None, kind)
    shown = rows[:PER_PAGE]
    older = url_for("operator.log", slags=kind or None, foer=shown[-1].id) if len(rows) > PER_PAGE else ""
    return page(
        "operator/log/log.html",
        title=_("Hændelser"),
        rows=[(row, word_for(row.kind), _shown(row)) for row in shown],
        kinds=sorted(((one, word_for(one)) for one in told), key=lambda pair: pair[1]),
        kind=kind,
        older=older,
        newest=url_for("operator.log", slags=kind or None) if before else "",
    )
