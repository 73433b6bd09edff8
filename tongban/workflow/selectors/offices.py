"""Which organisations a procedure's seats mean for one item; found once, at its start."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tongban.core.organisations import selectors as organisations
from tongban.workflow.types import Office, OrganisationRule

if TYPE_CHECKING:
    from tongban.core.divisions.models import Division
    from tongban.core.organisations.models import Organisation


def resolve(
    rules: Iterable[OrganisationRule], division: "Division", owner: "Organisation"
) -> dict[str, Office]:
    """Give an office for each rule's key that has one; one query, none if all are the owner's.

    A kind is looked for in the division and then upwards: the nearest wins, then the oldest. The
    body above is looked for in the divisions above the owner's own.
    """
    found = {"owner": Office(owner.pk, owner.path)}
    others = [rule for rule in rules if rule.rule != "owner"]
    if not others:
        return found
    near = [code for code in division.path.split("/") if code]
    codes = [rule.value for rule in others if rule.rule == "code"]
    kinds = [rule.value for rule in others if rule.rule == "kind"]
    kinds += [owner.short_name for rule in others if rule.rule == "above"]
    rows = organisations.seated(codes, kinds, near)
    for rule in others:
        fitting = [row for row in rows if _fits(row, rule, near, owner)]
        if fitting:
            nearest = min(fitting, key=lambda row: -_depth(row, near))
            found[rule.key] = Office(nearest.pk, nearest.path)
    return found


def _fits(
    row: "Organisation", rule: OrganisationRule, near: list[str], owner: "Organisation"
) -> bool:
    if rule.rule == "code":
        return row.code == rule.value
    if rule.rule == "above":
        higher = row.division_id in near and row.division_id != owner.division_id
        return higher and row.short_name == owner.short_name
    return row.division_id in near and rule.value in {row.short_name, row.partner_kind, row.kind}


def _depth(row: "Organisation", near: list[str]) -> int:
    return near.index(row.division_id) if row.division_id in near else -1
