"""The words a market made to size is written with: as unevenly spread as in a language (Zipf), in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from marketplace.competences.queries import all_labels, competences_of_field, public_fields
from marketplace.foundation.language.lists import glossary

Word = tuple[str, str]  # da, en
FLAT = 8  # the first words are less unlike each other than Zipf's law has it, as in a language
OWN_WORDS = 220


@dataclass(frozen=True)
class Topic:
    """A competence that offers are made about: its key, its labels and its synonyms in both languages."""

    key: str
    label: Word
    names: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Field:
    """A field with its competences and the words its offers prefer."""

    key: str
    topics: tuple[Topic, ...]
    words: tuple[Word, ...]


def zipf(many: int) -> list[float]:
    """Running weights of so many words, the most frequent first."""
    return list(accumulate(1 / (place + FLAT) for place in range(many)))


class Vocabulary:
    """What offers are made of: the fields of the database, and the words of the project's own glossary."""

    def __init__(self, seed: int) -> None:
        chance = Random(f"words:{seed}")
        self.words: list[Word] = sorted((da, en[0]) for da, en in glossary().items() if en)
        chance.shuffle(self.words)
        self.weights = zipf(len(self.words))
        self.own_weights = zipf(OWN_WORDS)
        names = _names()
        self.fields = tuple(
            Field(
                one.key,
                tuple(
                    Topic(topic.key, (topic.label.da, topic.label.en), names.get(topic.key, ((), ())))
                    for topic in competences_of_field(one.key)
                ),
                tuple(chance.sample(self.words, OWN_WORDS)),
            )
            for one in public_fields()
        )
        self.fields = tuple(one for one in self.fields if one.topics)

    def any_words(self, chance: Random, many: int) -> Sequence[Word]:
        """Words that anybody uses."""
        return chance.choices(self.words, cum_weights=self.weights, k=many)

    def own_words(self, chance: Random, field: Field, many: int) -> Sequence[Word]:
        """Words of a field."""
        return chance.choices(field.words, cum_weights=self.own_weights, k=many)


def _names() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for line in all_labels():
        found.setdefault(line.key, {"da": [], "en": []})[line.lang].append(line.text)
    return {key: (tuple(one["da"]), tuple(one["en"])) for key, one in found.items()}
