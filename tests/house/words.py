"""The Danish words of the code and templates, and their English: what is missing, what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

CODE = Path(__file__).resolve().parents[2] / "marketplace"
PO = CODE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


def used() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Every marked text with where it is used."""
    for path in sorted(CODE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt"):
            continue
        method = "python" if path.suffix == ".py" else "jinja2"
        for line, message, _comments, _context in extract_from_file(method, str(path), keywords=KEYWORDS):
            text = message if isinstance(message, str) else tuple(message)
            if text:
                yield text, f"{path.relative_to(CODE)}:{line}"


def english() -> dict[str, str | tuple[str, ...]]:
    """What the English file says for each Danish text."""
    with PO.open("rb") as file:
        catalog = read_po(file, locale="en")
    return {
        (message.id if isinstance(message.id, str) else message.id[0]): message.string
        for message in catalog
        if message.id and not message.fuzzy
    }


def missing() -> list[str]:
    """Danish texts without English."""
    known = english()
    lacking = []
    for text, where in used():
        key = text if isinstance(text, str) else text[0]
        said = known.get(key)
        if not said or (isinstance(text, tuple) and not (isinstance(said, tuple) and all(said))):
            lacking.append(f"{where}: {key}")
    return lacking


if __name__ == "__main__":
    print("\n".join(missing()) or "every word has its English")  # noqa: T201
