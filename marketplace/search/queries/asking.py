"""Asking the index: a need in words becomes offers in order, with reasons. Public: everybody may search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from marketplace.competences.queries import competences_by_key, did_you_mean, match, near
from marketplace.competences.queries.hierarchy import Relatives, relatives_of
from marketplace.competences.rules import meant
from marketplace.foundation.language.analysis import Asked, asked_words
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.lexicon import Lexicon
from marketplace.foundation.texts import Texts
from marketplace.search import gateway
from marketplace.search.gateway import Candidate, Found, NoIndex, OfferIndex, TextQuery, Word
from marketplace.search.rules import Ask, Hits, OfferDocument, OfferHit, Understood, check_ask, page_within
from marketplace.search.rules.evidence import share_read, worth_of
from marketplace.search.rules.scoring import NARROWER, Sought, Wanted, backed, score, text_share
from marketplace.search.rules.varying import varied
from marketplace.search.rules.weighing import check_weights
from marketplace.search.rules.wording import asks_for_any, enough, language_of, put_right, terms_of, weight_of

SCORED = 100  # offers that are scored by all four facts; those behind them keep the engine's order
COMPETENCE = 12.0  # what a competence is worth to the engine, beside words of some 5 to 10 each
ALTERNATIVES = 6


@dataclass(frozen=True, slots=True)
class Need:
    """What a search is understood to ask for."""

    asked: Asked
    understood: tuple[Understood, ...]
    alternatives: tuple[Understood, ...]
    relatives: Mapping[str, Relatives]


def ask(asked: Ask) -> Hits:
    """The offers that answer a search, best first or in another order, with exact totals and counts.

    While there is no index (it is being built) the answer is empty and says so: `ready` is False. RuleBroken for
    what nothing can answer, see `check_ask`.
    """
    check_ask(asked)
    check_weights(asked.weights)
    index = gateway.offers()
    try:
        instead, meant = slips(asked, index)
        asked = replace(asked, text=instead or asked.text)
        need = understand(asked, index.lexicon())
        found, query = _find(index, need, asked)
        page = page_within(asked.page, found.total, asked.per_page)
        hits = _page(found, query, need, asked, page)
    except NoIndex:
        return Hits(total=0, hits=(), facets={}, page=1, per_page=asked.per_page, ready=False)
    return Hits(
        total=found.total,
        hits=hits,
        facets=found.facets,
        page=page,
        per_page=asked.per_page,
        engine_ms=found.engine_ms,
        understood=need.understood,
        alternatives=need.alternatives,
        instead=instead,
        did_you_mean=meant,
        negated=need.asked.negated,
    )


def index_mark() -> str:
    """A mark that changes whenever the index has been written."""
    return gateway.offers().mark()


def slips(asked: Ask, index: OfferIndex) -> tuple[str, str]:
    """The text to search instead, where neither we nor any offer knows a word as it was typed, and another text that
    may be meant; "" where there is none. 1 statement.
    """
    meant = did_you_mean(asked.text, asked.language) if asked.text.strip() else ""
    if asked.verbatim or not meant:
        return "", meant
    lexicon = index.lexicon()

    def is_known(piece: str) -> bool:
        words = asked_words(piece, lexicon).words
        return not words or index.has_any(term.text for word in words for term in word.terms if term.weight >= 1.0)

    instead = put_right(asked.text, meant, is_known)
    return instead, "" if meant == instead else meant


# -- understanding -----------------------------------------------------------------------------------------


def understand(asked: Ask, lexicon: Lexicon) -> Need:
    """What a search asks for; `lexicon` is that of the index. 2 statements."""
    matches = match(asked.text, asked.language) if asked.text.strip() else []
    read = {one.key: Understood(one.key, one.label, one.score, one.words) for one in matches}
    left_out = {*asked.without, *asked.plus}
    sure = [read[one.key] for one in meant(matches) if one.key not in left_out]
    added = competences_by_key(asked.plus)
    plus = [Understood(key, Texts(added[key].label.da, added[key].label.en)) for key in asked.plus if key in added]
    understood = (*sure, *plus)
    return Need(
        asked=asked_words(asked.text, lexicon),
        understood=understood,
        alternatives=_alternatives(read.values(), understood, asked),
        relatives=relatives_of(one.key for one in understood),
    )


def _alternatives(read: Iterable[Understood], understood: Sequence[Understood], asked: Ask) -> tuple[Understood, ...]:
    """What may be meant too: weaker readings of the words, then relatives of what was understood."""
    taken = {one.key for one in understood} | set(asked.without)
    weaker = [one for one in read if one.key not in taken]
    beside = [Understood(one.key, one.label, one.score) for one in near(one.key for one in understood)]
    found = {one.key: one for one in reversed([*weaker[:ALTERNATIVES], *beside]) if one.key not in taken}
    return tuple(reversed(found.values()))[: 2 * ALTERNATIVES]


def sought_by(need: Need, asked: Ask) -> Sought:
    """What offers are scored against; NoIndex where there is none, as days are counted from that of the index."""
    worth = worth_of(need.understood)
    return Sought(
        wanted=tuple(
            Wanted(one.key, worth[one.key], 0, need.relatives[one.key].narrower, need.relatives[one.key].broader)
            for one in need.understood
        ),
        people=asked.people,
        near=asked.near,
        day=gateway.offers().day(),
        read=share_read(need.understood, len(need.asked.words)),
    )


def _find(index: OfferIndex, need: Need, asked: Ask) -> tuple[Found, TextQuery]:
    """What is found by enough of the words, and by competences.

    How much of the words is enough does not hang on filters: a count says what ticking its filter will give.
    """
    lexicon, language = index.lexicon(), language_of(need.asked.words, asked.language)
    words = tuple(Word(terms_of(word, language, lexicon), weight_of(word)) for word in need.asked.words)
    competences = tuple(_worth(need).items())
    if not words and not competences:
        # Signs and letters we cannot read ask for something too: finding everything would be a lie.
        asks = asked.text.strip() and not need.asked.negated and not asks_for_any(words_of(asked.text))
        query = TextQuery(words=(Word(()),)) if asks else TextQuery()
        return index.find(query, asked), query
    query = TextQuery(words, competences, enough(len(words)))
    return index.find(query, asked), query


def _worth(need: Need) -> dict[str, float]:
    """What each competence that offers are found by is worth to the engine: those asked for, and parts of them."""
    worth: dict[str, float] = {}
    for one in need.understood:
        for key in need.relatives[one.key].narrower:
            worth[key] = max(worth.get(key, 0.0), NARROWER * COMPETENCE * one.score)
    for one in need.understood:
        worth[one.key] = max(worth.get(one.key, 0.0), COMPETENCE * one.score)
    return worth


# -- the page ----------------------------------------------------------------------------------------------


def _page(found: Found, query: TextQuery, need: Need, asked: Ask, page: int) -> tuple[OfferHit, ...]:
    """The hits of a page: in the best order the first ones are scored and varied, the others as the engine has them."""
    first = (page - 1) * asked.per_page
    if asked.sort != "best":
        return tuple(
            hit for hit, _ in _scored(found.sorted(asked.sort, asked.language, first, asked.per_page), need, asked)
        )
    shown: list[_Shown] = []
    if first < SCORED:
        best = _scored(found.best(0, SCORED), need, asked)
        shown = _in_order(best)[first : first + asked.per_page]
    behind = max(first, SCORED)
    if len(shown) < asked.per_page and behind < found.total:
        shown += _scored(found.best(behind, asked.per_page - len(shown)), need, asked)
    return tuple(hit for hit, _ in shown)


_Shown = tuple[OfferHit, OfferDocument]


def _scored(candidates: Sequence[Candidate], need: Need, asked: Ask) -> list[_Shown]:
    """Each candidate with its score and reasons, in the order given."""
    sought = sought_by(need, asked)
    worth = _worth(need)
    by_words = [
        candidate.score - sum(worth.get(key, 0.0) for key in candidate.document.competences) for candidate in candidates
    ]
    most = max(by_words, default=0.0)
    texts = backed(
        [
            text_share(candidate.text, words / most if most > 0 else 0.0)
            for candidate, words in zip(candidates, by_words, strict=True)
        ],
        [candidate.document.field for candidate in candidates],
    )
    return [
        (_hit(candidate, text, sought, asked), candidate.document)
        for candidate, text in zip(candidates, texts, strict=True)
    ]


def _hit(candidate: Candidate, text: float, sought: Sought, asked: Ask) -> OfferHit:
    document = candidate.document
    scored = score(document, candidate.runs, text, sought, asked.weights)
    return OfferHit(
        ref=document.ref,
        offer_id=document.offer_id,
        external_id=document.external_id,
        score=round(scored.score, 4),
        covers=scored.cover.covers,
        lacks=scored.cover.lacks,
        km=candidate.km,
        parts=scored.parts,
        why=scored.why,
        run=scored.run,
    )


def _in_order(shown: Sequence[_Shown]) -> list[_Shown]:
    """Best first; ties stay as the engine has them. A hit that gives way to another institution scores no more than it.

    So the scores of the hits fall, and whoever orders them again by score gets the same order.
    """
    best = sorted(shown, key=lambda pair: -pair[0].score)
    placed = varied(
        best,
        institution=lambda pair: pair[1].institution,
        score=lambda pair: pair[0].score,
        alike=lambda one, other: one[1].title == other[1].title,
    )
    most = accumulate((hit.score for hit, _ in placed), min)
    return [(replace(hit, score=score), document) for (hit, document), score in zip(placed, most, strict=True)]


# -- other reads of the index ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferSuggestion:
    """An offer whose title goes on the way somebody types."""

    ref: str
    title: Texts


def offers_like(text: str, language: str, limit: int = 5) -> list[OfferSuggestion]:
    """Offers for autocomplete; none while there is no index."""
    try:
        found = gateway.offers().titles_like(text, language, limit)
    except NoIndex:
        return []
    return [OfferSuggestion(one.ref, Texts(*one.title)) for one in found]


def documents(refs: Iterable[str] | None = None) -> Iterator[OfferDocument]:
    """What the index holds of these offers, or of all; NoIndex is never raised: without an index there are none."""
    try:
        yield from gateway.offers().documents(refs)
    except NoIndex:
        return


def building(keys: Iterable[str], limit: int) -> list[OfferDocument]:
    """Offers that build any of the competences, those that build most of them first: candidates for a cover."""
    try:
        return gateway.offers().building(keys, limit)
    except NoIndex:
        return []
