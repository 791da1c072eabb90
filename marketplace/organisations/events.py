"""Facts about organisations and the people in them."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class OrganisationRegistered(Event):
    """Somebody claimed a CVR number as company or institution."""

    organisation: str
    side: str  # company | institution


@dataclass(frozen=True)
class ClaimDisputed(Event):
    """Somebody tried to register a CVR number that is claimed already; the operator decides."""

    organisation: str
    person: str


@dataclass(frozen=True)
class OrganisationVerified(Event):
    """The operator has checked an organisation."""

    organisation: str


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """Facts of an organisation, its bank data, a workplace or a department changed."""

    organisation: str
    what: str


@dataclass(frozen=True)
class EmployeeAdded(Event):
    """A person is employed."""

    organisation: str
    employee: str
    person: str


@dataclass(frozen=True)
class EmployeeChanged(Event):
    """An employment changed or ended."""

    organisation: str
    employee: str
    what: str


@dataclass(frozen=True)
class PersonInvited(Event):
    """A person was invited to sign in."""

    invitation: str
    person: str
    organisation: str
    by_mail: bool


@dataclass(frozen=True)
class InvitationAccepted(Event):
    """A person took an invitation and can sign in."""

    invitation: str
    person: str


@dataclass(frozen=True)
class RoleGiven(Event):
    """A person has a role."""

    person: str
    organisation: str
    role: str


@dataclass(frozen=True)
class RoleTaken(Event):
    """A person has lost a role."""

    person: str
    organisation: str
    role: str
