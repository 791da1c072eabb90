"""From a text to competences, over a structure made once for each version of the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from threading import Lock

from sqlalchemy import func, select

from marketplace.competences import rules
from marketplace.competences.events import LexiconKept, VocabularyLoaded
from marketplace.competences.models import (
    Broader,
    Competence,
    KeptLexicon,
    Label,
    Occupation,
    OccupationCompetence,
)
from marketplace.competences.rules import (
    Concept,
    Corrector,
    Job,
    Knowledge,
    Match,
    Matcher,
    Name,
    Suggester,
    Suggestion,
    Vocabulary,
)
from marketplace.foundation.db import session
from marketplace.foundation.events import EventLog
from marketplace.foundation.language import lists
from marketplace.foundation.language.lexicon import Lexicon, grow
from marketplace.foundation.transaction import in_transaction

_NEWEST = select(EventLog.id, EventLog.refs).where(  # built once: every search asks it
    EventLog.id.in_(
        [
            select(func.max(EventLog.id)).where(EventLog.kind == fact.kind).scalar_subquery()
            for fact in (VocabularyLoaded, LexiconKept)
        ]
    )
)

_HELD = "vocabulary mark"  # where a session keeps it

Mark = tuple[tuple[int, str], ...]


class _Ready:
    """A vocabulary made ready for all that is asked of it; each part when it is first asked."""

    def __init__(self, mark: Mark, words: Vocabulary, terms: Lexicon) -> None:
        self.mark = mark
        self._words = words
        self._terms = terms
        self.matcher = Matcher(words, terms, _knowledge(), lambda word: self.corrector.nearest(word))

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(self._words)

    @cached_property
    def corrector(self) -> Corrector:
        return Corrector(self._words, self._terms, lists.glossary())


_ready: _Ready | None = None
_building = Lock()


def _mark() -> Mark:
    """Which vocabulary and lexicon hold now; 1 statement, once for all that one reading asks."""
    reading = session()
    held = reading.info.get(_HELD)
    if held is not None and held[0] is reading.get_transaction() and not in_transaction():
        mark: Mark = held[1]
        return mark
    mark = tuple(sorted((row.id, str(row.refs)) for row in session.execute(_NEWEST)))
    reading.info[_HELD] = (reading.get_transaction(), mark)
    return mark


def _understanding() -> _Ready:
    """The vocabulary made ready; while one thread makes a newer one ready, the others answer by the older one."""
    global _ready
    mark, ready = _mark(), _ready
    if ready is not None and ready.mark == mark:
        return ready
    if not _building.acquire(blocking=ready is None) and ready is not None:
        return ready
    try:
        ready = _ready
        if ready is None or ready.mark != mark:
            _ready = ready = _made_ready(mark)
        return ready
    finally:
        _building.release()


def make_ready() -> None:
    """Make the vocabulary in use ready for all that is asked, so that the first to ask does not wait for it."""
    did_you_mean("", "da")
    labels_like("", "da")


def _made_ready(mark: Mark) -> _Ready:
    return _Ready(mark, vocabulary(), lexicon())


def _knowledge() -> Knowledge:
    """What the word lists of the product know."""
    groups = {group.uri: (rules.folded(group.label_da), *group.words) for group in lists.skill_groups()}
    return Knowledge(lists.same("en"), lists.same("da"), lists.glossary(), groups)


@lru_cache(maxsize=1)
def _listed() -> Lexicon:
    """The simple words that come with the product."""
    return grow(())


def lexicon() -> Lexicon:
    """The lexicon in use; that of the listed words alone where none has been kept. 1 statement."""
    words = session.scalar(select(KeptLexicon.words).order_by(KeptLexicon.id.desc()).limit(1))
    return _listed() if words is None else Lexicon.from_text(words)


def vocabulary() -> Vocabulary:
    """Everything matching knows of the vocabulary; 5 statements."""
    rows = session.execute(
        select(Competence.id, Competence.key, Competence.uri, Competence.kind, Competence.label).order_by(Competence.id)
    ).all()
    place = {row[0]: at for at, row in enumerate(rows)}
    concepts = tuple(Concept(key, uri, kind, label) for _, key, uri, kind, label in rows)
    names = tuple(
        Name(place[owner], lang, kind, text)
        for owner, lang, kind, text in session.execute(
            select(Label.competence_id, Label.lang, Label.kind, Label.text).order_by(Label.id)
        )
    )
    broader = tuple(
        (place[narrower], place[above])
        for narrower, above in session.execute(select(Broader.narrower_id, Broader.broader_id))
    )
    return Vocabulary(concepts, names, broader, _jobs(place))


def _jobs(place: dict[int, int]) -> tuple[Job, ...]:
    needs: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for job, competence, essential in session.execute(
        select(
            OccupationCompetence.occupation_id, OccupationCompetence.competence_id, OccupationCompetence.essential
        ).order_by(OccupationCompetence.occupation_id, OccupationCompetence.competence_id)
    ):
        needs[job, essential].append(place[competence])
    return tuple(
        Job(one.key, _names(one), tuple(needs[one.id, True]), tuple(needs[one.id, False]))
        for one in session.scalars(select(Occupation).order_by(Occupation.id))
    )


def _names(job: Occupation) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for lang in rules.LANGUAGES:
        texts = (getattr(job.label, lang), *rules.split(getattr(job.alternatives, lang)))
        found |= dict.fromkeys((lang, text) for text in (*texts, *rules.split(getattr(job.esco_alternatives, lang))))
    return tuple(pair for pair in found if pair[1])


def match(text: str, language: str, *, limit: int = 12, among: frozenset[str] | None = None) -> list[Match]:
    """The competences a text asks for, best first, with the words that led to each; 1 statement.

    The text may be a word, a need of several sentences or a pasted job ad, Danish, English or both; `language` is
    that of the page and breaks ties. `among`: only competences with these keys. A match with a score of at least
    `rules.SURE` can be shown as understood; weaker ones are alternatives.
    """
    return _understanding().matcher.match(text, language, limit, among)


def near(keys: Iterable[str], limit: int = 6) -> list[Match]:
    """Competences one may want besides these: broader, narrower, and those beside them; 1 statement."""
    return _understanding().matcher.near(keys, limit)


def did_you_mean(text: str, language: str) -> str:
    """The text with mistyped words put right, "" when nothing better is known; 1 statement."""
    return _understanding().corrector.corrected(text)


def labels_like(text: str, language: str, limit: int = 10) -> list[Suggestion]:
    """Competences and jobs whose label, or a word in it, begins with what was typed; preferred labels first.

    Labels in the language come before those in the other one; each concept appears once, under its best label.
    1 statement.
    """
    return _understanding().suggester.like(text, language, limit)
