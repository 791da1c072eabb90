"""Stems by Snowball, with the Danish words it takes too far or not far enough."""

from __future__ import annotations

from functools import lru_cache
from threading import local

import snowballstemmer

from marketplace.foundation.language.folding import fold

# Snowball joins words that mean different things (ledelse and led), or parts irregular plurals. Folded, like its input.
_FORMS: dict[str, str] = {
    "ledelse": "ledelse ledelsen ledelser ledelserne ledelses ledelsens ledelsernes",
    "kursus": "kursus kurser kurset kurserne kursets kursernes",
    "medie": "medie mediet medier medierne medias media",
    "barn": "barn barnet boern boernene boerns boernenes",
    "mand": "mand manden maend maendene",
    "bog": "bog bogen boeger boegerne",
    "baeger": "baeger baegeret baegre",
    "haand": "haand haanden haender haenderne",
    "dato": "dato datoen datoer datoerne",
    "data": "data dataene",
}
_DANISH: dict[str, str] = {form: root for root, forms in _FORMS.items() for form in forms.split()}
_state = local()


def _stemmer(language: str) -> snowballstemmer.stemmer:
    stemmers = getattr(_state, "stemmers", None)
    if stemmers is None:
        stemmers = _state.stemmers = {}
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer("danish" if language == "da" else "english")
    return stemmers[language]


def _unfold(word: str) -> str:
    # Snowball's Danish rules know æ, ø and å, so the folded digraphs are put back for it.
    return word.replace("ae", "æ").replace("oe", "ø").replace("aa", "å")


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word, folded itself."""
    if language == "da":
        known = _DANISH.get(word)
        if known is not None:
            return known
        return fold(_stemmer("da").stemWord(_unfold(word)))
    return fold(_stemmer("en").stemWord(word))
