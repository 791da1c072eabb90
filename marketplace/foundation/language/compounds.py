"""Taking Danish compounds apart over the simple words they are made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from marketplace.foundation.language.lists import word_set

LINKS = ("", "s", "e", "n", "r", "er")  # arbejd-s-miljø, jul-e-gave, øje-n-læge, kunde-r-ejse, student-er-hue
_LINK_COST = {"": 0.0, "s": 0.1, "e": 0.25, "n": 0.35, "r": 0.35, "er": 0.35}
SHORTEST = 4  # letters of a part that is no listed short one
_SHORTEST_HEAD = 3
# After these endings a linking s is the rule, so a split without it is the poorer guess.
_TAKES_S = ("hed", "ion", "skab", "else", "ning", "ring", "ling", "tet", "dom")
_NO_S_COST = 0.5
_SHORT_COST = 0.3
_ENDINGS = word_set(
    "e en et er es ene ens ets ers ere ede est enes erne ernes ende eren erens ren rens rne rene rnes n t s r te"
)

Span = tuple[int, int]


def take_apart(word: str, is_part: Callable[[str], bool], is_head: Callable[[str], bool]) -> tuple[Span, ...]:
    """The parts of a folded word as (from, to) in it, its linking letters left out; () when it is not a compound.

    `is_part` says whether letters are a simple word that others may follow, `is_head` whether they are one in any of
    its forms. The fewest parts win, then the commonest linking, then the longest first part.
    """
    length = len(word)

    @cache
    def best(start: int) -> tuple[float, tuple[Span, ...]] | None:
        found: tuple[float, tuple[Span, ...]] | None = None
        if length - start >= _SHORTEST_HEAD and start and is_head(word[start:]):
            found = (1.0 + (_SHORT_COST if length - start < SHORTEST else 0.0), ((start, length),))
        for end in range(length - _SHORTEST_HEAD, start + 1, -1):
            for link in links_after(word, start, end, is_part):
                rest = best(end + len(link))
                if rest is None:
                    continue
                cost = rest[0] + 1.0 + _cost(word[start:end], link)
                if found is None or cost < found[0] - 1e-9:
                    found = (cost, ((start, end), *rest[1]))
        return found

    whole = best(0)
    return whole[1] if whole is not None and len(whole[1]) > 1 else ()


def links_after(word: str, start: int, end: int, is_part: Callable[[str], bool]) -> list[str]:
    """The linking letters that may stand at `end`, where the letters before it are a part; [] where they are not."""
    part, rest = word[start:end], word[end:]
    if not is_part(part):
        return ["s"] if rest.startswith("s") and len(part) >= SHORTEST and is_part(part + "e") else []
    if _is_ending(part, rest):
        return []
    return [link for link in LINKS if rest.startswith(link) and _may_link(part, link, rest[len(link) :])]


def _is_ending(part: str, rest: str) -> bool:
    """Whether the rest of a word only inflects it, though it is a word too: film-et, krop-pen, lære-ren."""
    return rest in _ENDINGS or (rest[0] == part[-1] and rest[1:] in _ENDINGS)


def _may_link(part: str, link: str, rest: str) -> bool:
    if link in ("n", "r"):
        return part.endswith("e")
    if link in ("e", "er"):
        return part[-1] not in "aeiouy" and rest not in ("ret", "retten")  # formateret is no law of formats
    return link == "" or not part.endswith("s")


def _cost(part: str, link: str) -> float:
    cost = _LINK_COST[link] + (_SHORT_COST if len(part) < SHORTEST else 0.0)
    return cost + (_NO_S_COST if link != "s" and part.endswith(_TAKES_S) else 0.0)


def joinings(first: str, second: str) -> tuple[str, ...]:
    """How two words asked side by side may be written as one, the plain joining first: "projekt ledelse"."""
    if not (first.isalnum() and second.isalnum()):
        return ()
    if len(first) < 2 or len(second) < 3 or second.isdigit() or first.endswith("s") or first[-1] in "aiouy":
        return (first + second,)
    return (first + second, first + "s" + second)
