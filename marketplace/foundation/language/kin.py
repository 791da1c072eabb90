"""Nouns and the verbs they are made of: who asks for "svejse" means "svejsning" too, if a little less."""

from __future__ import annotations

from marketplace.foundation.language.lists import word_set
from marketplace.foundation.language.stems import stem

# Nouns in -ning and -ing that mean something else than their verb, or have none.
_NO_VERB = word_set(
    "retning forretning ledning holdning regning stilling afdeling forening bevilling spaending slutning redning "
    "landing samling"
)


def kin_of(word: str, language: str) -> tuple[str, ...]:
    """The stems of the Danish verb a noun is made of, and of the noun a verb makes; () where there is none."""
    if language != "da" or len(word) < 6:
        return ()
    noun = _noun(word)
    return tuple(stem(verb, "da") for verb in _verbs(noun)) if noun not in _NO_VERB else ()


def _verbs(noun: str) -> tuple[str, ...]:
    if noun.endswith("ikation"):
        return (noun[:-5] + "ere",)  # kommunikation, kommunikere
    if noun.endswith("ning") and noun[-5] not in "aeiouy":
        return (noun[:-4] + "e", noun[:-3] + "e")  # svejsning, svejse; tegning, tegne
    if noun.endswith(("ling", "ring", "ning")):
        return (noun[:-3] + "e",)  # forhandling, forhandle; sikring, sikre; træning, træne
    return ()


def _noun(word: str) -> str:
    for ending in ("ernes", "erne", "ens", "ers", "en", "er", "s"):
        if word.endswith(("ing" + ending, "ion" + ending)):
            return word[: -len(ending)]
    return word
