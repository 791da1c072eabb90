"""What a vocabulary teaches of words: which of them its own names use for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from marketplace.competences.rules.kinship import Kin, Pair, learn
from marketplace.competences.rules.vocabulary import LANGUAGES, Name
from marketplace.foundation.language.analysis import Term


def taught_by(names: Sequence[Name], terms: Sequence[Sequence[Term]]) -> Kin:
    """Kin learned from synonyms to preferred labels, and from Danish names to English ones; `terms` of each name."""
    stems = [_whole(one) for one in terms]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for lang in LANGUAGES:
        for word, kin in learn(_pairs(names, stems, lang)).items():
            for other, likeness in kin:
                found[word][other] = max(likeness, found[word].get(other, 0.0))
    return {word: tuple(kin.items()) for word, kin in found.items()}


def _whole(terms: Sequence[Term]) -> tuple[str, ...]:
    """The stems of whole words, one for each place."""
    found: dict[int, str] = {}
    for term in terms:
        if term.weight == 1.0:
            found.setdefault(term.position, term.text)
    return tuple(found.values())


def _pairs(names: Sequence[Name], stems: Sequence[tuple[str, ...]], lang: str) -> Iterator[Pair]:
    """The words of every other name of a concept, with those of its preferred label in a language."""
    preferred = {
        name.concept: said for name, said in zip(names, stems, strict=True) if name.lang == lang and name.kind == "pref"
    }
    for name, said in zip(names, stems, strict=True):
        is_other = name.kind == "alt" if name.lang == lang else lang == "en"
        if is_other and said and preferred.get(name.concept):
            yield said, preferred[name.concept], 1.0
