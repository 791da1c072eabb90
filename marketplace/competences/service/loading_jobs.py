"""Loading our own jobs: rows are matched by key, so a second load of the same rows changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace.competences import rules
from marketplace.competences.models import Competence, Occupation, OccupationCompetence
from marketplace.competences.rules import Loaded, esco
from marketplace.competences.service.loading import Row, check_uris
from marketplace.competences.service.telling import told
from marketplace.foundation.db import session
from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts


def load_occupations(rows: Iterable[Row]) -> Loaded:
    """Load jobs from rows with key, esco_uri, label_*, alt_*, competences (keys separated by |, all essential).

    RuleBroken for an unknown competence, a missing label, or a key or URI used twice.
    """
    wanted = list(rows)
    there = _named_as_here({one.key: one for one in session.scalars(select(Occupation))}, wanted)
    check_uris(wanted, {one.key: one.uri for one in there.values()})
    competences = dict(session.execute(select(Competence.key, Competence.id)).all())
    needs: dict[int, dict[int, OccupationCompetence]] = {}
    for link in session.scalars(select(OccupationCompetence)):
        needs.setdefault(link.occupation_id, {})[link.competence_id] = link
    seen: set[str] = set()
    added = changed = 0
    for row in wanted:
        if row["key"] in seen:
            raise RuleBroken("competences.key_twice", key=row["key"])
        seen.add(row["key"])
        is_new = row["key"] not in there
        touched = _state_occupation(row, there)
        touched |= _state_needs(there[row["key"]], _ids(row, competences), needs.get(there[row["key"]].id, {}))
        added += is_new
        changed += touched and not is_new
    return told(Loaded(added, changed, len(wanted) - added - changed))


def _named_as_here(there: dict[str, Occupation], rows: Sequence[Row]) -> dict[str, Occupation]:
    """The jobs by key, once those that only ESCO had so far have the key of the row with their URI."""
    escos = {one.uri: one for one in there.values() if esco.is_escos_key(one.key)}
    for row in rows:
        job = escos.get(row["esco_uri"].strip() or None)
        if job is not None and row["key"] not in there:
            del there[job.key]
            job.key = row["key"]
            there[job.key] = job
    session.flush()
    return there


def _state_occupation(row: Row, there: dict[str, Occupation]) -> bool:
    rules.labels_in(row)  # refuses a row without labels
    stated: dict[str, Any] = {
        "uri": row["esco_uri"].strip() or None,
        "label": Texts(row["label_da"].strip(), row["label_en"].strip()),
        "alternatives": Texts("|".join(rules.split(row["alt_da"])), "|".join(rules.split(row["alt_en"]))),
    }
    job = there.get(row["key"])
    if job is None:
        there[row["key"]] = job = Occupation(key=row["key"], escos="", esco_alternatives=Texts(), **stated)
        session.add(job)
        session.flush()
        return True
    if job.uri != stated["uri"]:
        job.escos, job.esco_alternatives = "", Texts()  # what ESCO said was said of another job
    shown = rules.keeping_escos(job.label, stated["label"], job.escos)
    preferred = {lang: getattr(shown, lang) for lang in job.escos.split()}
    stated["alternatives"] = rules.with_old_names(stated["label"], stated["alternatives"], preferred)
    stated["label"] = shown
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


def _state_needs(job: Occupation, wanted: set[int], there: Mapping[int, OccupationCompetence]) -> bool:
    """Make these the competences we say a job needs; those that ESCO says stay beside them."""
    gone = [link for at, link in there.items() if link.source == "own" and at not in wanted]
    raised = [link for at, link in there.items() if at in wanted and not link.essential]
    for link in gone:
        session.delete(link)
    for link in raised:
        link.essential = True
    new = sorted(wanted - there.keys())
    session.add_all(OccupationCompetence(occupation_id=job.id, competence_id=at, source="own") for at in new)
    session.flush()
    return bool(gone or raised or new)
