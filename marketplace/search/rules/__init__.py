"""What is asked of the index, what it holds, and what it answers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.language.folding import words_of
from marketplace.foundation.language.stems import stem
from marketplace.foundation.texts import Texts

NO_START = 99_999_999  # continuous intake or no open run: sorts after every date
TEXT_MAX = 400
GROUPS = ("field", "region", "participation", "language", "level", "ects")
SORTS = ("best", "price", "start", "hours", "title")

# Words that carry no need: asking for them would find everything.
_STOP = frozenset(
    {
        *("og", "i", "at", "det", "er", "en", "den", "til", "af", "de", "der", "for", "med", "paa", "som", "ikke"),
        *("et", "kan", "skal", "vil", "os", "vores", "jeres", "have", "blive", "uden", "naar", "om", "hos", "fra"),
        *("ved", "men", "eller", "saa", "alle", "deres", "medarbejdere", "kursus", "forloeb"),
        *("the", "a", "an", "and", "or", "to", "of", "in", "with", "on", "that", "is", "are", "be", "we", "our"),
        *("they", "their", "it", "how", "can", "must", "should", "people", "course"),
    }
)


@dataclass(frozen=True, slots=True)
class OfferDocument:
    """One published offer as the index holds it: money in øre, ECTS and hours in tenths, days as yyyymmdd."""

    ref: str
    offer_id: int
    institution: str
    field: str
    title: tuple[str, str]  # da, en
    text: tuple[str, str]
    labels: tuple[str, str]  # of competences, with synonyms
    competences: tuple[str, ...]
    language: str
    level: int  # 0: not placed
    ects: int  # 0: none
    hours: int
    price: int  # the least seat price; -1: none yet
    start: int
    participations: tuple[str, ...]
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = column(init=False, repr=False, compare=False)  # see facet_values

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", facet_values(self))  # worked out once: every search counts them


@dataclass(frozen=True, slots=True)
class Ask:
    """A search: words, filters (empty means all), order and page."""

    text: str = ""
    language: str = "da"
    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    municipality: str = ""
    participations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    ects: tuple[str, ...] = ()  # buckets, see ECTS_BUCKETS
    price_to: int | None = None  # øre
    institution: str = ""
    competence: str = ""
    without: tuple[str, ...] = ()  # competences understood from the words that were not meant
    sort: str = "best"
    page: int = 1
    per_page: int = 10


@dataclass(frozen=True, slots=True)
class Hits:
    """The offers of one page in order, how many there are in all, and how many each filter would leave."""

    total: int
    refs: tuple[str, ...]
    offer_ids: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]
    page: int
    per_page: int
    engine_ms: float
    understood: Mapping[str, Texts] = column(default_factory=dict)  # competences found in the words: key to label
    ready: bool = True  # False while there is no index to ask: nothing was found because nothing was looked for

    @property
    def pages(self) -> int:
        """How many pages there are; one even when nothing is found."""
        return max(1, -(-self.total // self.per_page))


# Inclusive bounds in tenths of ECTS.
ECTS_BUCKETS: Mapping[str, tuple[int, int]] = {"none": (0, 0), "1-2": (1, 20), "2-3": (21, 30), "3-5": (31, 1000)}


def ects_bucket(tenths: int) -> str:
    """The bucket a number of ECTS (in tenths) falls in."""
    return next(name for name, (least, most) in ECTS_BUCKETS.items() if least <= tenths <= most)


def check_ask(ask: Ask) -> None:
    """Refuse words too long to be a need, and orders that do not exist."""
    if len(ask.text) > TEXT_MAX:
        raise RuleBroken("search.text_too_long", field="q", most=TEXT_MAX, size=len(ask.text))
    if ask.sort not in SORTS:
        raise RuleBroken("search.unknown_sort", field="sort")


def terms(text: str, language: str) -> tuple[str, ...]:
    """The stems of the words that say something, in order and once each."""
    stems = (stem(word, language) for word in words_of(text) if word not in _STOP and (len(word) > 1 or word.isdigit()))
    return tuple(dict.fromkeys(stems))


def facet_values(document: OfferDocument) -> Mapping[str, tuple[str, ...]]:
    """Where one offer counts in each filter group."""
    return {
        "field": (document.field,),
        "region": document.regions,
        "participation": document.participations,
        "language": (document.language,),
        "level": (str(document.level),) if document.level else (),
        "ects": (ects_bucket(document.ects),),
    }


def _wanted(ask: Ask) -> dict[str, frozenset[str]]:
    """The values asked for in each filter group that is in use."""
    asked = {
        "field": ask.fields,
        "region": ask.regions,
        "participation": ask.participations,
        "language": ask.languages,
        "level": tuple(str(level) for level in ask.levels),
        "ects": ask.ects,
    }
    return {group: frozenset(values) for group, values in asked.items() if values}


def _fits_rest(document: OfferDocument, ask: Ask) -> bool:
    """Whether an offer passes the limits that are not counted: price, place, institution, competence."""
    if ask.price_to is not None and not 0 <= document.price <= ask.price_to:
        return False
    if ask.municipality and ask.municipality not in document.municipalities:
        return False
    if ask.institution and document.institution != ask.institution:
        return False
    return not ask.competence or ask.competence in document.competences


def fitting(ask: Ask) -> Callable[[OfferDocument], bool]:
    """The test whether an offer passes all filters of a search."""
    wanted = tuple(_wanted(ask).items())

    def passes(document: OfferDocument) -> bool:
        return _fits_rest(document, ask) and not any(
            values.isdisjoint(document.groups[group]) for group, values in wanted
        )

    return passes


def count_facets(documents: Sequence[OfferDocument], ask: Ask) -> dict[str, dict[str, int]]:
    """For each filter group, how many offers each value would leave, the other groups' filters kept.

    One pass: an offer that fails no group counts in all of them, one that fails a single group counts there only.
    """
    wanted = _wanted(ask)
    counts: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
    for document in documents:
        if not _fits_rest(document, ask):
            continue
        failed = [group for group, values in wanted.items() if values.isdisjoint(document.groups[group])]
        if len(failed) > 1:
            continue
        for group in failed or GROUPS:
            found = counts[group]
            for value in document.groups[group]:
                found[value] = found.get(value, 0) + 1
    return counts


def in_order(found: Sequence[tuple[float, OfferDocument]], sort: str, language: str) -> list[OfferDocument]:
    """Offers in the order asked for; ties go by start, then title, so that pages never overlap."""
    side = 1 if language == "en" else 0

    def tie(document: OfferDocument) -> tuple[int, str, str]:
        return (document.start, document.title[side].casefold(), document.ref)

    keys = {
        "best": lambda pair: (-round(pair[0], 6), *tie(pair[1])),
        "price": lambda pair: (pair[1].price if pair[1].price >= 0 else 1 << 60, *tie(pair[1])),
        "start": lambda pair: tie(pair[1]),
        "hours": lambda pair: (pair[1].hours, *tie(pair[1])),
        "title": lambda pair: (pair[1].title[side].casefold(), pair[1].ref),
    }
    return [document for _, document in sorted(found, key=keys[sort])]
