"""The fictional institution that a catalogue is imported into for a trial."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.foundation.actor import Actor
from marketplace.foundation.db import Texts, session
from marketplace.foundation.errors import RuleBroken
from marketplace.organisations.models import Institution, Organisation
from marketplace.organisations.rules import InstitutionKind, clean_cvr
from marketplace.organisations.service.registering import register_institution, verify_organisation

ABOUT = Texts(
    "En opdigtet udbyder. Forløbene er indlæst for at prøve søgningen og kan ikke købes.",
    "A fictional institution. Its courses were imported to try the search and cannot be bought.",
)
_FIRST_CVR = 99_000_000  # a range that no company has been given numbers from
_TRIES = 5_000
_POSTCODE = "1000"


def make_trial_institution(name: str, now: datetime) -> Organisation:
    """A fictional institution of this name, verified as such, with no accreditation and no right to award ECTS."""
    system = Actor.system("import")
    made = register_institution(
        system,
        cvr=_free_cvr(),
        name=name,
        street="",
        postcode=_POSTCODE,
        kind=InstitutionKind.PRIVATE,
        prefix=_free_prefix(),
        about=ABOUT,
        fictional=True,
        now=now,
    ).institution_or_raise()
    return verify_organisation(system, made.organisation.ref, now=now)


def _free_cvr() -> str:
    taken = set(session.scalars(select(Organisation.cvr).where(Organisation.cvr >= str(_FIRST_CVR))))
    for number in range(_FIRST_CVR, _FIRST_CVR + _TRIES):
        if str(number) not in taken and _is_cvr(str(number)):
            return str(number)
    raise RuntimeError("every fictional CVR number is taken")


def _is_cvr(number: str) -> bool:
    try:
        return clean_cvr(number) == number
    except RuleBroken:
        return False


def _free_prefix() -> str:
    taken = set(session.scalars(select(Institution.prefix).where(Institution.prefix.startswith("PROEVE"))))
    return next(prefix for no in range(1, 100) if (prefix := f"PROEVE{no}") not in taken)
