"""What somebody may mean who has typed the beginning of a word, over the sorted endings of names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from marketplace.competences.rules.labels import folded
from marketplace.competences.rules.vocabulary import GROUP, LANGUAGES, Vocabulary

_MOST = 4_000  # names looked at for one answer: the best of those that begin with it are among them
_PAST = "\U0010ffff"  # sorts after every letter
_OTHER_LANGUAGE, _SYNONYM, _LATER_WORD = 1 << 22, 1 << 21, 1 << 20


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a person may mean: a competence or a job, under the label that matched.

    `n` is how many competences it stands for: 1, or those a job needs.
    """

    key: str
    label: str
    kind: str  # competence | job
    n: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name that may be suggested."""

    suggestion: Suggestion
    lang: str
    is_synonym: bool
    folded: str


class Suggester:
    """Names of competences and jobs by what each of their words begins with."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._entries = [entry for entry in (*_competences(vocabulary), *_jobs(vocabulary)) if entry.folded]
        alphabetical = sorted(range(len(self._entries)), key=lambda at: self._by_length(at))
        place = {at: order for order, at in enumerate(alphabetical)}
        endings = sorted(
            (entry.folded[start:], at, start > 0)
            for at, entry in enumerate(self._entries)
            for start in _starts(entry.folded)
        )
        self._endings = [text for text, _, _ in endings]
        self._at = np.array([at for _, at, _ in endings], np.int64)
        ranks = [place[at] + _SYNONYM * self._entries[at].is_synonym + _LATER_WORD * later for _, at, later in endings]
        self._ranks = {
            language: np.array(
                [
                    rank + _OTHER_LANGUAGE * (self._entries[at].lang != language)
                    for rank, (_, at, _) in zip(ranks, endings, strict=True)
                ],
                np.int64,
            )
            for language in LANGUAGES
        }

    def _by_length(self, at: int) -> tuple[int, str]:
        return len(self._entries[at].folded), self._entries[at].folded

    def like(self, typed: str, language: str, limit: int) -> list[Suggestion]:
        """Competences and jobs of which a label, or a word in it, begins with what was typed; the best first."""
        begins = folded(typed)
        if not begins:
            return []
        first, past = bisect_left(self._endings, begins), bisect_left(self._endings, begins + _PAST)
        ranks = self._ranks[language][first:past]
        if len(ranks) > _MOST:
            likeliest = np.argpartition(ranks, _MOST)[:_MOST]
            order = likeliest[np.argsort(ranks[likeliest], kind="stable")]
        else:
            order = np.argsort(ranks, kind="stable")
        best: dict[tuple[str, str], Suggestion] = {}
        for one in order:
            suggestion = self._entries[self._at[first + one]].suggestion
            best.setdefault((suggestion.kind, suggestion.key), suggestion)
            if len(best) == limit:
                break
        return list(best.values())


def _starts(text: str) -> list[int]:
    return [0, *(at + 1 for at, sign in enumerate(text) if sign == " ")]


def _competences(vocabulary: Vocabulary) -> Iterable[_Entry]:
    for name in vocabulary.names:
        concept = vocabulary.concepts[name.concept]
        if concept.kind != GROUP:
            shown = Suggestion(concept.key, name.text, "competence", 1)
            yield _Entry(shown, name.lang, name.kind == "alt", folded(name.text))


def _jobs(vocabulary: Vocabulary) -> Iterable[_Entry]:
    for job in vocabulary.jobs:
        named: set[str] = set()
        for lang, text in job.names:  # the preferred label of each language comes first
            shown = Suggestion(job.key, text, "job", len(job.essential))
            yield _Entry(shown, lang, lang in named, folded(text))
            named.add(lang)
