"""What a module states."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.catalogue.rules.codes import LANGUAGES, LONG_TEXT, check_choice, check_length, is_said
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts

MOST_HOURS_TENTHS = 2000


@dataclass(frozen=True)
class ModuleFacts:
    """A module as its author states it; hours in tenths (7,5 hours is 75)."""

    title: Texts
    summary: Texts
    body: Texts
    hours_tenths: int
    language: str
    competence_keys: tuple[str, ...]


def check_module(facts: ModuleFacts) -> None:
    """Refuse a module without title or hours, or with texts that are too long."""
    if not is_said(facts.title):
        raise RuleBroken("catalogue.title_missing", field="title")
    check_length("title", facts.title, 200)
    check_length("summary", facts.summary, 400)
    check_length("body", facts.body, LONG_TEXT)
    check_choice("language", facts.language, LANGUAGES)
    if not 0 < facts.hours_tenths <= MOST_HOURS_TENTHS:
        raise RuleBroken("catalogue.hours_range", field="hours", max=MOST_HOURS_TENTHS // 10)
