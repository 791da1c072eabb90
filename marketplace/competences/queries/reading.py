"""Reads of the vocabulary; it is public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from marketplace.competences import rules
from marketplace.competences.models import Broader, Competence, Field, Label, Occupation, OccupationCompetence
from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound
from marketplace.foundation.language.folding import words_of

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One label of a competence: lang da or en, kind pref or alt."""

    key: str
    lang: str
    kind: str
    text: str


_FIELDS = select(Field)  # built once: every list asks it


def public_fields() -> list[Field]:
    """Every field, in the order of its Danish label."""
    rows = session.scalars(_FIELDS)
    alphabet = "abcdefghijklmnopqrstuvwxyzæøå"
    return sorted(rows, key=lambda one: [alphabet.find(sign) for sign in one.label.da.lower()])


def find_field(key: str) -> Field:
    """A field by its key."""
    found = session.get(Field, key)
    if found is None:
        raise NotFound
    return found


def find_competence(key: str) -> Competence:
    """A competence by its key, with its field."""
    found = session.scalars(
        select(Competence).where(Competence.key == key).options(joinedload(Competence.field))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def competences_by_key(keys: Iterable[str]) -> dict[str, Competence]:
    """The known ones among these keys."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    return {row.key: row for row in session.scalars(select(Competence).where(Competence.key.in_(wanted)))}


def competences_of_field(field_key: str) -> list[Competence]:
    """The competences of a field by Danish label."""
    return list(session.scalars(select(Competence).where(Competence.field_key == field_key).order_by(Competence.label)))


def narrower_of(key: str) -> list[Competence]:
    """The competences directly below one."""
    above = select(Competence.id).where(Competence.key == key).scalar_subquery()
    return list(
        session.scalars(
            select(Competence)
            .join(Broader, Broader.narrower_id == Competence.id)
            .where(Broader.broader_id == above)
            .order_by(Competence.key)
        )
    )


def public_occupations() -> list[Occupation]:
    """Every job, by key."""
    return list(session.scalars(select(Occupation).order_by(Occupation.key)))


def competences_of_occupation(key: str) -> list[Competence]:
    """The essential competences of a job; NotFound for an unknown one."""
    job = session.scalar(select(Occupation.id).where(Occupation.key == key))
    if job is None:
        raise NotFound
    return list(
        session.scalars(
            select(Competence)
            .join(OccupationCompetence, OccupationCompetence.competence_id == Competence.id)
            .where(OccupationCompetence.occupation_id == job, OccupationCompetence.essential)
            .order_by(Competence.id)
        )
    )


def all_labels() -> list[LabelLine]:
    """Every label of every competence in both languages, preferred ones first; 1 statement."""
    rows = session.execute(
        select(Competence.key, Label.lang, Label.kind, Label.text)
        .join(Competence, Competence.id == Label.competence_id)
        .order_by(Competence.key, Label.kind.desc(), Label.id)
    )
    return [LabelLine(*row) for row in rows]


def labels_of(keys: Iterable[str]) -> list[LabelLine]:
    """Every label of these competences in both languages, preferred ones first; 1 statement."""
    rows = session.execute(
        select(Competence.key, Label.lang, Label.kind, Label.text)
        .join(Competence, Competence.id == Label.competence_id)
        .where(Competence.key.in_(sorted(set(keys))))
        .order_by(Competence.key, Label.kind.desc(), Label.id)
    )
    return [LabelLine(*row) for row in rows]


def competence_by_label_or_none(typed: str, language: str = "da") -> Competence | None:
    """The competence that somebody means by a label or synonym typed whole; preferred labels win. 1 statement."""
    label = rules.folded(typed)
    if not label:
        return None
    return session.scalars(
        select(Competence)
        .join(Label, Label.competence_id == Competence.id)
        .where(Label.folded == label, Competence.kind != rules.GROUP)
        .order_by(Label.kind.desc(), Label.lang != language, Competence.id)
        .limit(1)
    ).first()


def competences_in(text: str, language: str) -> list[Competence]:
    """The competences a text names by label or synonym, Danish or English, in the order they appear.

    The longest phrase wins and its words are not read again; of two competences with the same words the one with
    the preferred label, then the one in the language, is meant. Reads the first 400 words; at most 6 statements.
    """
    words = words_of(text)[: rules.MOST_WORDS]
    known = _meant({phrase for _, _, phrase in rules.phrases(words)}, language)
    taken: set[int] = set()
    named: list[tuple[int, Competence]] = []
    for first, length, phrase in rules.phrases(words):
        place = set(range(first, first + length))
        if phrase in known and taken.isdisjoint(place):
            taken |= place
            named.append((first, known[phrase]))
    return list({one.id: one for _, one in sorted(named, key=lambda pair: pair[0])}.values())


_NAMED = (  # built once: every search asks it
    select(Label.folded, Label.kind, Label.lang, Competence)
    .join(Competence, Competence.id == Label.competence_id)
    .where(Label.folded.in_(bindparam("phrases")))
)


def _meant(wanted: set[str], language: str) -> dict[str, Competence]:
    found: dict[str, tuple[tuple[bool, bool, int], Competence]] = {}
    ordered = sorted(wanted)
    for at in range(0, len(ordered), _CHUNK):
        for label, kind, lang, one in session.execute(_NAMED, {"phrases": ordered[at : at + _CHUNK]}):
            order = (kind != "pref", lang != language, one.id)
            if label not in found or order < found[label][0]:
                found[label] = (order, one)
    return {label: one for label, (_, one) in found.items()}
