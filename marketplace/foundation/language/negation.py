"""What a question says is not meant: "ikke for begyndere", "uden programmering", "except Word"."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.reading import Token

_DANISH = word_set("ikke uden undtagen undtaget hverken ingen intet")
_ENGLISH = word_set("not without except excluding excl neither dont doesnt no")
_TWO_WORDS = {
    ("bortset", "fra"),
    ("fraset", "fra"),
    ("andet", "end"),
    ("andre", "end"),
    ("other", "than"),
    ("apart", "from"),
    ("rather", "than"),
}
_NOBODY = word_set("ingen intet no")  # "ingen programmering" is not meant, "ingen tør røre robotten" says why it is
_HAVE = word_set("har have has")  # "vi har ingen kommunikationsafdeling" says what is lacking
_NOBODY_DOES = word_set("toer kender aner forstaar goer siger tager bruger faar melder one longer matter")
# After these "and" adds to what is left out: "undtagen Excel og Word".
_LISTING = word_set("undtagen undtaget fra end hverken except excluding excl than from neither")
_OR = word_set("eller or nor heller")
_AND = word_set("og and samt")
# "ikke kun X" means X too; "not least" and "uden tvivl" negate nothing.
_STILL_MEANT = word_set(
    "kun bare blot alene mindst desto noedvendigvis nok laengere only just merely least solely necessarily enough "
    "doubt delay tvivl problemer videre"
)
# After these "ikke" is about a clause, not about what is asked for. What people cannot do yet is even the need itself:
# "de kan ikke svejse", "we do not know how to negotiate".
_CLAUSE = word_set(
    "kan kunne ved vide forstaar forstaa toer kender tager faar faa maa skal vil bliver er har hvis om naar hvad der "
    "som de vi man han hun den det jeg du i dem os can could know knows understand do does did are is was will that "
    "which who they we you it"
)
_AIMED = word_set("for have handle omfatte indeholde about include")  # "det er ikke for begyndere" is about the course
_NO_NEED = word_set("need want brug")  # "we do not need Word", "har ikke brug for Word"
# "Uden at bryde GDPR" is how something is done: what must not be broken must be known.
_KEEPS = word_set("bryde overtraede kraenke breaking violating breaching")
_LACKING = word_set("uden without")
_WHOLE_CLAUSE = word_set("at having to")  # "uden at træde folk over tæerne"
_CLAUSE_ENDS = word_set("og and samt men but saa so der som who that which hvor where naar when for")
_LONGEST = 3  # words of one thing that is not meant: "social media marketing"
_LONGEST_CLAUSE = 4
_MOST = 8  # words one sign can take away
_ADJECTIVE = ("sk", "ske", "ig", "ige", "iv", "ive", "el", "elle", "ende", "bar", "fri", "frie", "aer", "aere")
_PEOPLE_OF = ("er", "ere", "erne", "folk")


def negated(tokens: Sequence[Token], needless: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the words that are not meant, and of the words that say so."""
    meant_not: set[int] = set()
    signs: set[int] = set()
    for place in range(len(tokens)):
        length = _sign(tokens, place)
        if length and place not in signs:
            signs.update(range(place, place + length))
            last = tokens[place + length - 1]
            if not last.ends and last.word not in _KEEPS:
                meant_not.update(_scope(tokens, place + length, last.word, needless))
    return frozenset(meant_not), frozenset(signs)


def _sign(tokens: Sequence[Token], place: int) -> int:
    """How many words from `place` say that what follows is not meant; 0 where none does."""
    word = tokens[place].word
    after = tokens[place + 1] if place + 1 < len(tokens) else Token("")
    before = tokens[place - 1] if place else Token("", ends=True)
    if (word, after.word) in _TWO_WORDS:
        return 2
    if word in _LACKING and any(token.word in _KEEPS for token in tokens[place + 1 : place + 3]):
        return 2 if after.word in _KEEPS else 3
    if (word not in _DANISH and word not in _ENGLISH) or after.word in _STILL_MEANT:
        return 0
    if after.tied:  # ikke-økonomer, but ikke-destruktiv
        return 1 if after.word.endswith(_PEOPLE_OF) else 0
    if after.word in _NO_NEED:
        return 2
    if after.word in _AIMED:
        return 1
    if word in ("dont", "doesnt"):
        return 0
    if word in _NOBODY:
        return 0 if after.word in _NOBODY_DOES | _CLAUSE or before.word in _HAVE else 1
    return 0 if word in ("ikke", "not") and not before.ends and before.word in _CLAUSE else 1


def _scope(tokens: Sequence[Token], start: int, sign: str, needless: frozenset[int]) -> list[int]:
    """The places of what a negation takes away: the next thing named, or the clause, and what "or" adds to it."""
    clause = tokens[start].word in _WHOLE_CLAUSE if start < len(tokens) else False
    found: list[int] = []
    run = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        if _adds(token, sign):
            run = 0
        elif place in needless:
            if run and (not clause or token.word in _CLAUSE_ENDS):
                break
        else:
            found.append(place)
            run += 1
            if not _goes_on(tokens, place, sign, run, clause) or len(found) == _MOST:
                break
        if token.ends and run:
            break
    return found


def _adds(token: Token, sign: str) -> bool:
    return token.word in _OR or (token.word in _AND and sign in _LISTING)


def _goes_on(tokens: Sequence[Token], place: int, sign: str, run: int, clause: bool) -> bool:
    """Whether the word after a negated one may still belong to it: "strategisk ledelse", "social media", "it-folk"."""
    after = tokens[place + 1] if place + 1 < len(tokens) else Token("")
    if _adds(after, sign) or after.tied:
        return True
    if clause:
        return run < _LONGEST_CLAUSE
    if run >= _LONGEST:
        return False
    return sign in _ENGLISH or sign in ("than", "from", *_NO_NEED) or tokens[place].word.endswith(_ADJECTIVE)
