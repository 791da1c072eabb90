"""(b) A title finds its course: real courses imported with their titles hidden, their titles asked.

    python -m bench.relevance.offers [--json] [--all] [--engine tantivy]

Danish and English titles of the development half in ../shared/data/relevance. Beside: BM25 with plain Snowball and
Whoosh's defaults, over all text in the question's language. `--all`: among all 20,641 courses, not only the
institution's own 1,496.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.measure import report
from bench.relevance.figures import mean_of, ratio_of, reciprocal_rank, row
from bench.relevance.market import SHARED, make, open_market
from bench.relevance.plain import PlainBm25, PlainWhoosh
from marketplace.search.queries import Ask, ask

COURSES = SHARED / "courses" / "courses_all.jsonl"
TITLES = SHARED / "relevance" / "dtu_known_item_dev.tsv"
DEPTH = 100
AIM = 1.1
Course = dict[str, str]


def courses(every: bool) -> list[Course]:
    """The courses to find among."""
    found = [json.loads(line) for line in COURSES.read_text(encoding="utf-8").split("\n") if line]
    return [one for one in found if every or one["source"] == "dtu2019"]


def text_of(course: Course, language: str) -> str:
    """All that a course says in a language, without its title."""
    return f"{course.get(f'desc_{language}') or ''} {(course.get('outcomes') or '') if language == 'en' else ''}"


def measure(every: bool, engine: str) -> list[dict[str, object]]:
    """Make the market, ask every title, and compare."""
    there = courses(every)
    titles = [line.split("\t") for line in TITLES.read_text(encoding="utf-8").split("\n") if line]
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "courses.jsonl"
        file.write_text("".join(json.dumps(course) + "\n" for course in there))
        make(Path(folder), ["catalogue", "import", str(file), "--hide", "title"], engine=engine)
        open_market(Path(folder), engine)
        for side, language in ((1, "da"), (2, "en")):
            asked = [(line[0], line[side]) for line in titles]
            results += _compare(there, asked, language)
    return results


def _compare(there: Sequence[Course], asked: Sequence[tuple[str, str]], language: str) -> list[dict[str, object]]:
    ids = [course["id"] for course in there]
    texts = [text_of(course, language) for course in there]
    ranks = {
        "BM25, plain Snowball": _ranks(asked, PlainBm25(ids, texts, language)),
        "Whoosh's defaults": _ranks(asked, PlainWhoosh(ids, texts, language)),
    }
    ours = [reciprocal_rank(_found(title, language), course) for course, title in asked]
    best = max(ranks.values(), key=sum)
    size = f"{len(asked)} titles, {len(there)} courses"
    return [
        *(row(f"(b) {language}: {name}, MRR", size, mean_of(values)) for name, values in ranks.items()),
        row(f"(b) {language}: ours, MRR", size, mean_of(ours)),
        row(f"(b) {language}: ours / best baseline", size, ratio_of(ours, best), AIM, "ratio"),
    ]


def _ranks(asked: Sequence[tuple[str, str]], plain: PlainBm25 | PlainWhoosh) -> list[float]:
    return [reciprocal_rank(plain.ask(title, DEPTH), course) for course, title in asked]


def _found(title: str, language: str) -> list[str]:
    return [hit.external_id for hit in ask(Ask(text=title, language=language, per_page=DEPTH)).hits]


def main() -> int:
    """Measure and report."""
    if not COURSES.exists():
        raise SystemExit(f"the courses are not there: {COURSES}")
    engine = "tantivy" if "tantivy" in sys.argv else "whoosh"
    return report("relevance of offers", measure("--all" in sys.argv, engine))


if __name__ == "__main__":
    sys.exit(main())
