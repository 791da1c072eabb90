"""What the words of a need may mean: their stems, the words that stand for them, and English for the Danish ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from marketplace.competences.rules.kinship import Kin
from marketplace.competences.rules.postings import Choice, Postings, Reading, Sense
from marketplace.foundation.language.analysis import AskedWord, Term
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.language.lists import stop_words, word_set
from marketplace.foundation.language.stems import stem
from marketplace.foundation.language.wording import weights

SAME = 0.7  # how like a listed synonym is to the word
TRANSLATED = 0.85  # and the first listed translation; the second one a little less, and so on
NEXT = 0.95
APART = 0.8  # and the translated parts of a compound, taken together
MISTYPED = 0.9  # and what a mistyped word was meant as
SHORTEST_SLIP = 5  # letters of a word that is read as another: a shorter one is one slip from too many
LEARNED = 0.7  # the power that lifts learned likenesses: they are shares of what was seen, and so low
LONGEST_PHRASE = 3  # words of a listed phrase
UNKNOWN = 0.7  # what a word tells that no label has, beside the rarest that one has
RAREST = 3  # of what a word may mean that tell how much it tells, where the word itself stands in no label

# Verbs of any work: alone they do not say what is to be learnt.
_WORK = word_set(
    "planlaegge planlaegger planlagt plan planer planen maale maaler maalt styre styrer lede leder ledet haandtere "
    "haandterer lave laver udfoere udfoerer foretage udarbejde udarbejder tilrettelaegge tilrettelaegger organisere "
    "organiserer gennemfoere gennemfoerer sikre sikrer udvikle udvikler vurdere vurderer foelge foelger opstille "
    "koordinere koordinerer administrere administrerer forberede forbereder tjekke tjekker kontrollere kontrollerer "
    "vaelge vaelger bruge bruger anvende anvender arbejde arbejder oprette opretter faa laese laeser skrive skriver "
    "forbedre forbedrer optimere optimerer forstaa forstaar vise viser finde finder samle samler bygge bygger passe "
    "passer holde holder kende kender undgaa undgaar tale taler hjaelpe hjaelper svare svarer skabe skaber ny nye nyt "
    "hurtigere keep avoid help support new plans planned manage manages managing measure measures measuring make "
    "making use using handle handling do organise organize organising organizing develop developing ensure ensuring "
    "assess assessing monitor monitoring follow coordinate coordinating perform conduct prepare preparing check "
    "checking control choose create creating improve improving understand understanding show find build building read "
    "reading write writing set work working"
)
# Who writes of something or tells of it communicates it.
_TELLING = word_set(
    "skrive skriver fortaelle fortaeller forklare forklarer write writing tell telling explain explaining"
)
_TOLD = (("formidling",), ("kommunikation",), ("communic",))
ACT = 0.65  # how like that is to the word

Stems = tuple[str, ...]
Nearest = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of words besides the labels: synonyms, translations, and Danish words for ESCO's groups."""

    same_en: Sequence[Sequence[str]] = ()  # sets of English words and phrases that mean the same
    same_da: Sequence[Sequence[str]] = ()  # and of Danish ones
    glossary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # Danish word: English ones, best first
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # URI of a group: Danish words for it


class Reader:
    """Reads the words of a need against the labels there are."""

    def __init__(
        self,
        postings: Postings,
        danish: Collection[str],
        lexicon: Lexicon,
        knowledge: Knowledge,
        kin: Kin,
        nearest: Nearest,
    ) -> None:
        """`danish`: the terms of Danish labels; `nearest`: what a mistyped word was meant as, "" for none."""
        self._nearest = nearest
        self._postings = postings
        self._danish = danish
        self._lexicon = lexicon
        self._kin = kin
        self._same = _synonyms(knowledge.same_en, self._stems_en) | _synonyms(knowledge.same_da, self._stems_da)
        self._glossary = knowledge.glossary
        self._english = _translations(knowledge.glossary, self._stems_da, self._stems_en)
        self._read = lru_cache(maxsize=20_000)(self._readings)

    def senses(self, words: Iterable[AskedWord]) -> list[Sense]:
        """The words that tell something, with all they may mean, in the order of the text.

        One that no label knows means nothing here, and tells much all the same: what it asks for is not at hand.
        """
        asked = list(words)
        phrases = self._phrases([word.word for word in asked])
        found = []
        for at, word in enumerate(asked):
            readings, weight = self._read(word.word, tuple((term.text, term.weight) for term in word.terms))
            readings = (*readings, *phrases[at])
            weight = weight or self._postings.telling(phrases[at])
            is_known = bool(readings and weight)
            found.append(
                Sense(
                    word.word,
                    word.position,
                    weight if is_known else UNKNOWN * self._postings.greatest,
                    readings if is_known else (),
                    word.typed,
                    word.word in _WORK,
                )
            )
        return found

    def english(self, word: str) -> list[str]:
        """The listed English words for a folded Danish one, best first."""
        return [] if word not in self._glossary else list(self._glossary[word])

    def _phrases(self, words: Sequence[str]) -> dict[int, tuple[Reading, ...]]:
        """Of each word: what the listed phrases it stands in mean."""
        found: dict[int, list[Reading]] = {at: [] for at in range(len(words))}
        for stems in ([stem(word, "en") for word in words], [stem(word, "da") for word in words]):
            for length in range(2, LONGEST_PHRASE + 1):
                for first in range(len(words) - length + 1):
                    meant = self._listed(tuple(stems[first : first + length]), 1.0)
                    for at in range(first, first + length):
                        found[at] += meant
        return {at: tuple(meant) for at, meant in found.items()}

    def _listed(self, stems: Stems, likeness: float) -> list[Reading]:
        """The readings of a word or phrase by the lists: its synonyms and its translations."""
        if stems not in self._same and stems not in self._english:
            return []
        same = [_reading(one, SAME * likeness) for one in self._same.get(stems, ())]
        english = [
            _reading(one, TRANSLATED * NEXT**rank * likeness) for rank, one in enumerate(self._english.get(stems, ()))
        ]
        return [one for one in (*same, *english) if any(term in self._postings for term in one.terms)]

    def _readings(self, word: str, terms: tuple[tuple[str, float], ...]) -> tuple[tuple[Reading, ...], float]:
        own: dict[str, float] = {}
        found: list[Reading] = []
        is_english = stem(word, "en") in self._postings and stem(word, "da") not in self._danish
        if is_english:  # no compound: "management" is not "man" and what is left
            terms = tuple(pair for pair in terms if pair[1] == 1.0)
        for term, weight in terms:
            own[term] = max(weight, own.get(term, 0.0))
            for other, likeness in self._kin.get(term, ()):
                own[other] = max(likeness**LEARNED * weight, own.get(other, 0.0))
            found += self._listed((term,), weight)
        if word in _TELLING:
            found += [_reading(one, ACT) for one in _TOLD if one[0] in self._postings]
        apart = [] if is_english else self._apart(word)
        known = tuple((term, likeness) for term, likeness in own.items() if term in self._postings)
        readings = (*([Reading((known,))] if known else []), *found, *apart)
        if not readings:
            return self._mistyped(word)
        return readings, self._weight([term for term, weight in terms if weight == 1.0], readings)

    def _mistyped(self, word: str) -> tuple[tuple[Reading, ...], float]:
        """The readings of the word that an unknown one was meant as."""
        meant = self._nearest(word) if len(word) >= SHORTEST_SLIP else ""
        if not meant:
            return (), 0.0
        terms = {stem(meant, language): MISTYPED for language in ("da", "en")}
        readings = (Reading((tuple(terms.items()),)),)
        return readings, self._weight(list(terms), readings)

    def _apart(self, word: str) -> list[Reading]:
        """The parts of a Danish compound in English, taken together: waste and management for affaldshåndtering."""
        parts = self._lexicon.parts(word)
        groups: list[Choice] = []
        for part in parts:
            choice: dict[str, float] = {}
            for stems in (self._stems_da(part), *self._english.get(self._stems_da(part), ())):
                choice |= dict.fromkeys((one for one in stems if one in self._postings), APART)
            if not choice:
                return []
            groups.append(tuple(choice.items()))
        return [Reading(tuple(groups))] if groups else []

    def _weight(self, stems: Sequence[str], readings: Sequence[Reading]) -> float:
        """How much a word tells: its own rarity, or where it stands in no label that of the rarest it may mean."""
        own = [self._postings.rarity[one] for one in stems if one in self._postings]
        if own:
            return max(own)
        meant = sorted((self._postings.telling([one]) for one in readings), reverse=True)[:RAREST]
        return sum(meant) / len(meant) if meant else 0.0

    def _stems_en(self, text: str) -> Stems:
        return whole_stems(text, "en", self._lexicon)

    def _stems_da(self, text: str) -> Stems:
        return whole_stems(text, "da", self._lexicon)


def terms_of(words: str, language: str, lexicon: Lexicon) -> list[Term]:
    """The terms of a folded word or phrase of the lists: `index_terms` for what is known to be a few plain words."""
    stops = stop_words(language)
    return [
        Term(text, weight, position)
        for position, word in enumerate(words.split())
        if word not in stops
        for text, weight in weights(word, language, lexicon)
    ]


def whole_stems(words: str, language: str, lexicon: Lexicon) -> Stems:
    """The stems of the words of a folded phrase of the lists."""
    return tuple(term.text for term in terms_of(words, language, lexicon) if term.weight == 1.0)


def _reading(stems: Stems, likeness: float) -> Reading:
    return Reading(tuple(((one, likeness),) for one in stems))


def _synonyms(same: Sequence[Sequence[str]], stems_of: Callable[[str], Stems]) -> dict[Stems, list[Stems]]:
    """Of each word or phrase: the others it is listed beside."""
    found: dict[Stems, dict[Stems, None]] = defaultdict(dict)
    for group in same:
        stems = list(dict.fromkeys(filter(None, map(stems_of, group))))
        for one in stems:
            found[one] |= dict.fromkeys(other for other in stems if other != one)
    return {one: list(others) for one, others in found.items()}


def _translations(
    glossary: Mapping[str, tuple[str, ...]], danish: Callable[[str], Stems], english: Callable[[str], Stems]
) -> dict[Stems, list[Stems]]:
    """Of each Danish word or phrase in stems: its English ones in stems, best first."""
    found: dict[Stems, dict[Stems, None]] = defaultdict(dict)
    for headword, words in glossary.items():
        stems = danish(headword)
        if stems:
            found[stems] |= dict.fromkeys(filter(None, map(english, words)))
    return {one: list(others) for one, others in found.items()}
