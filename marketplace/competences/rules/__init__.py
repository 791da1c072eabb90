"""How labels are compared and read, and how a text is matched to competences."""

from __future__ import annotations

from marketplace.competences.rules.correcting import Corrector
from marketplace.competences.rules.labels import (
    KINDS,
    LANGUAGES,
    LONGEST_PHRASE,
    MOST_WORDS,
    LabelFacts,
    Loaded,
    beside_escos,
    check_no_circle,
    folded,
    keeping_escos,
    labels_in,
    phrases,
    rank,
    split,
    with_old_names,
)
from marketplace.competences.rules.matches import SURE, Match
from marketplace.competences.rules.matching import Matcher
from marketplace.competences.rules.meaning import meant
from marketplace.competences.rules.reading import Knowledge
from marketplace.competences.rules.suggesting import Suggester, Suggestion
from marketplace.competences.rules.vocabulary import GROUP, Concept, Job, Name, Vocabulary

__all__ = [
    "GROUP",
    "KINDS",
    "LANGUAGES",
    "LONGEST_PHRASE",
    "MOST_WORDS",
    "SURE",
    "Concept",
    "Corrector",
    "Job",
    "Knowledge",
    "LabelFacts",
    "Loaded",
    "Match",
    "Matcher",
    "Name",
    "Suggester",
    "Suggestion",
    "Vocabulary",
    "beside_escos",
    "check_no_circle",
    "folded",
    "keeping_escos",
    "labels_in",
    "meant",
    "phrases",
    "rank",
    "split",
    "with_old_names",
]
