"""Loading our own vocabulary: rows are matched by key, so a second load of the same rows changes nothing.

What ESCO's own files brought (service/importing.py) stays: a row takes over the concept with its URI, and its labels
stand beside ESCO's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from marketplace.competences import rules
from marketplace.competences.models import Broader, Competence, Field, Label
from marketplace.competences.rules import LabelFacts, Loaded, esco
from marketplace.competences.service.telling import told
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
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
    return told(Loaded(added, changed, same))


def load_competences(rows: Iterable[Row]) -> Loaded:
    """Load competences from rows with field, key, kind, esco_uri, label_*, alt_*, broader (labels_* for da and en).

    `field` is the key of the field (the name of the file the row comes from). Labels a row no longer has are removed;
    competences that no row has stay, because offers may point at them. A row may name a broader competence of the
    same load or one loaded before. RuleBroken for an unknown kind, field or broader key, a key or URI used twice, a
    missing label, or broader links that run in a circle.
    """
    wanted = list(rows)
    _check_rows(wanted)
    there = _named_as_here({one.key: one for one in session.scalars(select(Competence))}, wanted)
    check_uris(wanted, {one.key: one.uri for one in there.values()})
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
    return told(Loaded(len(added), len(changed), len(wanted) - len(added) - len(changed), removed))


def _named_as_here(there: dict[str, Competence], rows: Sequence[Row]) -> dict[str, Competence]:
    """The concepts by key, once those that only ESCO had so far have the key of the row with their URI."""
    escos = {one.uri: one for one in there.values() if esco.is_escos_key(one.key)}
    for row in rows:
        concept = escos.get(row["esco_uri"].strip() or None)
        if concept is not None and row["key"] not in there:
            del there[concept.key]
            concept.key = row["key"]
            there[concept.key] = concept
    session.flush()
    return there


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


def check_uris(rows: Sequence[Row], before: Mapping[str, str | None]) -> None:
    """Refuse rows by which one URI would belong to two keys; `before` is the URI of every key so far."""
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
            competence.uri, competence.escos = None, ""  # what ESCO said was said of another concept
            touched.add(row["key"])
    session.flush()
    for row in rows:
        uri = row["esco_uri"].strip() or None
        stated: dict[str, Any] = {
            "uri": uri,
            "kind": row["kind"],
            "source": "esco" if uri else "own",
            "field_key": row["field"],
            "label": Texts(row["label_da"].strip(), row["label_en"].strip()),
        }
        competence = there.get(row["key"])
        if competence is None:
            there[row["key"]] = competence = Competence(key=row["key"], escos="", **stated)
            session.add(competence)
            touched.add(row["key"])
            continue
        stated["label"] = rules.keeping_escos(competence.label, stated["label"], competence.escos)
        for name, value in stated.items():
            if getattr(competence, name) != value:
                setattr(competence, name, value)
                touched.add(row["key"])
    session.flush()
    return touched


def _state_labels(competence: Competence, there: Sequence[Label], wanted: Sequence[LabelFacts]) -> tuple[int, int]:
    escos = [label for label in there if label.source == "esco" and label.lang in competence.escos.split()]
    kept = set(rules.beside_escos(wanted, {(label.lang, label.text) for label in escos}, competence.escos.split()))
    had = {LabelFacts(label.lang, label.kind, label.text, label.source): label for label in there if label not in escos}
    gone = [label for facts, label in had.items() if facts not in kept]
    for label in gone:
        session.delete(label)
    if gone:
        session.flush()  # the old preferred label goes before the new one comes
    came = [facts for facts in kept if facts not in had]
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
    links: dict[str, set[str]] = {}  # our own; ESCO's stay as they are
    escos: set[tuple[str, str]] = set()
    for link in session.scalars(select(Broader)):
        if link.source == "esco":
            escos.add((keys[link.narrower_id], keys[link.broader_id]))
        else:
            links.setdefault(keys[link.narrower_id], set()).add(keys[link.broader_id])
    touched: set[str] = set()
    for row in rows:
        above = set(rules.split(row.get("broader", "")))
        unknown = sorted(above - there.keys())
        if unknown:
            raise RuleBroken("competences.unknown_competence", key=unknown[0])
        above -= {key for key in above if (row["key"], key) in escos}
        if above == links.get(row["key"], set()):
            continue
        touched.add(row["key"])
        links[row["key"]] = above
        session.execute(delete(Broader).where(Broader.narrower_id == there[row["key"]].id, Broader.source == "own"))
        session.add_all(Broader(narrower_id=there[row["key"]].id, broader_id=there[key].id) for key in sorted(above))
    rules.check_no_circle({key: sorted(above) for key, above in links.items()})
    session.flush()
    return touched
