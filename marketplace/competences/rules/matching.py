"""From what somebody wrote to the competences that are meant.

A text is read in clauses, because one clause asks for one thing. Every label is held against every clause: how much of
the label the clause fills, and how much of the clause the label takes up, each word weighing by its rarity. A label
that is filled whole is meant, however long the clause; of labels filled in part, that one which takes up most. Jobs
lend their score to what they need, and groups of ESCO's hierarchy tip the scale between their members.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketplace.competences.rules.answering import TYPED, WHOLE, Answering
from marketplace.competences.rules.clauses import SHORT, Span, spans_of
from marketplace.competences.rules.hierarchy import Hierarchy
from marketplace.competences.rules.jobs import Jobs, Named
from marketplace.competences.rules.lettering import Lettering
from marketplace.competences.rules.matches import SURE, Match, outdone, set_apart
from marketplace.competences.rules.naming import asked_names, name_terms
from marketplace.competences.rules.neighbours import Neighbours
from marketplace.competences.rules.phrasing import Phrasing
from marketplace.competences.rules.postings import Covered, Floats, Postings, Sense, words_in
from marketplace.competences.rules.reading import Knowledge, Nearest, Reader
from marketplace.competences.rules.teaching import taught_by
from marketplace.competences.rules.vocabulary import GROUP, SKILL, Vocabulary
from marketplace.foundation.language.analysis import AskedWord, asked_words
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon

LEAST = 0.1  # weaker matches are noise
_MOST_WORDS = 150  # of a text that are matched: a pasted job ad repeats itself after that
_FILLING = np.float32(0.8)  # the power by which the filled part of a label counts
_SYNONYM = np.float32(0.4)  # what a synonym loses at most
_MEANT = np.float32(0.66)  # the score of a filled label in a clause that says much else
_MORE = np.float32(0.05)  # and what it gains with the part of the clause it takes up
_PHRASE = 5  # words that tell something, up to which a text may be the name of one thing
_ANSWERED = 0.6  # and the score from which on a label answers such a text as a whole
_LETTERS = np.float32(0.7)  # what a label worded like the clause in every letter gains on one that has none of it
_LOOSE = np.float32(0.6)  # what a synonym loses at most where wording is heard: it is one of many ways to say it
_FORM = np.float32(0.12)  # and one that is put as the clause is, as something one does or as something one knows
_SAID = 0.4  # how like a whole short text a label must be to come before what is only mentioned there
_FIRST = np.float32(1.01)  # by which it then does
_STAYS = np.float32(SURE + 0.001)  # the least score of what is understood by its words alone
_FALLS = np.float32(SURE - 0.001)  # and the greatest of what is not, but for the best
_NOTHING = np.zeros(0, np.float32)
_MUCH = np.float32(0.48)  # of a clause
_LIKE_ONLY = np.float32(0.8)  # what is left of a label that is only like a small part of what is said
_ONLY_WORK = np.float32(0.6)  # what is left of a label that only a verb of any work led to
_TELLS = 0.55  # the part of the greatest rarity from which on a label tells enough to be meant anywhere
_OTHER_LANGUAGE = np.float32(0.999)  # only to break ties
_BY_JOB = np.float32(0.75)  # what a job's need weighs beside a competence that is named itself
_BY_GROUP = np.float32(0.35)  # and one that only stands in a group the text is about
_FITS = np.float32(0.1)  # how much such a group raises a competence that is named


def closeness(filled: Floats, taken: Floats, is_synonym: Floats) -> Floats:
    """How surely a label is what a clause asks for (0 to 1): by how much of it is filled and how much it takes up.

    A synonym filled in part says less than a preferred label filled in part, because synonyms are many.
    """
    close: Floats = np.power(filled, _FILLING) * taken * (1 - _SYNONYM * is_synonym * (1 - filled * taken))
    return close


def mentions(filled: Floats, taken: Floats, telling: Floats, whole: float) -> Floats:
    """How surely a label that is filled whole is meant in a clause that says more (0 to 1): the rarer, the surer.

    One that is filled by what the words are like, not by the words, is meant only where it takes up much of the clause.
    """
    meant = np.where(filled >= whole, filled * telling * (_MEANT + _MORE * taken), np.float32(0))
    found: Floats = np.where((filled < TYPED) & (taken < _MUCH), meant * _LIKE_ONLY, meant)
    return found


def _work_done(covered: Covered, words: int) -> Floats:
    """What is left of each name where only verbs of any work led to it, in a text that says more."""
    left: Floats = np.where(covered.told | (words < 2), np.float32(1), _ONLY_WORK)
    return left


class Matcher:
    """A vocabulary made ready for matching: built once for each version, then only read, by any number of threads."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, knowledge: Knowledge, nearest: Nearest) -> None:
        self._concepts = vocabulary.concepts
        self._lexicon = lexicon
        self._names = [name for name in vocabulary.names if vocabulary.concepts[name.concept].kind != GROUP]
        self._names_of: dict[int, list[int]] = defaultdict(list)
        for at, name in enumerate(self._names):
            self._names_of[name.concept].append(at)
        self._owner = np.array([name.concept for name in self._names], np.int32)
        self._is_synonym = np.array([name.kind == "alt" for name in self._names], np.float32)
        self._lang = np.array([name.lang for name in self._names])
        terms = [name_terms(name.text, name.lang, lexicon) for name in self._names]
        self._postings = Postings(terms, [name.concept for name in self._names])
        self._telling = np.minimum(self._postings.weight / np.float32(_TELLS * self._postings.greatest), 1)
        danish = {
            term.text for name, said in zip(self._names, terms, strict=True) for term in said if name.lang == "da"
        }
        self._reader = Reader(self._postings, danish, lexicon, knowledge, taught_by(self._names, terms), nearest)
        words = [words_of(name.text) for name in self._names]
        skilled = [self._concepts[name.concept].kind == SKILL for name in self._names]
        self._answering = Answering(words)
        self._lettering = Lettering(words)
        self._phrasing = Phrasing(
            [
                (said, name.lang, name.kind == "pref", acts)
                for said, name, acts in zip(words, self._names, skilled, strict=True)
            ]
        )
        self._acts = np.where(skilled, np.float32(1), np.float32(-1))
        self._jobs = Jobs(vocabulary)
        self._hierarchy = Hierarchy(vocabulary, lexicon, knowledge.groups)
        self._place = {concept.key: place for place, concept in enumerate(vocabulary.concepts)}
        self._neighbours = Neighbours(vocabulary)
        self._is_group = np.array([concept.kind == GROUP for concept in vocabulary.concepts], bool)

    def match(self, text: str, language: str, limit: int, among: frozenset[str] | None = None) -> list[Match]:
        """The competences a text asks for, best first; of labels that answer alike, those in the language."""
        asked = asked_names(text, asked_words(text, self._lexicon).words[:_MOST_WORDS], self._lexicon)
        senses = self._reader.senses(asked)
        named = self._jobs.named([word.word for word in asked], self._reader.english)
        if not (senses or named) or not self._names:
            return []
        held = self._held(text, language, senses, self._jobs.needed(named, len(asked)))
        scores = held.best()
        if among is not None:
            scores *= np.array([concept.key in among for concept in self._concepts], np.float32)
        order = np.argsort(-scores, kind="stable")[:limit]
        told = _Told(asked, senses, named, held)
        found = [self._match(int(at), float(scores[at]), told) for at in order if scores[at] >= LEAST]
        if len(senses) < 2:
            return found
        filled = {one.key for one in found if held.whole[self._place[one.key]]}
        return set_apart(outdone(found, filled, told.telling), told.telling)

    def near(self, keys: Iterable[str], limit: int) -> list[Match]:
        """Competences beside these: above, below, under the same ones, or needed together."""
        places = [self._place[key] for key in dict.fromkeys(keys) if key in self._place]
        return [
            Match(concept.key, concept.uri, concept.label, round(score, 4), (), "hierarchy")
            for place, score in self._neighbours.near(places)[:limit]
            for concept in [self._concepts[place]]
        ]

    def _held(self, text: str, language: str, senses: Sequence[Sense], needed: Floats) -> _Held:
        """Every name held against every clause."""
        names = np.zeros(len(self._names), np.float32)
        sure = np.zeros(len(self._concepts), bool)
        whole = np.zeros(len(self._concepts), bool)
        fits = np.zeros(len(self._concepts), np.float32)
        first = -1
        spans = spans_of(text, self._lexicon)
        is_phrase = sum(span.is_clause for span in spans) == 1
        for span in spans:
            inside = [sense for sense in senses if span.first <= sense.position < span.past]
            if inside:
                covered = self._postings.cover(inside)
                heard = self._heard(covered, span, language, len(senses))
                close = self._close(covered, span, len(senses), heard)
                names[covered.names] = np.maximum(names[covered.names], close)
                sure[self._owner[self._answering.names(covered, span)]] = True
                whole[self._owner[covered.names[covered.filled >= TYPED]]] = True
                if span.is_clause:
                    np.maximum(fits, self._hierarchy.fits(inside), out=fits)
                if is_phrase and span.is_whole and heard.max(initial=0) >= _SAID:
                    first = int(covered.names[heard.argmax()])
        if first >= 0:
            names[first] = names.max() * _FIRST
        names *= np.where(self._lang == language, np.float32(1), _OTHER_LANGUAGE)
        named = np.zeros(len(self._concepts), np.float32)
        np.maximum.at(named, self._owner, names)
        needed[self._is_group] = fits[self._is_group] = 0
        return _Held(names, np.minimum(named * (1 + _FITS * fits), 1), needed * _BY_JOB, fits * _BY_GROUP, sure, whole)

    def _heard(self, covered: Covered, span: Span, language: str, words: int) -> Floats:
        """How like the names are to a clause as it is worded; nothing is heard of a long one.

        Letters and form say something only where both are in one language.
        """
        if len(span.words) > SHORT:
            return _NOTHING
        names = covered.names
        spoken = (self._lang[names] == language).astype(np.float32)
        letters = self._lettering.alike(span.words)[names] * spoken
        heard = (covered.filled**_FILLING * covered.taken + _LETTERS * letters) / (1 + _LETTERS)
        heard *= 1 - _LOOSE * self._is_synonym[names] * (1 - heard)
        heard += _FORM * np.float32(self._phrasing.doing(span.words)) * self._acts[names] * spoken
        found: Floats = np.maximum(heard, 0) * _work_done(covered, words)
        return found

    def _close(self, covered: Covered, span: Span, words: int, heard: Floats) -> Floats:
        """How surely the names that a clause touches are meant in a text of so many words that tell something.

        The best of them is as sure as its words make it. The others fall by what their wording lacks, but what is
        understood by its words alone stays understood, and so does a label that a part of the text is filled by.
        """
        close = closeness(covered.filled, covered.taken, self._is_synonym[covered.names])
        done = _work_done(covered, words)
        answered = len(close) and close.max() >= _ANSWERED
        close *= done * np.float32(span.one)
        if heard.max(initial=0) > 0:
            most = close.max() / heard.max()
            is_named = (covered.filled >= TYPED) & (not span.is_whole)
            kept = np.where(is_named, close, np.where(close >= SURE, _STAYS, np.float32(0)))
            most_like = np.where(close >= SURE, np.float32(1), _FALLS)
            most_like[heard.argmax()] = 1
            close = np.maximum(np.minimum(heard * most, most_like), kept)
        if words > _PHRASE or not answered:
            whole = WHOLE if words > _PHRASE else TYPED
            telling = self._telling[covered.names]
            close = np.maximum(close, mentions(covered.filled, covered.taken, telling, whole) * done)
        return close

    def _match(self, place: int, score: float, told: _Told) -> Match:
        concept = self._concepts[place]
        via, words = self._why(place, told)
        answers = bool(told.held.sure[place]) or via in ("occupation", "hierarchy")
        return Match(concept.key, concept.uri, concept.label, round(score, 4), words, via, answers)

    def _why(self, place: int, told: _Told) -> tuple[str, tuple[str, ...]]:
        """What led to a concept: by which way, and by which words."""
        held = told.held
        if held.named[place] >= max(held.needed[place], held.fitting[place]):
            at = max(self._names_of[place], key=lambda one: float(held.names[one]))
            name = self._names[at]
            said = words_in(told.senses, name_terms(name.text, name.lang, self._lexicon))
            if held.names[at] < SURE:
                return "words", said
            return ("label" if name.kind == "pref" else "synonym"), said
        if held.needed[place] >= held.fitting[place]:
            return "occupation", told.title(lambda job: place in self._jobs.needs(job))
        return "hierarchy", tuple(dict.fromkeys(sense.shown for sense in told.senses))


@dataclass(frozen=True, slots=True)
class _Told:
    """A text as it was read: its words, what they may mean, the jobs it names, and how the vocabulary answers."""

    asked: Sequence[AskedWord]
    senses: Sequence[Sense]
    jobs: Sequence[Named]
    held: _Held

    def telling(self, match: Match) -> frozenset[str]:
        """The words that led to a match but for verbs of any work."""
        return frozenset(match.words) - {sense.shown for sense in self.senses if sense.is_work}

    def title(self, is_meant: Callable[[int], bool]) -> tuple[str, ...]:
        """The words of the titles of those jobs that are meant."""
        places = dict.fromkeys(at for one in self.jobs if is_meant(one.job) for at in range(one.first, one.past))
        return tuple(dict.fromkeys(self.asked[at].typed or self.asked[at].word for at in places))


@dataclass(frozen=True, slots=True)
class _Held:
    """A text held against the vocabulary: the score of every name; and of every concept by its names, by jobs that
    need it, and by its place in the hierarchy; whether a name of it answers, and whether one is filled whole."""

    names: Floats
    named: Floats
    needed: Floats
    fitting: Floats
    sure: NDArray[np.bool_]
    whole: NDArray[np.bool_]

    def best(self) -> Floats:
        """The score of every concept, by the way that speaks most for it."""
        return np.maximum(np.maximum(self.named, self.needed), self.fitting)
