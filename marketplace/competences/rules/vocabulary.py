"""The vocabulary as plain values: what matching is built from."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.texts import Texts

LANGUAGES = ("da", "en")
SKILL = "skill"  # the kind of a concept that is something one does
GROUP = "group"  # the kind of a concept that only orders others: never matched, never suggested


@dataclass(frozen=True, slots=True)
class Concept:
    """A competence, or a group of ESCO's hierarchy, under its preferred labels."""

    key: str
    uri: str | None
    kind: str  # skill | knowledge | group
    label: Texts


@dataclass(frozen=True, slots=True)
class Name:
    """One label of a concept; `concept` is its place in the vocabulary."""

    concept: int
    lang: str  # da | en
    kind: str  # pref | alt
    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """An occupation under all its names, (language, name) with preferred ones first, and what it needs."""

    key: str
    names: tuple[tuple[str, str], ...]
    essential: tuple[int, ...]
    optional: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Concepts, their names, (narrower, broader) places, and the jobs that need them."""

    concepts: tuple[Concept, ...]
    names: tuple[Name, ...]
    broader: tuple[tuple[int, int], ...] = ()
    jobs: tuple[Job, ...] = ()
