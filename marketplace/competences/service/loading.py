"""Loading the vocabulary: rows are matched by key, so a second load of the same rows changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select

from marketplace.competences import rules
from marketplace.competences.events import VocabularyLoaded
from marketplace.competences.models import Broader, Competence, Field, Label, Occupation, OccupationCompetence
from marketplace.competences.rules import LabelFacts, Loaded
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref
from marketplace.foundation.texts import Texts

Row = Mapping[str, str]


def load_fields(rows: Iterable[Row]) -> Loaded:
    """Load fields from rows with key, label_da, label_en, isced_f."""
    there = {field.key: field for field in session.scalars(select(Field))}
    added = changed = same = 0
    for row in rows:
        label = Texts(row["label_da"].strip(), row["label_en"].strip())
        field = there.get(row["key"])
        if field is None:
            there[row["key"]] = field = Field(key=row["key"], label=label, isced_f=row["isced_f"])
            session.add(field)
            added += 1
        elif (field.label, field.isced_f) != (label, row["isced_f"]):
            field.label, field.isced_f = label, row["isced_f"]
            changed += 1
        else:
            same += 1
    return _told(Loaded(added, changed, same))


def _told(loaded: Loaded) -> Loaded:
    session.flush()
    if loaded:
        announce(
            VocabularyLoaded(
                competences=session.scalar(select(func.count()).select_from(Competence)) or 0,
                occupations=session.scalar(select(func.count()).select_from(Occupation)) or 0,
                mark=new_ref(),
            )
        )
    return loaded


def load_competences(rows: Iterable[Row]) -> Loaded:
    """Load competences from rows with field, key, kind, esco_uri, label_*, alt_*, broader (labels_* for da and en).

    `field` is the key of the field (the name of the file the row comes from). Labels a row no longer has are removed;
    competences that no row has stay, because offers may point at them. A row may name a broader competence of the
    same load or one loaded before. RuleBroken for an unknown kind, field or broader key, a key or URI used twice, a
    missing label, or broader links that run in a circle.
    """
    wanted = list(rows)
    _check_rows(wanted)
    there = {one.key: one for one in session.scalars(select(Competence))}
    _check_uris(wanted, {one.key: one.uri for one in there.values()})
    labels: dict[int, list[Label]] = {}
    for label in session.scalars(select(Label)):
        labels.setdefault(label.competence_id, []).append(label)
    new = [row for row in wanted if row["key"] not in there]
    touched = _state_competences(wanted, there)
    removed = 0
    for row in wanted:
        competence = there[row["key"]]
        gone, came = _state_labels(competence, labels.get(competence.id, []), rules.labels_in(row))
        removed += gone
        if gone or came:
            touched.add(row["key"])
    touched |= _state_broader(wanted, there)
    added = {row["key"] for row in new}
    changed = touched - added
    return _told(Loaded(len(added), len(changed), len(wanted) - len(added) - len(changed), removed))


def _check_rows(rows: Sequence[Row]) -> None:
    fields = set(session.scalars(select(Field.key)))
    seen: set[str] = set()
    for row in rows:
        if row["key"] in seen:
            raise RuleBroken("competences.key_twice", key=row["key"])
        seen.add(row["key"])
        if row["kind"] not in rules.KINDS:
            raise RuleBroken("competences.unknown_kind", key=row["key"])
        if row["field"] not in fields:
            raise RuleBroken("competences.unknown_field", key=row["field"])


def _check_uris(rows: Sequence[Row], before: Mapping[str, str | None]) -> None:
    after = {**before, **{row["key"]: row["esco_uri"].strip() or None for row in rows}}
    owner: dict[str, str] = {}
    for key, uri in after.items():
        if uri is not None and uri in owner:
            raise RuleBroken("competences.uri_twice", key=key, other=owner[uri])
        if uri is not None:
            owner[uri] = key


def _state_competences(rows: Sequence[Row], there: dict[str, Competence]) -> set[str]:
    touched: set[str] = set()
    for row in rows:  # a URI may go from one key to another: it is let go of before it is taken
        competence = there.get(row["key"])
        if competence is not None and competence.uri != (row["esco_uri"].strip() or None):
            competence.uri = None
            touched.add(row["key"])
    session.flush()
    for row in rows:
        uri = row["esco_uri"].strip() or None
        stated = {
            "uri": uri,
            "kind": row["kind"],
            "source": "esco" if uri else "own",
            "field_key": row["field"],
            "label": Texts(row["label_da"].strip(), row["label_en"].strip()),
        }
        competence = there.get(row["key"])
        if competence is None:
            there[row["key"]] = competence = Competence(key=row["key"], **stated)
            session.add(competence)
            touched.add(row["key"])
            continue
        for name, value in stated.items():
            if getattr(competence, name) != value:
                setattr(competence, name, value)
                touched.add(row["key"])
    session.flush()
    return touched


def _state_labels(competence: Competence, there: Sequence[Label], wanted: Sequence[LabelFacts]) -> tuple[int, int]:
    kept = set(wanted)
    had = {LabelFacts(label.lang, label.kind, label.text, label.source): label for label in there}
    gone = [label for facts, label in had.items() if facts not in kept]
    for label in gone:
        session.delete(label)
    if gone:
        session.flush()  # the old preferred label goes before the new one comes
    came = [facts for facts in wanted if facts not in had]
    session.add_all(
        Label(
            competence_id=competence.id,
            lang=facts.lang,
            kind=facts.kind,
            text=facts.text,
            folded=rules.folded(facts.text),
            source=facts.source,
        )
        for facts in came
    )
    return len(gone), len(came)


def _state_broader(rows: Sequence[Row], there: Mapping[str, Competence]) -> set[str]:
    keys = {one.id: one.key for one in there.values()}
    links: dict[str, set[str]] = {}
    for link in session.scalars(select(Broader)):
        links.setdefault(keys[link.narrower_id], set()).add(keys[link.broader_id])
    touched: set[str] = set()
    for row in rows:
        above = set(rules.split(row.get("broader", "")))
        unknown = sorted(above - there.keys())
        if unknown:
            raise RuleBroken("competences.unknown_competence", key=unknown[0])
        before = links.get(row["key"], set())
        if above == before:
            continue
        touched.add(row["key"])
        links[row["key"]] = above
        session.execute(delete(Broader).where(Broader.narrower_id == there[row["key"]].id))
        session.add_all(Broader(narrower_id=there[row["key"]].id, broader_id=there[key].id) for key in sorted(above))
    rules.check_no_circle({key: sorted(above) for key, above in links.items()})
    session.flush()
    return touched


def load_occupations(rows: Iterable[Row]) -> Loaded:
    """Load jobs from rows with key, esco_uri, label_*, alt_*, competences (keys separated by |, all essential).

    RuleBroken for an unknown competence, a missing label, or a key or URI used twice.
    """
    wanted = list(rows)
    there = {one.key: one for one in session.scalars(select(Occupation))}
    _check_uris(wanted, {one.key: one.uri for one in there.values()})
    competences = dict(session.execute(select(Competence.key, Competence.id)).all())
    needs: dict[int, set[int]] = {}
    for link in session.scalars(select(OccupationCompetence).where(OccupationCompetence.essential)):
        needs.setdefault(link.occupation_id, set()).add(link.competence_id)
    seen: set[str] = set()
    added = changed = 0
    for row in wanted:
        if row["key"] in seen:
            raise RuleBroken("competences.key_twice", key=row["key"])
        seen.add(row["key"])
        is_new = row["key"] not in there
        touched = _state_occupation(row, there)
        touched |= _state_needs(there[row["key"]], _ids(row, competences), needs)
        added += is_new
        changed += touched and not is_new
    return _told(Loaded(added, changed, len(wanted) - added - changed))


def _state_occupation(row: Row, there: dict[str, Occupation]) -> bool:
    rules.labels_in(row)  # refuses a row without labels
    stated = {
        "uri": row["esco_uri"].strip() or None,
        "label": Texts(row["label_da"].strip(), row["label_en"].strip()),
        "alternatives": Texts("|".join(rules.split(row["alt_da"])), "|".join(rules.split(row["alt_en"]))),
    }
    job = there.get(row["key"])
    if job is None:
        there[row["key"]] = job = Occupation(key=row["key"], **stated)
        session.add(job)
        session.flush()
        return True
    different = [name for name, value in stated.items() if getattr(job, name) != value]
    for name in different:
        setattr(job, name, stated[name])
    return bool(different)


def _ids(row: Row, competences: Mapping[str, int]) -> set[int]:
    keys = rules.split(row["competences"])
    unknown = [key for key in keys if key not in competences]
    if unknown:
        raise RuleBroken("competences.unknown_competence", key=unknown[0])
    return {competences[key] for key in keys}


def _state_needs(job: Occupation, wanted: set[int], needs: Mapping[int, set[int]]) -> bool:
    before = needs.get(job.id, set())
    if wanted == before:
        return False
    session.execute(
        delete(OccupationCompetence).where(
            OccupationCompetence.occupation_id == job.id, OccupationCompetence.competence_id.not_in(wanted)
        )
    )
    session.add_all(
        OccupationCompetence(occupation_id=job.id, competence_id=competence_id)
        for competence_id in sorted(wanted - before)
    )
    session.flush()
    return True
