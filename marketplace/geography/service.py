"""Taking the list of postcodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from marketplace.foundation.db import session
from marketplace.foundation.language.folding import slug
from marketplace.geography.models import Postcode


def load_postcodes(rows: Iterable[Mapping[str, str]]) -> int:
    """Add or correct postcodes from rows of code, city, lat, lon, municipality and region; says how many rows.

    A postcode that is no longer listed stays: addresses point at it.
    """
    known = {row.code: row for row in session.scalars(select(Postcode))}
    many = 0
    for row in rows:
        many += 1
        facts = {
            "city": row["city"],
            "lat": float(row["lat"]),
            "lon": float(row["lon"]),
            "municipality": row["municipality"],
            "municipality_slug": slug(row["municipality"]),
            "region": row["region"],
        }
        postcode = known.get(row["code"])
        if postcode is None:
            known[row["code"]] = postcode = Postcode(code=row["code"], **facts)
            session.add(postcode)
        else:
            for name, value in facts.items():
                setattr(postcode, name, value)
    session.flush()
    return many
