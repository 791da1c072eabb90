"""Reading the outcomes of an imported row: a text, a list of texts, or texts with competences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.catalogue.rules.codes import PROFICIENCIES
from marketplace.catalogue.rules.offers import MOST_OUTCOMES, OutcomeFacts
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.texts import Texts

Known = Mapping[str, str]  # key by folded label, by URI and by key itself
LONGEST = 600
USUAL = 3  # the proficiency reached where a row does not say: the person does it alone
_BREAK = re.compile(r"\n+|(?<=[.;!?])\s+")
_LIST_SIGN = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*•–])\s*")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of a row; `rest` is what was too much to be one, `unknown` the skills nobody knows."""

    outcomes: tuple[OutcomeFacts, ...]
    rest: str = ""
    unknown: tuple[str, ...] = ()


def outcomes_of(stated: object, skills: object, known: Known, language: str) -> Outcomes:
    """What a row's `outcomes` and `skills` say; texts that do not name their language are in the row's.

    Skills that the vocabulary knows are built by the first outcome, or by one of their own; the others stay as text.
    """
    if stated is None or isinstance(stated, str):
        pieces = pieces_of(clean(stated or "", "outcomes"))
        outcomes, rest = (
            [OutcomeFacts(_in(language, piece)) for piece in pieces[:MOST_OUTCOMES]],
            pieces[MOST_OUTCOMES:],
        )
    elif isinstance(stated, Sequence):
        outcomes, rest = [_outcome(one, known, language) for one in stated], []
    else:
        raise RuleBroken("catalogue.row_outcomes", field="outcomes")
    said, keys, unknown = _skills(skills, known)
    if said and len(outcomes) < MOST_OUTCOMES:
        outcomes.append(OutcomeFacts(_in(language, ", ".join(said)[:LONGEST]), _once(keys)))
    return Outcomes(tuple(outcomes), "\n".join(rest), unknown)


def pieces_of(text: str) -> list[str]:
    """A text of outcomes as single ones: lines and sentences without their list signs, each at most 600 characters."""
    found = []
    for piece in _BREAK.split(text):
        plain = _LIST_SIGN.sub("", " ".join(piece.split()))
        while plain:
            found.append(plain[:LONGEST])
            plain = plain[LONGEST:]
    return [piece for piece in found if words_of(piece)]


def clean(text: str, field: str) -> str:
    """A text as a database keeps it; half a character, as JSON may hold, is a fault."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise RuleBroken("catalogue.row_not_text", field=field)
    return text.replace("\x00", "").strip()


def _in(language: str, text: str) -> Texts:
    return Texts(en=text) if language == "en" else Texts(da=text)


def _outcome(one: object, known: Known, language: str) -> OutcomeFacts:
    if isinstance(one, str):
        return OutcomeFacts(_in(language, clean(one, "outcomes")))
    if not isinstance(one, Mapping):
        raise RuleBroken("catalogue.row_outcomes", field="outcomes")
    own = _in(language, _said(one, "text"))
    text = Texts(_said(one, "text_da") or own.da, _said(one, "text_en") or own.en)
    competences = one.get("competences") or ()
    if not isinstance(competences, Sequence) or isinstance(competences, str):
        raise RuleBroken("catalogue.row_outcomes", field="outcomes")
    return OutcomeFacts(text, _once(_competence(competence, known) for competence in competences))


def _said(one: Mapping[str, Any], name: str) -> str:
    return clean(str(one.get(name) or ""), "outcomes")


def _competence(stated: object, known: Known) -> tuple[str, int]:
    """A competence by URI, key or label; unlike a skill, one the vocabulary does not know is a fault."""
    if isinstance(stated, str):
        stated = {"label": stated}
    if not isinstance(stated, Mapping):
        raise RuleBroken("catalogue.row_outcomes", field="outcomes")
    named = next((name for what in ("uri", "key", "label") if (name := _said(stated, what))), "")
    key = find(named, known)
    if key is None:
        raise RuleBroken("catalogue.unknown_competence", field="outcomes", key=named[:80])
    proficiency = stated.get("proficiency", USUAL)
    if proficiency not in PROFICIENCIES or isinstance(proficiency, bool):
        raise RuleBroken("catalogue.proficiency_range", field="outcomes")
    return key, int(proficiency)


def find(named: str, known: Known) -> str | None:
    """The key of a competence by URI, key or label."""
    return known.get(named) or known.get(" ".join(words_of(named)))


def _skills(skills: object, known: Known) -> tuple[list[str], list[tuple[str, int]], tuple[str, ...]]:
    """The skills as said, those the vocabulary knows as (key, proficiency), and those it does not."""
    if skills is None:
        return [], [], ()
    if not isinstance(skills, Sequence) or isinstance(skills, str) or not all(isinstance(one, str) for one in skills):
        raise RuleBroken("catalogue.row_skills", field="skills")
    keys = {clean(skill, "skills"): find(skill, known) for skill in skills if skill.strip()}
    unknown = tuple(skill for skill, key in keys.items() if key is None)
    return list(keys), [(key, USUAL) for key in keys.values() if key], unknown


def _once(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Each competence once, at the highest proficiency."""
    best: dict[str, int] = {}
    for key, level in pairs:
        best[key] = max(level, best.get(key, 0))
    return tuple(best.items())
