"""Reads of postcodes and municipalities. They belong to nobody and are public."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from marketplace.foundation.db import session
from marketplace.foundation.errors import NotFound, RuleBroken
from marketplace.geography import rules
from marketplace.geography.models import Postcode
from marketplace.geography.rules import Municipality


def find_postcode(code: str) -> Postcode:
    """The postcode as somebody typed it; RuleBroken "geography.unknown_postcode" on the field "postcode"."""
    clean = rules.clean_code(code)
    found = session.get(Postcode, clean) if len(clean) == 4 and clean.isdecimal() and clean.isascii() else None
    if found is None:
        raise RuleBroken("geography.unknown_postcode", field="postcode")
    return found


def postcodes_by_code(codes: Iterable[str]) -> dict[str, Postcode]:
    """The known ones among these codes."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    return {row.code: row for row in session.scalars(select(Postcode).where(Postcode.code.in_(wanted)))}


def all_postcodes() -> list[Postcode]:
    """Every postcode, in the order of the codes; 1 statement."""
    return list(session.scalars(select(Postcode).order_by(Postcode.code)))


def municipalities() -> list[Municipality]:
    """Every municipality with a postcode, in the order of the Danish alphabet."""
    rows = session.execute(
        select(Postcode.municipality_slug, Postcode.municipality, Postcode.region)
        .distinct()
        .order_by(Postcode.municipality_slug)
    )
    return sorted((Municipality(*row) for row in rows), key=lambda one: rules.alphabetical(one.name))


def find_municipality(slug: str) -> Municipality:
    """The municipality with this part of an address."""
    row = session.execute(
        select(Postcode.municipality_slug, Postcode.municipality, Postcode.region)
        .where(Postcode.municipality_slug == slug)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Municipality(*row)


def postcodes_in(slug: str) -> list[Postcode]:
    """The postcodes of a municipality; none for an unknown one."""
    return list(
        session.scalars(select(Postcode).where(Postcode.municipality_slug == slug).order_by(Postcode.code)).all()
    )
