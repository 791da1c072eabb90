"""Roles, kinds of institution and how long invitations last."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


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


class InstitutionKind(StrEnum):
    UNIVERSITY = "university"
    UNIVERSITY_COLLEGE = "university_college"
    BUSINESS_ACADEMY = "business_academy"
    PRIVATE = "private"


INVITATION_LASTS = timedelta(days=30)
