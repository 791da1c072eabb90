"""Writing what ESCO brought, in bulk: only what differs from what is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from marketplace.competences import rules
from marketplace.competences.models import Broader, Competence, Label, Occupation, OccupationCompetence
from marketplace.competences.rules import LabelFacts, esco
from marketplace.foundation.db import session
from marketplace.foundation.texts import Texts

Counts = Counter[str]
_CHUNK = 5_000


@dataclass
class Brought:
    """A concept or an occupation as ESCO's files name it, by language."""

    kind: str
    named: dict[str, esco.Named] = field(default_factory=dict)


def _add(table: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    for at in range(0, len(rows), _CHUNK):
        session.execute(insert(table), rows[at : at + _CHUNK])


def _escos(before: str, brought: Brought) -> str:
    return " ".join(lang for lang in rules.LANGUAGES if lang in brought.named or lang in before.split())


def _preferred(before: Texts, brought: Brought) -> Texts:
    named = {lang: one.preferred for lang, one in brought.named.items()}
    return Texts(named.get("da", before.da), named.get("en", before.en))


def bring_concepts(brought: Mapping[str, Brought], counts: Counts) -> dict[str, int]:
    """Write concepts and their labels; every concept's id by its URI."""
    there = set(session.scalars(select(Competence.uri).where(Competence.uri.is_not(None))))
    new = [
        {
            "key": esco.key_of(uri),
            "uri": uri,
            "kind": one.kind,
            "source": "esco",
            "label_da": "",
            "label_en": "",
        }
        for uri, one in brought.items()
        if uri not in there
    ]
    _add(Competence, new)
    counts["concepts"] += len(new)
    rows = session.execute(
        select(Competence.id, Competence.uri, Competence.label, Competence.escos).where(Competence.uri.is_not(None))
    ).all()
    wanted = [(row, brought[row.uri]) for row in rows if row.uri in brought]
    before = {row.id: row.escos for row in rows}
    _bring_labels({row.id: one for row, one in wanted}, before, counts)
    changed = [
        {"row": row.id, "label_da": label.da, "label_en": label.en, "escos": escos}
        for row, one in wanted
        if (label := _preferred(row.label, one), escos := _escos(row.escos, one)) != (row.label, row.escos)
    ]
    _change(Competence, changed)
    counts["changed"] += len(changed) - len(new)
    return {row.uri: row.id for row in rows}


def _change(table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "row"}
        session.connection().execute(update(table.__table__).where(table.id == bindparam("row")).values(columns), rows)


def _bring_labels(brought: Mapping[int, Brought], before: Mapping[int, str], counts: Counts) -> None:
    there: dict[int, dict[LabelFacts, int]] = defaultdict(dict)
    for row in session.execute(select(Label.id, Label.competence_id, Label.lang, Label.kind, Label.text, Label.source)):
        if row.competence_id in brought:
            there[row.competence_id][LabelFacts(row.lang, row.kind, row.text, row.source)] = row.id
    gone: list[int] = []
    come: list[dict[str, Any]] = []
    for competence_id, one in brought.items():
        had = there[competence_id]
        for lang, named in one.named.items():
            after = set(esco.labels_after(had, lang, named, was_escos=lang in before[competence_id].split()))
            gone += [at for label, at in had.items() if label.lang == lang and label not in after]
            come += [_label_row(competence_id, label) for label in after - had.keys()]
    for at in range(0, len(gone), _CHUNK):
        session.execute(delete(Label).where(Label.id.in_(gone[at : at + _CHUNK])))
    _add(Label, come)
    counts["labels"] += len(come)
    counts["labels_removed"] += len(gone)


def _label_row(competence_id: int, label: LabelFacts) -> dict[str, Any]:
    return {
        "competence_id": competence_id,
        "lang": label.lang,
        "kind": label.kind,
        "text": label.text,
        "folded": rules.folded(label.text),
        "source": label.source,
    }


def bring_occupations(brought: Mapping[str, Brought], counts: Counts) -> dict[str, int]:
    """Write occupations under their names; every occupation's id by its URI."""
    there = {row.uri: row for row in session.scalars(select(Occupation).where(Occupation.uri.is_not(None)))}
    new = [Occupation(key=esco.key_of(uri), uri=uri) for uri in brought if uri not in there]
    for job in new:
        _name_occupation(job, brought[str(job.uri)])
    session.add_all(new)
    counts["occupations"] += len(new)
    counts["changed"] += sum(_name_occupation(there[uri], one) for uri, one in brought.items() if uri in there)
    session.flush()
    return {str(job.uri): job.id for job in (*there.values(), *new)}


def _name_occupation(job: Occupation, brought: Brought) -> bool:
    """Give an occupation ESCO's names; whether any differed. A name of ours that gives way becomes a synonym."""
    label, ours, escos = job.label or Texts(), job.alternatives or Texts(), job.esco_alternatives or Texts()
    stated = {
        "label": _preferred(label, brought),
        "alternatives": rules.with_old_names(label, ours, {lang: one.preferred for lang, one in brought.named.items()}),
        "esco_alternatives": Texts(
            *(
                "|".join(brought.named[lang].alternatives) if lang in brought.named else getattr(escos, lang)
                for lang in rules.LANGUAGES
            )
        ),
        "escos": _escos(job.escos or "", brought),
    }
    different = [name for name, value in stated.items() if getattr(job, name) != value]
    for name in different:
        setattr(job, name, stated[name])
    return bool(different)


def bring_links(links: Iterable[tuple[int, int]], counts: Counts) -> None:
    """Write which concept is narrower than which: of those that ESCO speaks of, ESCO's links are these.

    A link that we stated too becomes ESCO's, so that it stays when we no longer state it.
    """
    wanted = set(links)
    spoken_of = {narrower for narrower, _ in wanted}
    there = {
        (row.narrower_id, row.broader_id): row.source
        for row in session.execute(select(Broader.narrower_id, Broader.broader_id, Broader.source))
    }
    gone = [pair for pair, source in there.items() if source == "esco" and pair[0] in spoken_of and pair not in wanted]
    taken = [pair for pair in wanted if there.get(pair) == "own"]
    for narrower, broader in (*gone, *taken):
        session.execute(delete(Broader).where(Broader.narrower_id == narrower, Broader.broader_id == broader))
    new = sorted(wanted - there.keys())
    _add(Broader, [{"narrower_id": a, "broader_id": b, "source": "esco"} for a, b in (*new, *taken)])
    counts["links"] += len(new)
    counts["changed"] += len(taken)
    counts["removed"] += len(gone)


def bring_needs(needs: Iterable[tuple[int, int, bool]], counts: Counts) -> None:
    """Write what occupations need: of those that ESCO speaks of, ESCO's needs are these.

    A need that we call essential stays so where ESCO calls it optional.
    """
    wanted = {(job, skill): essential for job, skill, essential in needs}
    spoken_of = {job for job, _ in wanted}
    table = OccupationCompetence
    there = {
        (row.occupation_id, row.competence_id): (row.essential, row.source)
        for row in session.execute(select(table.occupation_id, table.competence_id, table.essential, table.source))
    }
    gone = [
        pair for pair, (_, source) in there.items() if source == "esco" and pair[0] in spoken_of and pair not in wanted
    ]
    taken = [
        pair
        for pair, essential in wanted.items()
        if pair in there and there[pair] != (essential, "esco") and not (there[pair] == (True, "own") and not essential)
    ]
    for job, skill in (*gone, *taken):
        session.execute(delete(table).where(table.occupation_id == job, table.competence_id == skill))
    new = sorted(wanted.keys() - there.keys())
    _add(
        table,
        [
            {"occupation_id": job, "competence_id": skill, "essential": wanted[job, skill], "source": "esco"}
            for job, skill in (*new, *taken)
        ],
    )
    counts["needs"] += len(new)
    counts["changed"] += len(taken)
    counts["removed"] += len(gone)
