"""Numbers and days as people type them. Pure; forms add their own words to what cannot be read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

LONGEST_NUMBER = 24  # signs; nothing the market counts is longer


def read_decimal(typed: str, language: str) -> Decimal:
    """A number typed the Danish way (9.800,50) or the English (9,800.50), with the currency or without.

    InvalidOperation for anything else. 9.800 is nine thousand eight hundred in both languages; 9,800 only in English.
    """
    plain = re.sub(r"\s|kr\.?|DKK", "", typed, flags=re.IGNORECASE).replace("−", "-")
    plain = re.sub(r",[-–]$", "", plain)  # 9.800,-
    sign, figure = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    if len(figure) > LONGEST_NUMBER:
        raise InvalidOperation
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", figure):
        figure = figure.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]+", figure) or (
        language == "en" and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", figure)
    ):
        figure = figure.replace(",", "")
    elif re.fullmatch(r"[0-9]+([.,][0-9]+)?", figure):
        figure = figure.replace(",", ".")
    else:
        raise InvalidOperation
    return Decimal(sign + figure)


def read_whole(typed: str) -> int:
    """A whole number, with or without a sign between thousands; ValueError for anything else."""
    plain = re.sub(r"\s", "", typed).replace("−", "-")
    if re.fullmatch(r"-?[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*", plain):
        plain = plain.replace(".", "").replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,12}", plain):
        raise ValueError(plain[:LONGEST_NUMBER])
    return int(plain)


def day_parts(typed: str) -> tuple[int, int, int] | None:
    """Year, month and day of 24-12-2026, 24.12.2026, 24/12 2026 or 2026-12-24; None where it is none of these.

    Whether there is such a day is another question.
    """
    if iso := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", typed):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if danish := re.fullmatch(r"([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4})", typed):
        return int(danish[3]), int(danish[2]), int(danish[1])
    return None


def read_day(typed: str) -> date:
    """A day in one of these forms; ValueError for anything else, and for a day that does not exist."""
    parts = day_parts(typed.strip())
    if parts is None:
        raise ValueError(typed[:LONGEST_NUMBER])
    return date(*parts)
