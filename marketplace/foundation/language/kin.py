"""Nouns, verbs and adjectives of one family: who asks for "svejse" means "svejsning" too, if a little less."""

from __future__ import annotations

from marketplace.foundation.language.lists import word_set

# Danish nouns in -ning and -ing that mean something else than their verb, or have none.
_NO_VERB = word_set(
    "retning forretning ledning holdning regning stilling afdeling forening bevilling spaending slutning redning "
    "landing samling erstatning ansoegning lovgivning bygning"
)
# Families that no rule finds, and that Snowball does not join.
_DANISH = {
    "ledelse": ("leder",),
    "salg": ("saelge",),
    "koersel": ("koere",),
    "valg": ("vaelge",),
    "produktion": ("producere",),
    "konstruktion": ("konstruere",),
    "instruktion": ("instruere",),
    "introduktion": ("introducere",),
    "reduktion": ("reducere",),
    "jura": ("juridisk",),
    "juridisk": ("jura",),
    "paedagog": ("paedagogik",),
}
_ENGLISH = {
    "maintenance": ("maintain",),
    "analytical": ("analysis",),
    "analytic": ("analysis",),
    "analytics": ("analysis",),
    "synthetic": ("synthesis",),
    "growth": ("grow",),
    "sale": ("sell",),
    "sales": ("sell",),
    "advice": ("advise",),
    "choice": ("choose",),
    "proof": ("prove",),
    "loss": ("lose",),
    "solution": ("solve",),
    "solutions": ("solve",),
    "resolution": ("resolve",),
    "chemistry": ("chemical",),
    "chemical": ("chemistry",),
    "theoretical": ("theory",),
    "therapeutic": ("therapy",),
    "mathematics": ("maths",),
    "maths": ("mathematics",),
    "physical": ("physics",),
    "explanation": ("explain",),
    "acquisition": ("acquire",),
    "inquiry": ("inquire",),
    "detention": ("detain",),
    "retention": ("retain",),
}
# The end of an English noun or adjective, and how the verb or noun it is made of may end.
_ENGLISH_ENDS = (
    ("ifications", ("ify",)),
    ("ification", ("ify",)),  # identification, identify
    ("plications", ("ply",)),
    ("plication", ("ply",)),  # application, apply
    ("uctions", ("uce",)),
    ("uction", ("uce", "uct")),  # production, produce; instruction, instruct
    ("scriptions", ("scribe",)),
    ("scription", ("scribe",)),
    ("nsion", ("nd",)),  # expansion, expand
    ("isions", ("ide", "ise")),
    ("ision", ("ide", "ise")),  # decision, decide; supervision, supervise
    ("eption", ("eive",)),
    ("ical", ("y", "ics")),  # pedagogical, pedagogy; ethical, ethics
    ("ic", ("y", "ics")),  # strategic, strategy; economic, economics
    ("ship", ("",)),  # leadership, leader
)
_SHORTEST = 6  # letters of a word that the rules are tried on
_VOWELS = "aeiouy"


def kin_of(word: str, language: str) -> tuple[str, ...]:
    """The words nearest a folded one in its family: the verb of a noun, the noun of an adjective; () for most."""
    if language == "en":
        return _ENGLISH.get(word) or _english(word)
    noun = _bare(word)
    return _DANISH.get(noun) or _danish(noun)


def _english(word: str) -> tuple[str, ...]:
    if len(word) >= _SHORTEST:
        for end, verbs in _ENGLISH_ENDS:
            if word.endswith(end):
                return tuple(word[: -len(end)] + verb for verb in verbs)
    return ()


def _danish(noun: str) -> tuple[str, ...]:
    if len(noun) < _SHORTEST or noun in _NO_VERB:
        return ()
    if noun.endswith("ation"):
        return (noun[:-5] + "ere",)  # kommunikation, kommunikere
    if noun.endswith("isk"):
        return (noun[:-3] + "i", noun[:-3] + "ik")  # strategisk, strategi; teknisk, teknik
    if noun.endswith("ning") and noun[-5] not in _VOWELS:
        return (noun[:-4] + "e", noun[:-3] + "e")  # svejsning, svejse; tegning, tegne
    if noun.endswith(("ling", "ring", "ning")):
        return (noun[:-3] + "e",)  # forhandling, forhandle; sikring, sikre; træning, træne
    return ()


def _bare(word: str) -> str:
    """A Danish noun or adjective without its endings, as far as the rules above need it."""
    for ending in ("ernes", "erne", "ens", "ers", "en", "er", "es", "s", "e"):
        if word.endswith(ending) and word[: -len(ending)].endswith(("ing", "ion", "isk")):
            return word[: -len(ending)]
    return word
