"""(d) Employers' needs find the right offers of the demo market: tests/needs, graded by two authors apart.

    python -m bench.relevance.needs [--json] [--wrong]

Beside: BM25 with plain Snowball over all text of the offers in the need's language. `--wrong` lists the needs that go
wrong, for reading; nothing may be tuned to single ones.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import ROOT, report
from bench.relevance.figures import agreement, gain_share, mean_of, row
from bench.relevance.market import make, open_market
from bench.relevance.plain import PlainBm25
from marketplace.search.queries import Ask, ask, documents

NEEDS = ROOT / "tests" / "needs"
FIELDS = ROOT / "seeds" / "demo" / "fields"
AUTHORS = ("a", "b")
RIGHT = 2  # the grade of a right offer
FIRST = 3
DAY = "2026-11-23"
AIM_GAIN, AIM_FIRST = 0.8, 0.9


@dataclass(frozen=True)
class Need:
    """A need in an employer's words, and what each author says of each offer (0 where nothing is said)."""

    key: str
    language: str
    text: str
    grades: Mapping[str, tuple[int, ...]]  # by offer key, one for each author

    @property
    def gains(self) -> dict[str, float]:
        """What each offer is worth: the mean of the authors."""
        return {offer: sum(grades) / len(grades) for offer, grades in self.grades.items()}

    @property
    def right(self) -> set[str]:
        """The offers that an author calls right, and the others together do not call useless."""
        return {offer for offer, gain in self.gains.items() if gain > RIGHT - 1}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def needs() -> list[Need]:
    """All needs with the grades of the authors there are."""
    files = [NEEDS / f"grades_{author}.tsv" for author in AUTHORS]
    given: dict[str, dict[str, list[int]]] = {}
    there = [file for file in files if file.exists()]
    for place, file in enumerate(there):
        for line in _rows(file):
            grades = given.setdefault(line["need"], {}).setdefault(line["offer"], [0] * len(there))
            grades[place] = int(line["grade"])
    return [
        Need(line["id"], line["lang"], line["need"], {key: tuple(ones) for key, ones in given[line["id"]].items()})
        for line in _rows(NEEDS / "needs.tsv")
    ]


def offers() -> dict[str, dict[str, str]]:
    """All that each offer says, by language, by its key: also the title it is told by."""
    found = {}
    for path in sorted(FIELDS.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        modules = {module["key"]: module for module in content["module"]}
        for offer in content["offer"]:
            parts = [offer, *offer["outcome"], *(modules[key] for key in offer["modules"])]
            found[offer["key"]] = {
                language: "\n".join(
                    str(text) for part in parts for name, text in part.items() if name.endswith(f"_{language}")
                )
                for language in ("da", "en")
            } | {"title": offer["title_da"].strip()}
    return found


def measure(wrong: bool) -> list[dict[str, object]]:
    """Make the demo market, ask every need, and compare."""
    asked, said = needs(), offers()
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), ["seed", "demo", "--start", DAY])
        open_market(Path(folder))
        titles = {facts["title"]: key for key, facts in said.items()}
        keys = {document.ref: titles[document.title[0]] for document in documents()}
        public = sorted(keys.values())
        ours = [[keys[ref] for ref in ask(Ask(text=one.text, language=one.language)).refs] for one in asked]
    plain = {
        language: PlainBm25(public, [said[key][language] for key in public], language) for language in ("da", "en")
    }
    theirs = [plain[one.language].ask(one.text, 10) for one in asked]
    if wrong:
        _list_wrong(asked, ours)
    return [
        *_figures("BM25, plain Snowball", asked, theirs, aims=False),
        *_figures("ours", asked, ours, aims=True),
        *_authors(asked),
    ]


def _figures(
    name: str, asked: Sequence[Need], found: Sequence[Sequence[str]], *, aims: bool
) -> list[dict[str, object]]:
    gains = [gain_share(ones, need.gains) for need, ones in zip(asked, found, strict=True)]
    first = [float(not need.right.isdisjoint(ones[:FIRST])) for need, ones in zip(asked, found, strict=True)]
    size = f"{len(asked)} needs"
    return [
        row(f"(d) {name}: nDCG@10", size, mean_of(gains), AIM_GAIN if aims else None),
        row(f"(d) {name}: a right offer in the first {FIRST}", size, mean_of(first), AIM_FIRST if aims else None),
    ]


def _authors(asked: Sequence[Need]) -> list[dict[str, object]]:
    """How far two authors agree on the offers that at least one of them lists."""
    pairs = [(grades[0], grades[1]) for need in asked for grades in need.grades.values() if len(grades) == len(AUTHORS)]
    if not pairs:
        return []
    kappa = agreement(pairs)
    return [{"case": "(d) agreement of the authors, weighted kappa", "size": f"{len(pairs)} pairs", "value": kappa,
             "unit": ""}]  # fmt: skip


def _list_wrong(asked: Sequence[Need], found: Sequence[Sequence[str]]) -> None:
    for need, ones in zip(asked, found, strict=True):
        share = gain_share(ones, need.gains)
        if share < AIM_GAIN:
            print(f"{need.key} {share:.2f} {need.text}\n    found {', '.join(ones[:5])}\n    wanted {dict(need.gains)}")


def main() -> int:
    """Measure and report."""
    return report("relevance of needs", measure("--wrong" in sys.argv))


if __name__ == "__main__":
    sys.exit(main())
