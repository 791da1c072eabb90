"""Keeping the lexicon that Danish compounds are taken apart into."""

from __future__ import annotations

from datetime import datetime

from marketplace.competences import queries
from marketplace.competences.events import LexiconKept
from marketplace.competences.models import KeptLexicon
from marketplace.foundation.db import session
from marketplace.foundation.events import announce
from marketplace.foundation.language.lexicon import Lexicon


def keep_lexicon(lexicon: Lexicon, now: datetime) -> bool:
    """Keep a lexicon and put it in use; False, and nothing is written, where the same words are in use already."""
    if lexicon.version == queries.lexicon().version:
        return False
    session.add(KeptLexicon(version=lexicon.version, made_at=now, words=lexicon.as_text()))
    session.flush()
    announce(LexiconKept(version=lexicon.version))
    return True
