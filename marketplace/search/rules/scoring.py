"""How well an offer answers a need: one score from the four facts, and the reasons for it. Pure.

The score is the mean of the four parts, each 0 (worst) to 1 (best), weighed by what the visitor finds heaviest:

    score = Σ weight × SHARES[part] × part  /  Σ weight × SHARES[part]

* **match** is what the offer is about. Where competences were understood it is cover and text: cover counts for
  `COVER` at least, and for `COVER_READ` more where every word of the need led to a competence (see evidence).
  *Cover* is the weighed share of them that the offer builds: 1 for the competence itself, `NARROWER` for one below it
  (a part of what was asked), `BROADER` for one above it (it may be touched), less for each step of proficiency that
  is missing. So breadth counts: two of three cover more than one. *Text* is how much of the question's words, by
  their rarity, the offer uses, as the index found it, and how the best offers of its field do.
* **tid** is the mean of how soon it begins, how few hours it takes from work, and, where it was said from where
  people travel, how near it is. An online run is near everybody.
* **pris** falls with the net price a head; half of it is left at `HALF_PRICE`.
* **kvalitet** is what participants answered; where nobody has, what is expected of the institution's kind.

`SHARES` keep the last three soft: by default they tell offers apart that match alike, and let no cheap or early offer
pass one that matches clearly better. A weight of 0 switches a part off. See domain.md section 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from marketplace.search.rules.asking import Near, Parts
from marketplace.search.rules.documents import NO_PRICE, NO_START, DocumentRun, OfferDocument, day_of
from marketplace.search.rules.facets import km_from
from marketplace.search.rules.weighing import NEUTRAL, Signals, Weights

SHARES: Mapping[str, float] = {"match": 1.0, "kvalitet": 0.15, "pris": 0.15, "tid": 0.15}
COVER, COVER_READ = 0.1, 0.35
COVERAGE = 0.1  # of text: how many of the words it has; the rest is how it does on them beside the best one found
BACKING, BACKERS = 0.5, 3  # of text: what the best few offers of its field add to an offer
NARROWER, BROADER = 0.9, 0.5
STEP_MISSING = 0.25  # of a competence, for each step of proficiency that is wanted and not reached
HALF_PRICE = 500_000  # øre net a head
HALF_DAYS, HALF_HOURS, HALF_KM = 60, 300, 40  # days until it begins, tenths of hours, kilometres
SOON_DAYS, SHORT_HOURS, NEAR_KM = 31, 80, 25  # what is worth saying

Why = tuple[tuple[str, Mapping[str, object]], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A competence that is asked for: what it weighs, the proficiency wanted (0: any), and its relatives."""

    key: str
    weight: float = 1.0
    proficiency: int = 0
    narrower: frozenset[str] = frozenset()
    broader: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sought:
    """What offers are scored against: the competences asked for, for how many, from where, on which day.

    `read` is how much of the need the competences stand for, 0 to 1.
    """

    wanted: tuple[Wanted, ...] = ()
    people: int = 1
    near: Near | None = None
    day: date = date.min
    read: float = 1.0


@dataclass(frozen=True, slots=True)
class Cover:
    """What an offer does for the competences asked for: keys by how they are met, and the weighed share, 0 to 1."""

    exact: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    share: float = 0.0

    @property
    def covers(self) -> tuple[str, ...]:
        """The competences asked for that it builds, wholly or by a part of them."""
        return (*self.exact, *self.narrower)


@dataclass(frozen=True, slots=True)
class Scored:
    """An offer's score, its parts, and the reasons as (code, facts)."""

    score: float
    parts: Parts
    cover: Cover
    run: str  # ref of the run it is judged by; "" where none is open
    km: float | None
    why: Why


def score(
    document: OfferDocument,
    runs: Sequence[DocumentRun],
    text: float,
    sought: Sought,
    weights: Weights,
    signals: Signals = NEUTRAL,
) -> Scored:
    """Score one offer by its open `runs` that pass the filters; `text`, 0 to 1, is how it does on the words."""
    cover = cover_of(document.reached, sought.wanted)
    run, km = best_run(runs, sought)
    parts = Parts(
        kvalitet=kvalitet(document, signals),
        pris=pris(document, run, sought.people, signals),
        tid=tid(document, run, km, sought),
        match=match(cover, text, sought),
    )
    return Scored(
        total(parts, weights), parts, cover, run.ref if run else "", km, why(document, run, km, cover, sought, signals)
    )


def total(parts: Parts, weights: Weights) -> float:
    """The weighed mean of the parts, 0 to 1; 0 where nothing weighs."""
    by_fact = {fact: getattr(weights, fact) * share for fact, share in SHARES.items()}
    whole = sum(by_fact.values())
    return sum(by_fact[fact] * getattr(parts, fact) for fact in by_fact) / whole if whole else 0.0


def match(cover: Cover, text: float, sought: Sought) -> float:
    """How much of what is asked the offer is about: its competences and its words."""
    if not sought.wanted:
        return text
    counts = COVER + COVER_READ * sought.read
    return counts * cover.share + (1 - counts) * text


def text_share(coverage: float, beside_best: float) -> float:
    """How an offer does on the words: those it has (0 to 1), and its score beside that of the best offer (0 to 1)."""
    return COVERAGE * min(1.0, max(0.0, coverage)) + (1 - COVERAGE) * min(1.0, max(0.0, beside_best))


def backed(texts: Sequence[float], fields: Sequence[str]) -> list[float]:
    """How offers do on the words, backed by those of their field: the words of a need rarely say all, but what they
    say is said by several offers of the field that is meant, and by none but a stray one of another field.

    `texts` are 0 to 1, and so is what comes of them; order within a field does not change.
    """
    best: dict[str, list[float]] = {}
    for text, field in zip(texts, fields, strict=True):
        best[field] = sorted([*best.get(field, []), text], reverse=True)[:BACKERS]
    backing = {field: sum(ones) / BACKERS for field, ones in best.items()}
    return [(text + BACKING * backing[field]) / (1 + BACKING) for text, field in zip(texts, fields, strict=True)]


def cover_of(reached: Mapping[str, int], wanted: Sequence[Wanted]) -> Cover:
    """What competences (with the proficiency reached in each) do for those asked for."""
    met: dict[str, list[str]] = {"exact": [], "narrower": [], "broader": [], "lacks": []}
    got = whole = 0.0
    for one in wanted:
        how, share = _met(reached, one)
        met[how].append(one.key)
        got += one.weight * share
        whole += one.weight
    exact, narrower, broader, lacks = (tuple(met[how]) for how in ("exact", "narrower", "broader", "lacks"))
    return Cover(exact, narrower, broader, lacks, got / whole if whole else 0.0)


def _met(reached: Mapping[str, int], one: Wanted) -> tuple[str, float]:
    """How one competence is met, and how much of it: the best of itself, a narrower and a broader one."""
    ways = [("exact", 1.0, (one.key,)), ("narrower", NARROWER, one.narrower), ("broader", BROADER, one.broader)]
    best = ("lacks", 0.0)
    for how, worth, keys in ways:
        for key in keys:
            if key in reached:
                share = worth * _proficient(reached[key], one.proficiency)
                best = max(best, (how, share), key=lambda way: way[1])
    return best


def _proficient(reached: int, wanted: int) -> float:
    return 1.0 - STEP_MISSING * max(0, wanted - reached)


def best_run(runs: Sequence[DocumentRun], sought: Sought) -> tuple[DocumentRun | None, float | None]:
    """The run to judge time and price by, the nearest and soonest with seats, and how far away it is."""
    if not runs:
        return None, None
    near = sought.near
    kms = {run: km_from(near, run) if near is not None else None for run in runs}

    def order(run: DocumentRun) -> tuple[bool, float]:
        return run.free < sought.people, -(_soon(run, sought.day) + _close(run, kms[run]))

    run = min(runs, key=order)
    return run, kms[run]


def _soon(run: DocumentRun, day: date) -> float:
    """1 for a run that begins now or whenever somebody wants, half of it after HALF_DAYS."""
    if run.starts == NO_START:
        return 1.0
    return 1 / (1 + max(0, (day_of(run.starts) - day).days) / HALF_DAYS)


def _close(run: DocumentRun, km: float | None) -> float:
    """1 on the spot or online, half of it after HALF_KM; 0 for a run nobody knows the place of."""
    if km is None:
        return 1.0 if run.participation == "online" else 0.0
    return 1 / (1 + km / HALF_KM)


def tid(document: OfferDocument, run: DocumentRun | None, km: float | None, sought: Sought) -> float:
    """How little time it costs: how soon, how few hours from work, how near."""
    if run is None:
        return 0.0  # it cannot be booked now
    hours = 1 / (1 + document.hours / HALF_HOURS)
    said = [_soon(run, sought.day), hours, *([_close(run, km)] if sought.near is not None else [])]
    return fmean(said)


def pris(document: OfferDocument, run: DocumentRun | None, people: int, signals: Signals) -> float:
    """How cheap a seat is, by what seats for all come to; 0 where no price stands."""
    price = run.price_for(people) if run is not None else NO_PRICE
    if price < 0:
        price = document.price_for(people)
    a_head = (price if signals.plan_net is None else signals.plan_net) / people
    return 1 / (1 + a_head / HALF_PRICE) if a_head >= 0 else 0.0


def kvalitet(document: OfferDocument, signals: Signals) -> float:
    """What participants answered, or what is expected of the institution's kind while nobody has."""
    quality = document.prior if signals.quality is None else signals.quality
    return min(1.0, max(0.0, quality))


def why(
    document: OfferDocument,
    run: DocumentRun | None,
    km: float | None,
    cover: Cover,
    sought: Sought,
    signals: Signals,
) -> Why:
    """The reasons worth saying, the weightiest first: what it covers, then time and place."""
    said: list[tuple[str, Mapping[str, object]]] = []
    if cover.covers:
        said.append(("covers", {"count": len(cover.covers), "of": len(sought.wanted)}))
    if cover.broader:
        said.append(("broader", {"keys": cover.broader}))
    if run is not None:
        said += _why_now(run, km, sought)
    if 0 < document.hours <= SHORT_HOURS:
        said.append(("short", {"hours_tenths": document.hours}))
    if signals.pool:
        said.append(("pool", {}))
    return tuple(said)


def _why_now(run: DocumentRun, km: float | None, sought: Sought) -> Why:
    said: list[tuple[str, Mapping[str, object]]] = []
    if run.participation == "online":
        said.append(("online", {}))
    elif km is not None and km <= NEAR_KM:
        said.append(("near", {"km": round(km, 1)}))
    if run.starts == NO_START:
        said.append(("any_time", {}))
    elif (day_of(run.starts) - sought.day).days <= SOON_DAYS:
        said.append(("soon", {"starts": day_of(run.starts)}))
    if run.free >= sought.people > 1:
        said.append(("seats", {"people": sought.people}))
    return tuple(said)
