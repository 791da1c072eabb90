"""Telling that the vocabulary has changed."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.competences.events import VocabularyLoaded
from marketplace.competences.models import Competence, Occupation
from marketplace.competences.rules import Loaded
from marketplace.foundation.db import session
from marketplace.foundation.events import announce
from marketplace.foundation.refs import new_ref


def announce_vocabulary() -> None:
    """Say that the vocabulary is another one now."""
    announce(
        VocabularyLoaded(
            competences=session.scalar(select(func.count()).select_from(Competence)) or 0,
            occupations=session.scalar(select(func.count()).select_from(Occupation)) or 0,
            mark=new_ref(),
        )
    )


def told(loaded: Loaded) -> Loaded:
    """What a load did, said to the market when it changed anything."""
    session.flush()
    if loaded:
        announce_vocabulary()
    return loaded
