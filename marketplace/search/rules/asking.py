"""What is asked of the index and what it answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.foundation.errors import RuleBroken
from marketplace.foundation.texts import Texts
from marketplace.search.rules.weighing import Weights

TEXT_MAX = 10_000  # a pasted job ad has 3,000 to 6,000
PER_PAGE_MAX = 100_000
HEADCOUNT_MAX = 10_000
PRICE_MAX = 10**12  # øre
KM_MAX = 1_000
STANDARD = Weights()
SORTS = ("best", "price", "start", "hours", "title", "distance", "quality")


@dataclass(frozen=True, slots=True)
class Near:
    """Where the people are: a postcode and its point in degrees."""

    code: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A search: words, filters (empty means all), order and page.

    Values within a filter widen it, filters together narrow it. What a run must meet (place, start, seats, price)
    one and the same open run meets. `price_to` is øre net for `headcount` employees, or for one where it is None.
    """

    text: str = ""
    language: str = "da"
    without: tuple[str, ...] = ()  # competences understood from the words that were not meant
    plus: tuple[str, ...] = ()  # competences added to those understood
    verbatim: bool = False  # the words as typed: a mistyped one is not read as the one it was meant as
    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    municipality: str = ""
    participations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    ects: tuple[str, ...] = ()  # see facets.ECTS_BUCKETS
    hours: tuple[str, ...] = ()  # hours away from work, see facets.HOURS_BUCKETS
    kinds: tuple[str, ...] = ()  # of the institution
    starts: tuple[str, ...] = ()  # see facets.START_WINDOWS
    accredited: tuple[str, ...] = ()  # see facets.ACCREDITED
    seats: tuple[str, ...] = ()  # see facets.SEATS
    price_to: int | None = None
    headcount: int | None = None
    done_by: date | None = None  # the run has ended by this day
    near: Near | None = None
    within_km: int | None = None  # of `near`; online runs are everywhere
    institution: str = ""
    institutions: tuple[str, ...] = ()  # any of them, such as those used before
    competence: str = ""
    weights: Weights = STANDARD
    sort: str = "best"
    page: int = 1
    per_page: int = 10

    @property
    def people(self) -> int:
        """For how many employees prices and seats are asked."""
        return self.headcount or 1


@dataclass(frozen=True, slots=True)
class Parts:
    """How a hit does on each of the four facts, 0 (worst) to 1 (best)."""

    kvalitet: float = 0.0
    pris: float = 0.0
    tid: float = 0.0
    match: float = 0.0


@dataclass(frozen=True, slots=True)
class OfferHit:
    """One offer that answers, with its reasons as (code, facts) for the page to put in words."""

    ref: str
    offer_id: int
    external_id: str = ""
    score: float = 0.0
    covers: tuple[str, ...] = ()  # competences asked for that it builds
    lacks: tuple[str, ...] = ()
    km: float | None = None  # to its nearest fitting run; None online, or where nobody said from where
    parts: Parts = Parts()
    why: tuple[tuple[str, Mapping[str, object]], ...] = ()
    run: str = ""  # ref of the open run it is judged by, the one to show; "" where none is open


@dataclass(frozen=True, slots=True)
class Understood:
    """A competence read from the words, how surely (0 to 1), and the words that led to it."""

    key: str
    label: Texts
    score: float = 1.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """The offers of one page in order, how many there are in all, and how many each filter would leave."""

    total: int
    hits: tuple[OfferHit, ...]
    facets: Mapping[str, Mapping[str, int]]
    page: int
    per_page: int
    engine_ms: float = 0.0
    understood: tuple[Understood, ...] = ()
    alternatives: tuple[Understood, ...] = ()
    instead: str = ""  # what was searched, where words that nobody knows were put right; "" where nothing was
    did_you_mean: str = ""  # another text that may be meant, which was not searched
    negated: tuple[str, ...] = ()
    ready: bool = True  # False while there is no index to ask: nothing was found because nothing was looked for

    @property
    def pages(self) -> int:
        """How many pages there are; one even when nothing is found."""
        return pages_of(self.total, self.per_page)

    @property
    def refs(self) -> tuple[str, ...]:
        """The refs of the page's offers, in order."""
        return tuple(hit.ref for hit in self.hits)

    @property
    def offer_ids(self) -> tuple[int, ...]:
        """The ids of the page's offers, in order."""
        return tuple(hit.offer_id for hit in self.hits)


def pages_of(total: int, per_page: int) -> int:
    """How many pages so many offers fill; one even when there are none."""
    return max(1, -(-total // per_page))


def page_within(page: int, total: int, per_page: int) -> int:
    """The page asked for, or the nearest one there is."""
    return min(max(1, page), pages_of(total, per_page))


def check_ask(ask: Ask) -> None:
    """Refuse words too long to be a need, orders that do not exist and limits that nothing can meet."""
    if len(ask.text) > TEXT_MAX:
        raise RuleBroken("search.text_too_long", field="q", most=TEXT_MAX, size=len(ask.text))
    if ask.sort not in SORTS:
        raise RuleBroken("search.unknown_sort", field="sort")
    if ask.sort == "distance" and ask.near is None:
        raise RuleBroken("search.distance_from_where", field="postcode")
    if ask.within_km is not None and ask.near is None:
        raise RuleBroken("search.distance_from_where", field="postcode")
    _check_range("price_to", ask.price_to, 0, PRICE_MAX)
    _check_range("headcount", ask.headcount, 1, HEADCOUNT_MAX)
    _check_range("within_km", ask.within_km, 1, KM_MAX)
    _check_range("per_page", ask.per_page, 1, PER_PAGE_MAX)


def _check_range(name: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise RuleBroken("search.not_in_range", field=name, least=least, most=most)
