"""How labels are compared, how rows of the vocabulary are read, and which links would run in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.texts import Texts

KINDS = ("skill", "knowledge")
LANGUAGES = ("da", "en")
LONGEST_PHRASE = 7  # words of the longest label that is looked for in a text
MOST_WORDS = 400  # of a text that are looked at


def folded(text: str) -> str:
    """The form in which labels are stored and compared: folded words with one space between them."""
    return " ".join(words_of(text))[:220]


def rank(typed: str, label: str, kind: str) -> tuple[int, int] | None:
    """How well a folded label answers what was typed (smaller is better); None when it does not.

    Preferred labels come before synonyms, a label that begins with it before one with a later word that does.
    """
    if label.startswith(typed):
        at = 0
    elif f" {typed}" in label:
        at = 1
    else:
        return None
    return (0 if kind == "pref" else 1, at)


def phrases(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of up to LONGEST_PHRASE words as (first word, words, phrase), the longest first, then from the left."""
    for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            yield first, length, " ".join(words[first : first + length])


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """A label a concept is to have."""

    lang: str
    kind: str  # pref | alt
    text: str
    source: str  # esco | own


def split(text: str) -> list[str]:
    """Synonyms as a row holds them, separated by |."""
    return [part.strip() for part in text.split("|") if part.strip()]


def keeping_escos(there: Texts, stated: Texts, escos: str) -> Texts:
    """The preferred labels a row states, with ESCO's in those languages ("da en") in which its own files named it."""
    kept = escos.split()
    return Texts(there.da if "da" in kept else stated.da, there.en if "en" in kept else stated.en)


def beside_escos(
    wanted: Iterable[LabelFacts], escos: Collection[tuple[str, str]], langs: Collection[str]
) -> list[LabelFacts]:
    """The labels of a row as they stand beside those that ESCO's own files brought in these languages.

    Ours are synonyms there, and one with the same (language, text) as a label of ESCO's is that label.
    """
    return [
        LabelFacts(one.lang, "alt", one.text, "own") if one.lang in langs else one
        for one in wanted
        if (one.lang, one.text) not in escos
    ]


def with_old_names(label: Texts, ours: Texts, preferred: Mapping[str, str]) -> Texts:
    """Our synonyms of a job (separated by |), with the name of ours that gives way to another's preferred one.

    `preferred`: the new name by language; synonyms that say the same as it are left out.
    """
    after = {}
    for lang in LANGUAGES:
        old, new = getattr(label, lang), preferred.get(lang, getattr(label, lang))
        names = dict.fromkeys(name for name in (old, *split(getattr(ours, lang))) if name)
        after[lang] = "|".join(name for name in names if folded(name) != folded(new))
    return Texts(after["da"], after["en"])


def labels_in(row: Mapping[str, str]) -> list[LabelFacts]:
    """The labels of a row: preferred English is ESCO's where the concept has an ESCO URI, all others are our own.

    A synonym that folds to the preferred label, or to another synonym, says nothing new and is left out.
    """
    found: list[LabelFacts] = []
    for lang in LANGUAGES:
        preferred = row.get(f"label_{lang}", "").strip()
        if not preferred:
            raise RuleBroken("competences.label_missing", key=row["key"])
        official = lang == "en" and bool(row.get("esco_uri", "").strip())
        found.append(LabelFacts(lang, "pref", preferred, "esco" if official else "own"))
        seen = {folded(preferred)}
        for text in split(row.get(f"alt_{lang}", "")):
            if folded(text) not in seen:
                seen.add(folded(text))
                found.append(LabelFacts(lang, "alt", text, "own"))
    return found


def check_no_circle(broader: Mapping[str, Sequence[str]]) -> None:
    """Refuse links from narrower to broader concepts by which a concept would be broader than itself."""
    done: set[str] = set()
    for start in broader:
        path: list[str] = []
        _climb(start, broader, path, done)


def _climb(key: str, broader: Mapping[str, Sequence[str]], path: list[str], done: set[str]) -> None:
    if key in path:
        raise RuleBroken("competences.circle", key=key)
    if key in done:
        return
    path.append(key)
    for above in broader.get(key, ()):
        _climb(above, broader, path, done)
    path.pop()
    done.add(key)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows added, changed, left alone, and labels removed."""

    added: int = 0
    changed: int = 0
    same: int = 0
    labels_removed: int = 0

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.changed or self.labels_removed)
