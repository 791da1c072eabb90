"""The index of offers, both engines side by side: how long a search takes that counts every filter.

    python -m bench.search [--json] [--million]

120 needs of twelve words, with none to four filters, all twelve filter groups counted, exact totals, and the hundred
best offers read for scoring. CPU milliseconds of this process; `first` is the very first time a need is asked, with
nothing read before, the other figures are medians of several rounds. A million offers (--million) take a quarter of
an hour to build, in a process of their own, whose memory is measured.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measure import median, report
from bench.offers import DAY, Asking, World, askings, offers
from marketplace.foundation.events import Cursor
from marketplace.foundation.language.analysis import asked_words
from marketplace.foundation.language.lexicon import grow
from marketplace.search import gateway
from marketplace.search.gateway import OfferIndex, Standing, TextQuery, Word
from marketplace.search.rules.wording import enough, language_of, terms_of, weight_of

SIZES = (("whoosh", 200), ("whoosh", 2_000), ("tantivy", 2_000), ("tantivy", 10_000), ("tantivy", 100_000))
MILLION = 1_000_000
NEEDS, ROUNDS, SCORED = 120, 5, 100
TYPED = ("ledelse", "sund", "kommunikation", "pro", "data", "strategi", "an", "økonomi", "mar", "un", "sikkerhed i")
AIMS = {
    ("whoosh", 2_000): {"p95": 60.0},
    ("tantivy", 100_000): {"p50": 8.0, "p95": 25.0},
}


def build(folder: Path, engine: str, size: int) -> OfferIndex:
    """An index of so many made-up offers."""
    index = gateway.open_index(folder, engine)
    world = World(7)
    lexicon = grow(("da", da) for da, _ in world.words)
    with index.writing(wait=True):
        index.rebuild(offers(world, size), Standing(Cursor(), DAY.isoformat(), "bench", lexicon.version), lexicon)
    return index


def answer(index: OfferIndex, asking: Asking) -> int:
    """Ask as the page does; how many are found."""
    words = asked_words(asking.text, index.lexicon()).words
    lexicon, language = index.lexicon(), language_of(words, "da")
    asked = tuple(Word(terms_of(word, language, lexicon), weight_of(word)) for word in words)
    competences = tuple((key, 12.0) for key in asking.competences)
    found = index.find(TextQuery(asked, competences, enough(len(asked))), asking.ask)
    if len(found.facets) < 8:
        raise RuntimeError("not all filter groups were counted")
    found.best(0, SCORED)
    return found.total


def complete(index: OfferIndex, typed: str) -> int:
    """Go on the way somebody types."""
    return len(index.titles_like(typed, "da", 5))


def cpu_ms(do: Callable[[], object]) -> float:
    """CPU milliseconds of doing something once."""
    began = time.process_time()
    do()
    return (time.process_time() - began) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    return sorted(values)[max(0, int(len(values) * share + 0.999999) - 1)]


def measured(index: OfferIndex) -> dict[str, float]:
    """The figures of one index."""
    needs = askings(World(7), NEEDS)
    index.day()  # opened
    first = [cpu_ms(lambda: answer(index, need)) for need in needs]  # noqa: B023
    rounds = [[cpu_ms(lambda: answer(index, need)) for need in needs] for _ in range(ROUNDS)]  # noqa: B023
    each = [median([times[place] for times in rounds]) for place in range(NEEDS)]
    prefixes = [typed[:length] for typed in TYPED for length in range(2, len(typed) + 1)]
    typing = [cpu_ms(lambda: complete(index, typed)) for typed in prefixes]  # noqa: B023
    return {
        "p50": percentile(each, 0.5),
        "p95": percentile(each, 0.95),
        "first p95": percentile(first, 0.95),
        "typing p95": percentile(typing, 0.95),
        "found": median([float(answer(index, need)) for need in needs]),
    }


def rows(engine: str, size: int, figures: dict[str, float]) -> list[dict[str, object]]:
    """The figures as rows of the table."""
    aims = {**AIMS.get((engine, size), {}), "typing p95": 10.0}
    table: list[dict[str, object]] = []
    for case in ("p50", "p95", "first p95", "typing p95"):
        row: dict[str, object] = {
            "case": f"{engine}, {case}",
            "size": f"{size} offers",
            "value": figures[case],
            "unit": "ms",
        }
        if case in aims:
            row |= {"aim": f"<= {aims[case]:g}", "met": figures[case] <= aims[case]}
        table.append(row)
    table.append({"case": f"{engine}, found, median", "size": f"{size} offers", "value": figures["found"], "unit": ""})
    return table


def million(p95_of_100_000: float) -> list[dict[str, object]]:
    """A million offers in a process of their own, so that its memory is that of the building alone."""
    with tempfile.TemporaryDirectory() as folder:
        told = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-m", "bench.search", step, folder], check=True, capture_output=True, text=True
                ).stdout
            )
            for step in ("--build-million", "--ask-million")
        ]
    built, asked = told
    size, aim = f"{MILLION} offers", 4 * p95_of_100_000
    return [
        {"case": "tantivy, built in", "size": size, "value": built["seconds"], "unit": "s"},
        {"case": "tantivy, memory while building", "size": size, "value": built["mb"], "unit": "MB", "aim": "<= 4096",
         "met": built["mb"] <= 4096},
        *rows("tantivy", MILLION, asked),
        {"case": "p95 beside that at 100000", "size": size, "value": asked["p95"] / p95_of_100_000, "unit": "ratio",
         "aim": "<= 4", "met": asked["p95"] <= aim},
    ]  # fmt: skip


def main() -> int:
    """Measure and report."""
    if "--build-million" in sys.argv:
        began = time.perf_counter()
        build(Path(sys.argv[-1]), "tantivy", MILLION)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.perf_counter() - began, "mb": peak}))
        return 0
    if "--ask-million" in sys.argv:
        print(json.dumps(measured(gateway.open_index(Path(sys.argv[-1]), "tantivy"))))
        return 0
    table: list[dict[str, object]] = []
    figures: dict[str, float] = {}
    for engine, size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            figures = measured(build(Path(folder), engine, size))
        table += rows(engine, size, figures)
    if "--million" in sys.argv:
        table += million(figures["p95"])
    return report("search", table)


if __name__ == "__main__":
    sys.exit(main())
