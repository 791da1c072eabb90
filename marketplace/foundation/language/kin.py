"""Danish nouns, verbs and adjectives of one family: who asks for "svejse" means "svejsning" too, if a little less."""

from __future__ import annotations

from marketplace.foundation.language.lists import word_set

# Nouns in -ning and -ing that mean something else than their verb, or have none.
_NO_VERB = word_set(
    "retning forretning ledning holdning regning stilling afdeling forening bevilling spaending slutning redning "
    "landing samling erstatning ansoegning lovgivning bygning"
)
# Families that no rule finds.
_FAMILIES = {
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
    "regnskab": ("regnskabsfoering",),
}
_SHORTEST = 6  # letters of a word that the rules are tried on
_VOWELS = "aeiouy"


def kin_of(word: str) -> tuple[str, ...]:
    """The words nearest a folded Danish one in its family: the verb of a noun, the noun of an adjective in -isk."""
    noun = _bare(word)
    if noun in _FAMILIES:
        return _FAMILIES[noun]
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
    """A noun or adjective without its endings, as far as the rules above need it."""
    for ending in ("ernes", "erne", "ens", "ers", "en", "er", "es", "s", "e"):
        if word.endswith(ending) and word[: -len(ending)].endswith(("ing", "ion", "isk")):
            return word[: -len(ending)]
    return word
