"""All measurements of relevance, one after the other, each in a process of its own.

    python -m bench.relevance [--json]

(a) synonyms and (c) phrases: `competences`; (b) titles: `offers`; (d) needs: `needs`.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench.measure import ROOT, report

PARTS = ("competences", "offers", "needs")


def main() -> int:
    """Run the parts and report them as one."""
    results: list[dict[str, object]] = []
    for part in PARTS:
        ran = subprocess.run(
            [sys.executable, "-m", f"bench.relevance.{part}", "--json"],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        results += json.loads(ran.stdout.splitlines()[-1])["results"]
    return report("relevance", results)


if __name__ == "__main__":
    sys.exit(main())
