"""The word lists that come with the product, read once: folded, in the order of their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from marketplace.foundation.language.folding import words_of

_FOLDER = files("marketplace.foundation.language").joinpath("lists")


def word_set(words: str) -> frozenset[str]:
    """The words of a line of code, for the few words that a rule of grammar names."""
    return frozenset(words.split())


def _folded(text: str) -> str:
    return " ".join(words_of(text))


def _lines(name: str) -> Iterator[str]:
    for line in _FOLDER.joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@lru_cache
def stop_words(language: str) -> frozenset[str]:
    """The words of a language that carry no need."""
    return frozenset(_folded(line) for line in _lines(f"stop_{language}.txt"))


@lru_cache
def digest() -> str:
    """A mark of the lists that decide how a text is indexed."""
    names = ("stop_da.txt", "stop_en.txt", "joined_en.txt", "compound_wrong_da.txt")
    return hashlib.sha256("\n".join(line for name in names for line in _lines(name)).encode()).hexdigest()


@lru_cache
def glossary() -> Mapping[str, tuple[str, ...]]:
    """Danish headwords (folded, a few of them phrases) with the English words skill labels use for them, best first."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("glossary_da_en.txt"):
        danish, english = line.split("\t")[:2]
        words = tuple(dict.fromkeys(filter(None, map(_folded, english.split("|")))))
        found[_folded(danish)] = tuple(dict.fromkeys((*found.get(_folded(danish), ()), *words)))
    return found


@lru_cache
def same(language: str) -> tuple[tuple[str, ...], ...]:
    """Sets of words and phrases of a language that mean the same, each folded."""
    return tuple(tuple(map(_folded, line.replace("\t", "|").split("|"))) for line in _lines(f"same_{language}.txt"))


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """A group of ESCO's skill hierarchy with its Danish name and the folded Danish words that point to it."""

    uri: str
    code: str
    label_da: str
    words: tuple[str, ...]


@lru_cache
def skill_groups() -> tuple[SkillGroup, ...]:
    """The upper groups of ESCO's skill hierarchy in Danish, the project's own wording."""
    groups = []
    for line in _lines("groups_da.tsv"):
        uri, code, label, words = (line.split("\t") + [""] * 4)[:4]
        groups.append(SkillGroup(uri, code, label, tuple(filter(None, map(_folded, words.split(","))))))
    return tuple(groups)


@lru_cache
def compound_parts() -> tuple[str, ...]:
    """The simple Danish words that compounds are made of, folded; no other part may be under four letters."""
    return tuple(dict.fromkeys(_folded(line) for line in _lines("compound_nouns_da.txt")))


@lru_cache
def never_split() -> frozenset[str]:
    """Danish words that look like compounds and are not, or not of the parts one would guess; folded."""
    return frozenset(_folded(line) for line in _lines("compound_wrong_da.txt"))


@lru_cache
def empty_phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Phrases that carry no need, by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in (*_lines("phrases_da.txt"), *_lines("phrases_en.txt")):
        words = tuple(words_of(line))
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


@lru_cache
def aside_starts() -> tuple[tuple[str, ...], ...]:
    """How the sentences of a job ad begin that say nothing of what the person must be able to do."""
    return tuple(tuple(words_of(line)) for line in _lines("asides.txt"))


@lru_cache
def joined_pairs() -> Mapping[tuple[str, str], str]:
    """English words written as two and as one: ("health", "care") is "healthcare"."""
    pairs = (tuple(words_of(line)) for line in _lines("joined_en.txt"))
    return {(first, second): first + second for first, second in pairs}


@lru_cache
def split_words() -> Mapping[str, tuple[str, str]]:
    """The same the other way round: "healthcare" is ("health", "care")."""
    return {joined: pair for pair, joined in joined_pairs().items()}
