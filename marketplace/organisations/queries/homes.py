"""Where a company's people come from, when nobody says so."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import session
from marketplace.organisations.models import Organisation, Workplace


def home_postcode(actor: Actor) -> str:
    """The postcode of the only workplace of the actor's company, else of its address; "" for all but companies.

    At most 2 statements.
    """
    if actor.desk != "company" or actor.organisation_id is None:
        return ""
    own = Workplace.company_id == actor.organisation_id
    codes = session.scalars(select(Workplace.postcode_code).where(own).distinct().limit(2)).all()
    if len(codes) == 1:
        return codes[0]
    return session.scalar(select(Organisation.postcode_code).where(Organisation.id == actor.organisation_id)) or ""
