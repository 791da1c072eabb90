"""What a question says is not meant: "ikke for begyndere", "uden programmering", "except Word"."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import Token

_DANISH = word_set("ikke uden undtagen hverken undtaget")
_ENGLISH = word_set("not without except excluding excl neither")
_TWO_WORDS = {("bortset", "fra"), ("fraset", "fra"), ("other", "than"), ("apart", "from"), ("rather", "than")}
_LISTS = word_set("undtagen undtaget fra hverken except excluding than from neither")  # "and" goes on after
_OR = word_set("eller or nor heller")
_AND = word_set("og and samt")
# "ikke kun X" means X too; "uden for", "not least" and the like negate nothing.
_NO_NEGATION_BEFORE = word_set(
    "kun bare blot alene mindst desto noedvendigvis nok laengere only just merely least solely necessarily enough "
    "doubt delay tvivl problemer videre for_sig"
)
# What people cannot do yet is the need itself: "de kan ikke svejse", "we don't know how to".
_LACKING = word_set(
    "kan kunne ved vide forstaar forstaa toer kender tager faar faa hvis om naar hvad can could know knows understand "
    "do does did are is"
)
_MOST_NEGATED = 3
_ADJECTIVE = ("sk", "ske", "ig", "ige", "iv", "ive", "el", "elle", "ende", "bar", "bare", "fri", "frie", "aer", "aere")
_PEOPLE_OF = ("er", "ere", "erne", "folk")


def negated(tokens: Sequence[Token], needless: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the words that are not meant, and of the words that say so."""
    meant_not: set[int] = set()
    signs: set[int] = set()
    for place, token in enumerate(tokens):
        length = _sign(tokens, place)
        if length and place not in signs:
            signs.update(range(place, place + length))
            if token.ends and length == 1:
                continue
            meant_not.update(_scope(tokens, place + length, tokens[place + length - 1].word, needless))
    return frozenset(meant_not), frozenset(signs)


def _sign(tokens: Sequence[Token], place: int) -> int:
    """How many words from `place` say that what follows is not meant; 0 where none does."""
    token = tokens[place]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is not None and (token.word, after.word) in _TWO_WORDS:
        return 2
    if token.word not in _DANISH and token.word not in _ENGLISH:
        return 0
    if after is not None and after.word in _NO_NEGATION_BEFORE:
        return 0
    if after is not None and after.tied:
        return 1 if after.word.endswith(_PEOPLE_OF) else 0
    before = tokens[place - 1] if place else None
    if token.word in ("ikke", "not") and before is not None and not before.ends and before.word in _LACKING:
        return 0
    return 1


def _scope(tokens: Sequence[Token], start: int, sign: str, needless: frozenset[int]) -> list[int]:
    """The places of the words a negation takes away: the next thing named, and what "or" adds to it."""
    found: list[int] = []
    run = 0
    place = start
    while place < len(tokens) and len(found) < 2 * _MOST_NEGATED:
        token = tokens[place]
        if token.word in _OR or (token.word in _AND and sign in _LISTS):
            run = 0
            if place + 1 < len(tokens) and place + 1 in needless and token.word in _AND:
                break
        elif place in needless:
            if run:
                break
        else:
            found.append(place)
            run += 1
            if not _goes_on(token, sign, run, tokens, place):
                break
        if token.ends and run:
            break
        place += 1
    return found


def _goes_on(token: Token, sign: str, run: int, tokens: Sequence[Token], place: int) -> bool:
    """Whether the word after a negated one may still belong to it: "strategisk ledelse", "social media"."""
    after = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if after in _OR or (after in _AND and sign in _LISTS):
        return True
    if run >= _MOST_NEGATED:
        return False
    return sign in _ENGLISH or sign in ("than", "from") or token.word.endswith(_ADJECTIVE)
