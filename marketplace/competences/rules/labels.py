"""How labels are compared, how rows of the vocabulary are read, and which links would run in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.language.folding import words_of

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
