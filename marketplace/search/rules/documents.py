"""What the index holds of an offer. Pure.

Money in øre, ECTS and hours in tenths, days as whole numbers yyyymmdd, points in degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

NO_START = 99_999_999  # continuous intake or no open run: sorts after every date
NO_END = 0  # a run that does not say when it ends
NO_PRICE = -1

# What so many seats come to where that is not so many times one: from a number of seats on, øre flat and øre a seat.
# NO_PRICE flat: none can be bought.
PriceStep = tuple[int, int, int]


def price_for(people: int, price: int, steps: Sequence[PriceStep]) -> int:
    """What seats for so many cost, by the steps or else by the price of one; NO_PRICE where there is none."""
    for seats, flat, each in reversed(steps):
        if seats <= people:
            return NO_PRICE if flat == NO_PRICE else flat + each * people
    return price * people if price >= 0 else NO_PRICE


@dataclass(frozen=True, slots=True)
class DocumentRun:
    """An open run: where and when it is held, how many seats are free and what one costs."""

    ref: str
    participation: str
    starts: int = NO_START  # continuous intake begins whenever somebody wants
    ends: int = NO_END
    enrol_by: int = NO_START
    postcode: str = ""  # "" online
    city: str = ""
    municipality: str = ""
    region: str = ""
    lat: float = 0.0
    lon: float = 0.0
    free: int = 0
    price: int = NO_PRICE
    steps: tuple[PriceStep, ...] = ()

    def price_for(self, people: int) -> int:
        """What seats for so many cost together."""
        return price_for(people, self.price, self.steps)

    @property
    def placed(self) -> bool:
        """Whether it is held somewhere, so that it has a distance."""
        return bool(self.postcode)


@dataclass(frozen=True, slots=True)
class OfferDocument:
    """One published offer as the index holds it."""

    ref: str
    offer_id: int
    institution: str
    field: str
    title: tuple[str, str]  # da, en
    # Searched only, and empty in a document that the index gives back.
    summary: tuple[str, str] = ("", "")
    outcomes: tuple[str, str] = ("", "")  # one a line
    labels: tuple[str, str] = ("", "")  # of competences, with synonyms, one a line
    provider: str = ""  # name of the institution
    # Facts.
    external_id: str = ""
    institution_kind: str = ""
    accredited: str = ""  # see facets.ACCREDITED
    competences: tuple[str, ...] = ()
    proficiencies: tuple[int, ...] = ()  # 1 to 4, the highest reached, in the order of `competences`
    language: str = "da"
    level: int = 0  # 0: not placed
    ects: int = 0  # 0: none
    hours: int = 0  # away from work
    hours_total: int = 0
    participation: str = ""  # of the version; those of open runs stand on them
    price: int = NO_PRICE  # the least seat price of an open run, else the offer's own
    steps: tuple[PriceStep, ...] = ()  # of the offer's own price
    published: int = 0
    prior: float = 0.5  # quality expected of the institution's kind, 0 to 1, before anybody has answered
    runs: tuple[DocumentRun, ...] = ()  # soonest first

    @property
    def reached(self) -> Mapping[str, int]:
        """The proficiency reached in each competence."""
        return dict(zip(self.competences, self.proficiencies, strict=True))

    def price_for(self, people: int) -> int:
        """The least that seats for so many cost on an open run, else by the offer's own price."""
        known = [price for run in self.runs if (price := run.price_for(people)) >= 0]
        return min(known) if known else price_for(people, self.price, self.steps)

    @property
    def start(self) -> int:
        """The day the soonest open run begins."""
        return min((run.starts for run in self.runs), default=NO_START)

    @property
    def participations(self) -> tuple[str, ...]:
        """The forms it is offered in: those of its open runs, or the version's own where none is open."""
        forms = tuple(dict.fromkeys(run.participation for run in self.runs))
        return forms or ((self.participation,) if self.participation else ())

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions it can be attended in."""
        return tuple(dict.fromkeys(run.region for run in self.runs if run.region))

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The municipalities it can be attended in."""
        return tuple(dict.fromkeys(run.municipality for run in self.runs if run.municipality))

    @property
    def free(self) -> int:
        """The most free seats on one open run."""
        return max((run.free for run in self.runs), default=0)


# What is expected of an offer before anybody has answered, 0 to 1: by who awards it, and by what vouches for them. Our
# own judgement: public institutions are under the act's quality assurance, the others differ more.
_EXPECTED: Mapping[str, float] = {
    "university": 0.65,
    "university_college": 0.65,
    "business_academy": 0.65,
    "private": 0.5,
}
_VOUCHED: Mapping[str, tuple[str, float]] = {"accreditation": ("accredited", 0.1), "certification": ("certified", 0.05)}


def expected_quality(institution_kind: str, accreditation: str | None) -> float:
    """The quality expected of an offer nobody has answered about."""
    return _EXPECTED.get(institution_kind, 0.5) + _VOUCHED.get(accreditation or "", ("", 0.0))[1]


def vouched(accreditation: str | None) -> str:
    """How the index says what vouches for an institution (see facets.ACCREDITED); new: nothing yet."""
    return _VOUCHED.get(accreditation or "", ("new", 0.0))[0]


def day_number(on: date | datetime) -> int:
    """A day as the index holds it: 3 February 2027 is 20270203."""
    return on.year * 10_000 + on.month * 100 + on.day


def day_of(number: int) -> date:
    """The day that `day_number` wrote."""
    return date(number // 10_000, number // 100 % 100, number % 100)
