"""Roles, kinds of institution, and what the numbers of Danish companies must look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from stdnum import ean as stdnum_ean
from stdnum import iban as stdnum_iban
from stdnum.dk import cvr as stdnum_cvr

from marketplace.foundation.clock import end_of_day, today
from marketplace.foundation.errors import RuleBroken


class Role(StrEnum):
    """What a person may do for an organisation. `operator` stands without an organisation."""

    ADMIN = "admin"
    BOOKER = "booker"
    APPROVER = "approver"
    VIEWER = "viewer"
    MANAGER = "manager"
    PUBLISHER = "publisher"
    REVIEWER = "reviewer"
    TEACHER = "teacher"
    FINANCE = "finance"
    OPERATOR = "operator"


COMPANY_ROLES = (Role.ADMIN, Role.BOOKER, Role.APPROVER, Role.VIEWER, Role.MANAGER)
INSTITUTION_ROLES = (Role.PUBLISHER, Role.REVIEWER, Role.TEACHER, Role.FINANCE)

# Who keeps the roles of each side: the last one of these cannot be taken.
KEEPER = {"company": Role.ADMIN, "institution": Role.PUBLISHER, "operator": Role.OPERATOR}


class InstitutionKind(StrEnum):
    UNIVERSITY = "university"
    UNIVERSITY_COLLEGE = "university_college"
    BUSINESS_ACADEMY = "business_academy"
    PRIVATE = "private"


ACCREDITATION_KINDS = ("accreditation", "certification")


class InvitationStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


# An invitation that was withdrawn or has run out is opened again by renewing it.
MOVES: dict[InvitationStatus, frozenset[InvitationStatus]] = {
    InvitationStatus.OPEN: frozenset({InvitationStatus.ACCEPTED, InvitationStatus.WITHDRAWN}),
    InvitationStatus.WITHDRAWN: frozenset({InvitationStatus.OPEN}),
    InvitationStatus.ACCEPTED: frozenset(),
}
INVITATION_LASTS = timedelta(days=30)


def invitation_ends(now: datetime) -> datetime:
    """When an invitation made now runs out: with the thirtieth day in Denmark, as every deadline of ours."""
    return end_of_day(today(now + INVITATION_LASTS))


def moved(now: str, to: InvitationStatus) -> InvitationStatus:
    """The next state of an invitation; RuleBroken when it is used already."""
    if to not in MOVES[InvitationStatus(now)]:
        raise RuleBroken("organisations.invitation_spent")
    return to


def is_spent(status: str, expires_at: datetime, now: datetime) -> bool:
    """Whether an invitation can no longer be taken."""
    return status != InvitationStatus.OPEN or now >= expires_at


def side_of(role: Role) -> str:
    """The desk a role belongs to: company, institution or operator."""
    if role in COMPANY_ROLES:
        return "company"
    return "institution" if role in INSTITUTION_ROLES else "operator"


def clean_role(code: str, side: str) -> Role:
    """A role of this desk, or RuleBroken on the field "role"."""
    if code not in tuple(Role) or side_of(Role(code)) != side:
        raise RuleBroken("organisations.role_unknown", field="role")
    return Role(code)


def _bare(typed: str) -> str:
    return "".join(sign for sign in typed if sign not in " -.,/:\u00a0\t")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def clean_cvr(text: str) -> str:
    """A CVR number as its 8 digits; RuleBroken on the field "cvr" says which fault it has."""
    bare = _bare(text).upper().removeprefix("DK")
    if not _is_digits(bare):
        raise RuleBroken("organisations.cvr_letters", field="cvr")
    if len(bare) != 8:
        raise RuleBroken("organisations.cvr_length", field="cvr", digits=len(bare))
    if not stdnum_cvr.is_valid(bare):
        raise RuleBroken("organisations.cvr_check", field="cvr")
    return bare


def clean_ean(text: str) -> str:
    """An EAN (GLN) number as its 13 digits; RuleBroken on the field "ean" says which fault it has."""
    bare = _bare(text)
    if not _is_digits(bare):
        raise RuleBroken("organisations.ean_letters", field="ean")
    if len(bare) == 12:
        raise RuleBroken("organisations.ean_one_missing", field="ean")
    if len(bare) != 13:
        raise RuleBroken("organisations.ean_length", field="ean", digits=len(bare))
    if not stdnum_ean.is_valid(bare):
        raise RuleBroken("organisations.ean_check", field="ean")
    return bare


def clean_p_number(text: str) -> str:
    """A production unit number as its 10 digits, or RuleBroken on the field "p_number"."""
    bare = _bare(text)
    if not _is_digits(bare) or len(bare) != 10:
        raise RuleBroken("organisations.p_number", field="p_number")
    return bare


def clean_prefix(text: str) -> str:
    """The letters before an institution's invoice numbers: 2 to 8 capital letters A to Z and digits."""
    bare = text.strip().upper()
    if not (2 <= len(bare) <= 8 and bare.isascii() and bare.isalnum() and bare[0].isalpha()):
        raise RuleBroken("organisations.prefix_shape", field="prefix")
    return bare


@dataclass(frozen=True, slots=True)
class Bank:
    """Where an institution is paid: account, IBAN or FIK creditor number, at least one of them."""

    bank_reg: str
    bank_account: str
    fik: str
    iban: str
    payment_days: int


def clean_bank(*, bank_reg: str, bank_account: str, fik: str, iban: str, payment_days: int) -> Bank:
    """Bank facts with digits only, or RuleBroken on the field that is wrong."""
    reg, account, creditor, international = _bare(bank_reg), _bare(bank_account), _bare(fik), _bare(iban).upper()
    if (reg or account) and not (_is_digits(reg) and len(reg) == 4):
        raise RuleBroken("organisations.bank_reg", field="bank_reg")
    if (reg or account) and not (_is_digits(account) and 4 <= len(account) <= 10):
        raise RuleBroken("organisations.bank_account", field="bank_account")
    if creditor and not (_is_digits(creditor) and len(creditor) == 8):
        raise RuleBroken("organisations.fik", field="fik")
    if international and not stdnum_iban.is_valid(international):
        raise RuleBroken("organisations.iban", field="iban")
    if not (reg or creditor or international):
        raise RuleBroken("organisations.bank_missing", field="bank_reg")
    if not 1 <= payment_days <= 120:
        raise RuleBroken("organisations.payment_days", field="payment_days")
    return Bank(reg, account, creditor, international, payment_days)


def clean_line(text: str, field_name: str, most: int, *, needed: bool = True) -> str:
    """A line of text with single spaces; RuleBroken on its field when it is missing or too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if needed and not line:
        raise RuleBroken("organisations.text_missing", field=field_name)
    if len(line) > most:
        raise RuleBroken("organisations.text_long", field=field_name, most=most)
    return line


def check_length(text: str, field_name: str, most: int) -> None:
    """RuleBroken on its field when a text of several lines is too long."""
    if len(text) > most:
        raise RuleBroken("organisations.text_long", field=field_name, most=most)


def clean_web(text: str) -> str:
    """A web address that begins with https:// or http://, or nothing; RuleBroken on the field "web"."""
    line = clean_line(text, "web", 200, needed=False)
    if line and not (line.startswith(("https://", "http://")) and "." in line and " " not in line):
        raise RuleBroken("organisations.web_shape", field="web")
    return line


def check_size(size: int) -> None:
    """A company states from 1 to 1,000,000 employees."""
    if not 1 <= size <= 1_000_000:
        raise RuleBroken("organisations.size", field="size")


def check_employment(starts_on: date, ends_on: date | None) -> None:
    """An employment ends on the day it starts, or later."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("organisations.ends_before_start", field="ends_on", starts_on=starts_on)


def makes_circle(one: int, above: int | None, above_of: Mapping[int, int | None]) -> bool:
    """Whether `one` would stand above itself if `above` were put above it (managers, nested departments)."""
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == one:
            return True
        seen.add(above)
        above = above_of.get(above)
    return False
