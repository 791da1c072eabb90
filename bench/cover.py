"""Covering 20 competences from 10,000 offers: how long it takes and how sure it is, beside brute force and greedy.

    python -m bench.cover [--json] [--quick]

The market is made up from a seed: 10,000 offers of 60 institutions that each build one to four of the wanted
competences, on one to three runs; half the prices are round, three runs of five ask people to be somewhere on one to
six days. Reading from the database is not part of it: `offers` are the options the page would have read.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations

from bench.measure import median, report
from marketplace.planning.queries import best_cover
from marketplace.planning.queries.covering import SECONDS
from marketplace.planning.rules.conflicts import exclude
from marketplace.planning.rules.covers import Cover
from marketplace.planning.rules.dominance import undominated
from marketplace.planning.rules.greedy import greedy
from marketplace.planning.rules.options import Option, misses
from marketplace.planning.rules.wanting import Limits, Need, Outcome, Wanted

AIM_MS = 2000
ROUNDS = 3
FIRST = date(2027, 1, 10)
PEOPLE = 4
LIMITS = {
    "no limits": Limits(PEOPLE),
    "budget and hours": Limits(PEOPLE, budget=30_000_000, hours=1500),
    "tight budget": Limits(PEOPLE, budget=4_000_000, hours=800),
    "one season": Limits(PEOPLE, budget=30_000_000, not_before=date(2027, 2, 1), done_by=date(2027, 4, 30)),
}
Results = list[dict[str, object]]


def market(offers: int, competences: int, seed: int, institutions: int = 60) -> tuple[Need, list[Option]]:
    """A need and every option on sale; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # dice, not secrets
    keys = [f"c{at:02}" for at in range(competences)]
    asked_for = [1 / (at + 1) ** 0.5 for at in range(competences)]
    need = Need(tuple(Wanted(key, chance.randint(20, 100), chance.choice((0, 0, 2, 3))) for key in keys))
    options: list[Option] = []
    for at in range(offers):
        built = sorted(set(chance.choices(keys, asked_for, k=chance.choice((1, 1, 2, 2, 3, 4)))))
        outcomes = need.related(Outcome(key, chance.choice((1, 2, 3, 3, 4))) for key in built)
        options += _runs(f"o{at:05}", outcomes, need, institutions, chance)
    return need, options


def _runs(
    offer: str, outcomes: tuple[Outcome, ...], need: Need, institutions: int, chance: random.Random
) -> list[Option]:
    seller = f"i{int(chance.paretovariate(1)) % institutions:02}"
    price = chance.choice((chance.randint(4, 50) * 50_000, chance.randint(2_000, 25_000) * 100)) * PEOPLE
    hours, somewhere = chance.choice((40, 70, 140, 210, 280, 350)), chance.random() < 0.6
    made = []
    for run in range(chance.choice((1, 1, 2, 3))):
        first = FIRST + timedelta(days=chance.randint(0, 180))
        days = [first + timedelta(days=7 * week) for week in range(chance.randint(1, 6))]
        made.append(
            Option(
                offer=offer,
                run=f"{offer}-{run}",
                institution=seller,
                outcomes=outcomes,
                covers=need.covered_by(outcomes),
                price=price,
                hours=hours,
                km=chance.uniform(1, 300) if somewhere else 0.0,
                starts_on=days[0],
                ends_on=days[-1],
                days=frozenset(day.toordinal() for day in days) if somewhere else frozenset(),
                left=chance.choice((2, 6, 12, 20)),
            )
        )
    return made


def timed(work: Callable[[], Cover]) -> tuple[float, float, Cover]:
    """Wall and CPU milliseconds of one cover."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000, found


def large(results: Results, seeds: Sequence[int]) -> None:
    """20 competences from 10,000 offers."""
    for name, limits in LIMITS.items():
        walls, cpus, gaps, weights = [], [], [], []
        for seed in seeds:
            need, options = market(10_000, 20, seed)
            wall, cpu, found = timed(lambda: best_cover(need, options, limits))  # noqa: B023 - called at once
            walls.append(wall)
            cpus.append(cpu)
            weights.append(share_bound(found))
            gaps.append(price_bound(found))
        size = f"20 x 10,000, {len(options):,} runs"
        results += [
            row(f"{name}: wall", size, median(walls), "ms", AIM_MS),
            row(f"{name}: CPU", size, median(cpus), "ms", AIM_MS),
            row(f"{name}: cover bound / found, worst", size, max(weights), "ratio"),
            row(f"{name}: price found / bound, worst", size, max(gaps), "ratio"),
        ]


def share_bound(found: Cover) -> float:
    """How much more weight another cover could have at best."""
    cover = found.stages[0]
    return cover.bound / cover.value if cover.value else 1.0


def price_bound(found: Cover) -> float:
    """How much dearer this cover is than any of the same weight could be at best."""
    price = found.stages[1]
    return price.value / price.bound if price.bound else 1.0


def small(results: Results, many: int) -> None:
    """Small markets, each solved by trying every set of options as well."""
    wrong = 0
    for seed in range(many):
        need, options = market(9, 5, 1000 + seed, institutions=3)
        options = options[:13]
        limits = (Limits(), Limits(PEOPLE, budget=4_000_000), Limits(PEOPLE, hours=400))[seed % 3]
        chosen = [part.option for part in best_cover(need, options, limits).parts]
        wrong += score(need, chosen) != brute_force(need, options, limits)
    results.append(row("small markets unlike brute force", f"{many} x 13 runs", wrong / many, "ratio", 0))


def brute_force(need: Need, options: Sequence[Option], limits: Limits) -> tuple[int, ...]:
    """The best score of any set of options."""
    fitting = [option for option in options if option.covers and not misses(option, limits)]
    return min(
        score(need, chosen)
        for many in range(len(need.wanted) + 1)
        for chosen in combinations(fitting, many)
        if fits(need, chosen, limits)
    )


def fits(need: Need, chosen: Sequence[Option], limits: Limits) -> bool:
    """Whether these may be chosen together."""
    if limits.budget is not None and sum(one.cost for one in chosen) > limits.budget:
        return False
    if limits.hours is not None and sum(one.hours for one in chosen) > limits.hours:
        return False
    return not any(exclude(need, one, other) for one, other in combinations(chosen, 2))


def score(need: Need, chosen: Sequence[Option]) -> tuple[int, ...]:
    """The four aims in their order; smaller is better."""
    covered = {key for one in chosen for key in one.covers}
    return (
        -sum(one.weight for one in need.wanted if one.key in covered),
        sum(one.cost for one in chosen),
        len({one.institution for one in chosen}),
        sum(one.travel for one in chosen),
    )


def beside_greedy(results: Results, many: int) -> None:
    """What a company would pay, or go without, if the first good offer were taken each time."""
    for name in ("no limits", "tight budget"):
        limits, dearer, less = LIMITS[name], [], []
        for seed in range(many):
            need, options = market(1_000, 12, 2000 + seed)
            found = best_cover(need, options, limits)
            better = undominated(one for one in options if one.covers and not misses(one, limits))
            simple = score(need, [better[at] for at in greedy(need, better, limits)])
            ours = score(need, [part.option for part in found.parts])
            less.append(simple[0] / ours[0])
            if simple[0] == ours[0]:
                dearer.append(simple[1] / ours[1])
        size = f"12 x 1,000, {many} markets"
        results.append(row(f"{name}: greedy's weight / ours", size, median(less), "ratio"))
        if dearer:
            results.append(row(f"{name}: greedy's price / ours, same cover", size, median(dearer), "ratio"))


def row(case: str, size: str, value: float, unit: str, aim: float | None = None) -> dict[str, object]:
    """One line of the report."""
    return {
        "case": case,
        "size": size,
        "value": round(value, 3),
        "unit": unit,
        "aim": aim,
        "met": None if aim is None else value <= aim,
    }


def main() -> int:
    quick = "--quick" in sys.argv
    results: Results = []
    best_cover(*market(50, 4, 0), Limits())  # load the solver before the clock starts
    large(results, range(1, 1 + (1 if quick else ROUNDS)))
    small(results, 20 if quick else 200)
    beside_greedy(results, 3 if quick else 12)
    print(f"time given to a cover: {SECONDS} s")
    return report("cover", results)


if __name__ == "__main__":
    raise SystemExit(main())
