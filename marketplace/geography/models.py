"""The table of Danish postcodes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.foundation.db import Base


class Postcode(Base):
    """A Danish postcode with its town, a point in it, its municipality and its region."""

    __tablename__ = "postcode"
    __table_args__ = (
        CheckConstraint(
            "region IN ('nordjylland', 'midtjylland', 'syddanmark', 'sjaelland', 'hovedstaden')", name="region"
        ),
    )

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    city: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    municipality: Mapped[str] = mapped_column(String(60))
    municipality_slug: Mapped[str] = mapped_column(String(60), index=True)
    region: Mapped[str] = mapped_column(String(20), index=True)
