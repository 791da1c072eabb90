"""All measurements of relevance, one after the other, each in a process of its own.

    python -m bench.relevance [--json] [--all]

(d) needs: `needs`; (b) titles: `offers`; (a) synonyms and (c) phrases: `competences`. Of the synonyms a sample is
asked, which takes minutes; `--all` asks every one.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench.measure import ROOT, report

PARTS = ("needs", "offers", "competences")
SAMPLE = 450  # synonyms


def main() -> int:
    """Run the parts and report them as one."""
    results: list[dict[str, object]] = []
    for part in PARTS:
        sample = ["--sample", str(SAMPLE)] if part == "competences" and "--all" not in sys.argv else []
        ran = subprocess.run(
            [sys.executable, "-m", f"bench.relevance.{part}", "--json", *sample],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        results += json.loads(ran.stdout.splitlines()[-1])["results"]
    return report("relevance", results)


if __name__ == "__main__":
    sys.exit(main())
