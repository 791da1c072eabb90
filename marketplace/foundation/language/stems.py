"""Stems by Snowball, with the words it takes too far or not far enough."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import local

import snowballstemmer

from marketplace.foundation.language.folding import fold
from marketplace.foundation.language.forms import ROOTS

_IZE = re.compile(r"(?<=[a-z]{3})(iz|yz)(?=(?:e|es|ed|er|ers|ing|ation|ations|ational)$)")
_state = local()  # a stemmer keeps its place in the word, so threads may not share one


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
    """The stem of a folded word, folded itself; American and British spellings have one."""
    root = ROOTS[language].get(word)
    if root is not None:
        return root
    if language == "da":
        return fold(_stemmer("da").stemWord(_unfold(word)))
    british = _IZE.sub(lambda match: match.group().replace("z", "s"), word)
    return fold(_stemmer("en").stemWord(british))
