"""ESCO's official tables, row by row: what a row says, or why it cannot be read.

The columns are those of ESCO's CSV downloads (https://esco.ec.europa.eu/en/use-esco/download). Synonyms stand one a
line in `altLabels`; `hiddenLabels` are spellings that are searched but never shown, so we take them as synonyms too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from marketplace.competences.rules.labels import KINDS, LabelFacts, folded
from marketplace.competences.rules.vocabulary import GROUP

NAMESPACE = "http://data.europa.eu/esco/"
LONGEST_LABEL = 200
LONGEST_URI = 200
COLUMNS: Mapping[str, tuple[str, ...]] = {  # what each table must have
    "skillGroups": ("conceptUri", "preferredLabel"),
    "skills": ("conceptUri", "preferredLabel", "altLabels", "skillType"),
    "occupations": ("conceptUri", "preferredLabel", "altLabels"),
    "broaderRelationsSkillPillar": ("conceptUri", "broaderUri"),
    "occupationSkillRelations": ("occupationUri", "relationType", "skillUri"),
}
Row = Mapping[str, str | None]


class BadRow(Exception):
    """A row that cannot be used, and why: a code for the one who runs the import."""

    def __init__(self, reason: str, found: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = found


@dataclass(frozen=True, slots=True)
class Named:
    """The names of something in one language."""

    preferred: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EscoTerm:
    """A skill, a group of skills or an occupation under its names in one language."""

    uri: str
    kind: str  # skill | knowledge | group | occupation
    named: Named


def key_of(uri: str) -> str:
    """The key of a concept that only ESCO has: the end of its URI."""
    return "esco-" + uri.removeprefix(NAMESPACE).replace("/", "-").lower()


def is_escos_key(key: str) -> bool:
    """Whether a key was made by `key_of`: the concept has none of our own yet."""
    return key.startswith("esco-")


def _value(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def uri_in(row: Row, column: str) -> str:
    """The ESCO URI in a column."""
    uri = _value(row, column)
    if not uri.startswith(NAMESPACE) or len(uri) > LONGEST_URI or any(sign.isspace() for sign in uri):
        raise BadRow("no_uri", uri)
    return uri


def term_in(row: Row, table: str) -> EscoTerm:
    """The skill, group or occupation that a row of such a table describes."""
    uri = uri_in(row, "conceptUri")
    preferred = _one_line(_value(row, "preferredLabel"))
    if not folded(preferred):
        raise BadRow("no_label", uri)
    if len(preferred) > LONGEST_LABEL:
        raise BadRow("long_label", uri)
    kind = {"skillGroups": GROUP, "occupations": "occupation"}.get(table) or _kind(row)
    return EscoTerm(uri, kind, Named(preferred, _alternatives(row, preferred)))


def _kind(row: Row) -> str:
    stated = _value(row, "skillType").split("/")[0] or "skill"
    if stated not in KINDS:
        raise BadRow("skill_type", stated)
    return stated


def _alternatives(row: Row, preferred: str) -> tuple[str, ...]:
    seen, found = {folded(preferred), ""}, []
    for column in ("altLabels", "hiddenLabels"):
        for line in (row.get(column) or "").splitlines():
            text = _one_line(line)
            if folded(text) not in seen and len(text) <= LONGEST_LABEL:
                seen.add(folded(text))
                found.append(text)
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.replace("|", "/").split())  # a | parts the synonyms of a job where they are kept


def broader_in(row: Row) -> tuple[str, str]:
    """The (narrower, broader) URIs of a row."""
    narrower, broader = uri_in(row, "conceptUri"), uri_in(row, "broaderUri")
    if narrower == broader:
        raise BadRow("circle", narrower)
    return narrower, broader


def need_in(row: Row) -> tuple[str, str, bool]:
    """The (occupation, skill, whether it is essential) of a row."""
    stated = _value(row, "relationType")
    if stated not in ("essential", "optional"):
        raise BadRow("relation", stated)
    return uri_in(row, "occupationUri"), uri_in(row, "skillUri"), stated == "essential"


def as_official(row: Row) -> dict[str, str | None]:
    """A row of the assembled English files under the official columns.

    Only the labels known to be alternative ones are labels: the column of running text mixes labels with the
    description and is never read.
    """
    if "skillUri" in row:
        return {**row, "relationType": row.get("relation")}
    stated = row.get("skillType") or ("knowledge" if "/isced-f/" in (row.get("broaderUris") or "") else "skill")
    return {
        "conceptUri": row.get("uri"),
        "preferredLabel": row.get("preferredLabel"),
        "altLabels": (row.get("altLabels_known") or "").replace("|", "\n"),
        "skillType": stated,
        "broaderUris": row.get("broaderUris"),
    }


def leave_out(named: Named, uri: str, without: Collection[tuple[str, str]]) -> Named:
    """The names without those synonyms that are to be left out for this concept."""
    kept = tuple(text for text in named.alternatives if (text, uri) not in without)
    return Named(named.preferred, kept)


def broader_uris(row: Row) -> list[tuple[str, str]]:
    """The (narrower, broader) URIs in a row of the assembled skills."""
    above = (row.get("broaderUris") or "").split("|")
    return [(_value(row, "conceptUri"), uri.strip()) for uri in above if uri.strip()]


def labels_after(there: Iterable[LabelFacts], lang: str, named: Named, *, was_escos: bool) -> list[LabelFacts]:
    """The labels a concept has in a language once ESCO has named it there.

    ESCO's labels are as its file says. Our own stay ours; a preferred one becomes a synonym. Before ESCO's files came,
    a label marked ESCO's was one we had stated, so it stays as ours.
    """
    after = [LabelFacts(lang, "pref", named.preferred, "esco")]
    after += [LabelFacts(lang, "alt", text, "esco") for text in named.alternatives if text != named.preferred]
    taken = {label.text for label in after}
    for label in there:
        is_ours = label.source == "own" or not was_escos
        if label.lang == lang and is_ours and label.text not in taken:
            after.append(LabelFacts(lang, "alt", label.text, "own"))
    return after
