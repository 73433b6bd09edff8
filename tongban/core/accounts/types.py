"""Who acts: plain values that rules, permissions and services ask. No Django here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tongban.core.accounts.errors import ScopeMissing

ActorKind = Literal["account", "client", "system", "anonymous"]


def covers(granted: str, asked: str) -> bool:
    """Say whether the path `granted` is `asked` or one of its ancestors ("1/12" covers "1/12/7").

    An empty `granted` is no limit, an empty `asked` is no question. Slashes at the ends do not
    matter; "1/1" never covers "1/12".
    """
    upper, lower = granted.strip("/"), asked.strip("/")
    return not upper or not lower or lower == upper or lower.startswith(upper + "/")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in an organisation for a division; `deputy_for` names the absent one it is of.

    `leaf` says that no organisation lies below it, so that lists may go by its id, which indexes
    hold in order, instead of by its path.
    """

    role: str
    organisation_id: int
    organisation_path: str
    division_path: str = ""
    powers: frozenset[str] = frozenset()
    deputy_for: str = ""
    leaf: bool = False

    def reaches(self, organisation_path: str = "", division_path: str = "") -> bool:
        """Say whether the grant covers the place: its organisation and division, and all below."""
        return covers(self.organisation_path, organisation_path) and covers(
            self.division_path, division_path
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with what is held at this moment.

    `ref` is what ledger and rows keep: "account:12", "client:abc", "system", "anonymous".
    `on_behalf` is whom it is for ("account:7" for a deputy, "party:5" for a citizen at a counter);
    both are always kept. `level` is how well an account is known: "" , "phone", "real-name".
    """

    ref: str
    account_id: int | None = None
    name: str = ""
    kind: ActorKind = "account"
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] = frozenset()
    on_behalf: str = ""
    level: str = ""
    staff: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Say whether somebody is known at all."""
        return self.kind != "anonymous"

    @property
    def is_staff(self) -> bool:
        """Say whether the actor works for a body: a staff account or the holder of any role."""
        return self.staff or bool(self.grants)

    @property
    def roles(self) -> frozenset[str]:
        """Give the codes of all roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def grant_for(
        self, power: str, *, organisation_path: str = "", division_path: str = ""
    ) -> Grant | None:
        """Give the grant that lets the actor use `power` there: an own one before a deputy's."""
        found = [
            grant
            for grant in self.grants
            if power in grant.powers and grant.reaches(organisation_path, division_path)
        ]
        return min(found, key=lambda grant: bool(grant.deputy_for), default=None)

    def can(self, power: str, *, organisation_path: str = "", division_path: str = "") -> bool:
        """Say whether the actor may use `power` for that organisation and division.

        The system may everything. An empty path asks "anywhere at all".
        """
        if self.kind == "system":
            return True
        return (
            self.grant_for(power, organisation_path=organisation_path, division_path=division_path)
            is not None
        )

    def holds(self, role: str, *, organisation_path: str = "", division_path: str = "") -> bool:
        """Say whether the actor holds `role` for that organisation and division."""
        return any(
            grant.role == role and grant.reaches(organisation_path, division_path)
            for grant in self.grants
        )

    def acting(
        self, power: str, *, organisation_path: str = "", division_path: str = ""
    ) -> "Actor":
        """Give the actor as it uses `power` there: `on_behalf` names the absent one if a deputy's.

        An `on_behalf` that is already set stays.
        """
        grant = self.grant_for(
            power, organisation_path=organisation_path, division_path=division_path
        )
        if grant is None or not grant.deputy_for or self.on_behalf:
            return self
        return replace(self, on_behalf=grant.deputy_for)

    def acting_as(
        self, role: str, *, organisation_path: str = "", division_path: str = ""
    ) -> "Actor":
        """Like `acting`, asked by role."""
        held = [
            grant
            for grant in self.grants
            if grant.role == role and grant.reaches(organisation_path, division_path)
        ]
        grant = min(held, key=lambda one: bool(one.deputy_for), default=None)
        if grant is None or not grant.deputy_for or self.on_behalf:
            return self
        return replace(self, on_behalf=grant.deputy_for)

    def for_(self, ref: str) -> "Actor":
        """Give the actor acting on behalf of `ref`."""
        return replace(self, on_behalf=ref)

    def organisation_paths(self, powers: Iterable[str] = ()) -> tuple[str, ...]:
        """Give the paths of the organisations where any of `powers` (or any role) is held."""
        wanted = frozenset(powers)
        return tuple(
            dict.fromkeys(
                grant.organisation_path
                for grant in self.grants
                if not wanted or wanted & grant.powers
            )
        )

    def has_scope(self, scope: str) -> bool:
        """Say whether a machine client was given `scope`; only clients are limited by scopes."""
        return self.kind != "client" or scope in self.scopes

    def require_scope(self, scope: str) -> None:
        """Raise ScopeMissing (403) if the actor is a machine client without `scope`."""
        if not self.has_scope(scope):
            raise ScopeMissing(scope=scope)


SYSTEM = Actor(ref="system", name="系统", kind="system")
ANONYMOUS = Actor(ref="anonymous", name="", kind="anonymous")
