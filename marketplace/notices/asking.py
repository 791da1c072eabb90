"""Handing a letter over: the middle step, outside any transaction."""

from __future__ import annotations

from marketplace.foundation.documents.letters import Letter
from marketplace.notices import gateway


def hand_over(letter: Letter) -> bool:
    """Give a letter to the post; False when it will never be taken."""
    try:
        gateway.post().hand_over(letter)
    except gateway.Refused:
        return False
    return True
