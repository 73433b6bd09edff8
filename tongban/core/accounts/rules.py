"""Roles as they come, and what a phone number is. Pure."""

import re
import unicodedata
from dataclasses import dataclass

PHONE = re.compile(r"1[0-9]{10}")
"""Eleven digits that start with 1. Demo numbers start with 120, which no mobile number does."""

REASON_LEAST = 4
"""Characters that a reason for reading masked data must have at least."""


@dataclass(frozen=True, slots=True)
class RoleSeed:
    """One role of the table; `powers` come on top of what areas register for it."""

    code: str
    title: str
    powers: frozenset[str]


def _role(code: str, title: str, *powers: str) -> RoleSeed:
    return RoleSeed(code, title, frozenset(powers))


ROLES: tuple[RoleSeed, ...] = (
    _role("window", "窗口人员", "parties.identify", "parties.read"),
    _role("reviewer", "审查人员", "parties.read", "parties.unmask"),
    _role("checker", "核验（审核）人员", "parties.read", "parties.unmask"),
    _role("inspector", "现场核查人员", "parties.read"),
    _role("decider", "审批决定人", "parties.read", "parties.unmask"),
    _role("chief", "机构负责人", "parties.read", "accounts.deputies"),
    _role("editor", "事项管理员"),
    _role("service_office", "政务办", "parties.read", "accounts.deputies"),
    _role("auditor", "纪检/审计", "parties.read"),
    _role("leader", "市领导"),
    _role("exchange", "业务系统（接口报送）"),
    _role("admin", "系统管理员", "accounts.manage", "accounts.deputies"),
)
ROLE_TITLES = {role.code: role.title for role in ROLES}
ROLE_POWERS = {role.code: role.powers for role in ROLES}


def normal_phone(text: str) -> str | None:
    """Give the eleven digits that `text` means, or None if it means no phone of the mainland.

    Full-width digits, spaces, hyphens and a leading +86 or 0086 are taken off.
    """
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^(\+86|0086)", "", plain)
    return plain if PHONE.fullmatch(plain) else None
