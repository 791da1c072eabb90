"""The list page and the offer page of the demo market against the page floor of bench/floor.py.

Aims, in CPU of the web worker: the list at most 4 × the floor beyond the engine's own time, the offer at most 3 ×.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from bench.measure import ROOT, ask, median, report, serving
from marketplace.foundation.db import connect, session, use
from marketplace.foundation.language.analysis import asked_words
from marketplace.search import gateway
from marketplace.search.gateway import TextQuery, Word
from marketplace.search.queries.asking import SCORED
from marketplace.search.rules import Ask
from marketplace.search.rules.wording import enough, language_of, terms_of, weight_of

ROUNDS, TIMES = 7, 40
ANEW = {"Cache-Control": "no-cache"}


def engine_ms(folder: Path, text: str) -> float:
    """CPU milliseconds the engine itself takes for a text, in this process: to find, count and put in order."""
    gateway.use(folder)
    index = gateway.offers()
    lexicon = index.lexicon()
    words = asked_words(text, lexicon).words
    language = language_of(words, "da")
    asked = tuple(Word(terms_of(word, language, lexicon), weight_of(word)) for word in words)
    query = TextQuery(asked, (), enough(len(asked)))

    def answer() -> None:
        found = index.find(query, Ask())
        if not found.facets:
            raise RuntimeError("no filter group was counted")
        found.best(0, SCORED)

    answer()
    began = time.process_time()
    for _ in range(200):
        answer()
    return (time.process_time() - began) * 1000 / 200


def main() -> int:
    """Measure, interleaved, and report."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"DEMO": "1", "INSTANCE_DIR": folder, "LOG_LEVEL": "WARNING", "PORT": "8000"}
        bin_ = Path(sys.executable).parent
        for command in (
            [bin_ / "alembic", "upgrade", "head"],
            [bin_ / "flask", "--app", "wsgi", "seed", "reference"],
            [bin_ / "flask", "--app", "wsgi", "seed", "demo", "--start", "2026-11-23"],
            [bin_ / "flask", "--app", "wsgi", "errands", "work", "--once"],
        ):
            subprocess.run([str(part) for part in command], cwd=ROOT, env={**env, "PATH": "/usr/bin:/bin"}, check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        use(connect(f"sqlite:///{folder}/market.db"))
        offers = (
            session.connection()
            .exec_driver_sql("SELECT count(*) FROM offer_version WHERE status = 'published'")
            .scalar_one()
        )
        session.remove()
        with serving("bench.floor:app") as floor, serving("wsgi:app", env) as ours:
            connection = HTTPConnection("127.0.0.1", ours.port, timeout=60)
            connection.request("GET", "/forloeb?q=sundhedskommunikation")
            found = re.search(r'href="(/forloeb/[a-z0-9]{12})', connection.getresponse().read().decode())
            if found is None:
                raise RuntimeError("the list shows no offer")
            paths = {"list": "/forloeb", "list, searched": "/forloeb?q=ledelse+af+projekter", "offer": found[1]}
            # As the visitor after another one sees it (kept while nothing happens), and made anew by a reload.
            pages = {
                **{name: (path, {}) for name, path in paths.items()},
                **{f"{name}, made anew": (path, ANEW) for name, path in paths.items()},
            }
            for path, headers in pages.values():
                ask(ours, path, 20, headers)
            ask(floor, "/", 50)
            cpu: dict[str, list[float]] = {name: [] for name in ("floor", *pages)}
            wall: dict[str, list[float]] = {name: [] for name in ("floor", *pages)}
            size: dict[str, int] = {}
            for _ in range(ROUNDS):
                for name, server, path, headers in [
                    ("floor", floor, "/", {}),
                    *((name, ours, path, headers) for name, (path, headers) in pages.items()),
                ]:
                    used, took, size[name] = ask(server, path, TIMES * 3, headers)
                    cpu[name].append(used)
                    wall[name].append(took)
        index = Path(folder) / "search"
        engine = {
            "list": engine_ms(index, ""),
            "list, searched": engine_ms(index, "ledelse af projekter"),
            "offer": 0.0,
        }
    base = median(cpu["floor"])
    results: list[dict[str, object]] = [
        {"case": "floor, CPU a page", "size": f"{size['floor'] // 1000} kB", "value": base, "unit": "ms"},
        {"case": "floor, wall a page", "size": "", "value": median(wall["floor"]), "unit": "ms"},
    ]
    for name in pages:
        aim = 3 if name.startswith("offer") else 4
        kept = not name.endswith("made anew")
        asked = 0.0 if kept else engine[name.removesuffix(", made anew")]  # a kept page does not ask the engine
        own = median(cpu[name]) - asked
        about = f"{offers} offers, {size[name] // 1000} kB"
        results += [
            {"case": f"{name}, CPU a page", "size": about, "value": median(cpu[name]), "unit": "ms"},
            {"case": f"{name}, of which the engine", "size": "", "value": asked, "unit": "ms"},
            {"case": f"{name}, wall a page", "size": "", "value": median(wall[name]), "unit": "ms"},
            {"case": f"{name} beyond the engine / floor", "size": about, "value": own / base, "unit": "ratio",
             "aim": f"<= {aim}", "met": own / base <= aim},
        ]  # fmt: skip
    return report("pages", results)


if __name__ == "__main__":
    sys.exit(main())
