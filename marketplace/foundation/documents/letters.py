"""Letters: a subject, a plain text and an HTML text, rendered by plain Jinja with the words of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from marketplace.foundation import words

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is handed to the mail server. `message_id` is the same each time it is sent."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    message_id: str
    language: str


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"], default_for_string=False, default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=words.day, moment=words.moment, money=words.money, clock=words.clock, times=words.times)
    made.globals.update(_=words.gettext, ngettext=words.ngettext, span=words.span, times=words.times)
    return made


def render(template: str, **facts: Any) -> str:
    """One template under templates/mail, in the language being spoken."""
    return _environment().get_template(template).render(**facts)
