"""What lies directly above and below a competence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from marketplace.competences.models import Broader, Competence
from marketplace.foundation.db import session

_NARROWER, _BROADER = aliased(Competence), aliased(Competence)
_LINKS = (  # built once: every search asks it
    select(_NARROWER.key, _BROADER.key)
    .join(Broader, Broader.narrower_id == _NARROWER.id)
    .join(_BROADER, _BROADER.id == Broader.broader_id)
    .where(
        or_(_NARROWER.key.in_(bindparam("keys")), _BROADER.key.in_(bindparam("keys"))),
        _NARROWER.kind != "group",
        _BROADER.kind != "group",
    )
)


@dataclass(frozen=True, slots=True)
class Relatives:
    """The keys of the competences directly below and above one."""

    narrower: frozenset[str] = frozenset()
    broader: frozenset[str] = frozenset()


def relatives_of(keys: Iterable[str]) -> dict[str, Relatives]:
    """The relatives of these competences; groups of the hierarchy are none. 1 statement, none for no keys."""
    wanted = sorted(set(keys))
    links = session.execute(_LINKS, {"keys": wanted}).all() if wanted else []
    return {
        key: Relatives(
            frozenset(narrower for narrower, broader in links if broader == key),
            frozenset(broader for narrower, broader in links if narrower == key),
        )
        for key in wanted
    }
