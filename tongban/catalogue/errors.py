"""What the catalogue refuses."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class CatalogueError(Refusal):
    """Something the catalogue cannot give or take."""

    code: ClassVar[str] = "catalogue_refused"
    status: ClassVar[int] = 422


class MatterUnknown(CatalogueError):
    """No matter is implemented under this code. `detail["matter"]` is the code."""

    code: ClassVar[str] = "matter_unknown"
    status: ClassVar[int] = 404


class MatterNotInForce(CatalogueError):
    """The matter exists, but cannot be applied for on the day asked.

    `reason` is one of `matter_suspended`, `matter_cancelled`, `matter_not_yet`, `matter_ended`;
    `detail`: matter (code), name, since (date or None), note, organisation, phone.
    """

    code: ClassVar[str] = "matter_not_in_force"
    status: ClassVar[int] = 409


class EditionInvalid(CatalogueError):
    """An edition breaks rules of the list; `detail["problems"]` holds every `types.Problem`."""

    code: ClassVar[str] = "edition_invalid"


class EditionFrozen(CatalogueError):
    """A published edition never changes; a change is a new edition."""

    code: ClassVar[str] = "edition_frozen"
    status: ClassVar[int] = 409


class CatalogueForbidden(CatalogueError):
    """The actor may not edit or publish this list."""

    code: ClassVar[str] = "catalogue_forbidden"
    status: ClassVar[int] = 403


class ClaimRefused(CatalogueError):
    """A claim or a delegation that cannot be; the reasons stand with the services."""

    code: ClassVar[str] = "claim_refused"


class FollowRefused(CatalogueError):
    """A guide that cannot be followed; the reasons stand with the service."""

    code: ClassVar[str] = "follow_refused"
    status: ClassVar[int] = 409


class DelegationUnknown(CatalogueError):
    """No such power was handed on."""

    code: ClassVar[str] = "delegation_gone"
    status: ClassVar[int] = 404


class EntryRefused(CatalogueError):
    """An act that an entry of the basic catalogue does not allow; the reasons stand with the
    services."""

    code: ClassVar[str] = "entry_refused"
    status: ClassVar[int] = 409


class DraftUnknown(CatalogueError):
    """No such draft, or none that the actor may see."""

    code: ClassVar[str] = "editing_unknown"
    status: ClassVar[int] = 404


class DraftRefused(CatalogueError):
    """An act that the draft does not allow where it stands; the reasons stand with the services."""

    code: ClassVar[str] = "editing_refused"
    status: ClassVar[int] = 409


class DraftConflict(CatalogueError):
    """Somebody else saved the draft since. `detail`: by (ref), at, fields (those that differ)."""

    code: ClassVar[str] = "editing_conflict"
    status: ClassVar[int] = 409


class ImportRefused(CatalogueError):
    """An import that cannot be begun, or an act that it does not allow where it stands; the reasons
    stand with the services."""

    code: ClassVar[str] = "import_refused"
    status: ClassVar[int] = 409


class ImportUnknown(CatalogueError):
    """No such import, or none that the actor may see."""

    code: ClassVar[str] = "import_unknown"
    status: ClassVar[int] = 404


class ImportStale(CatalogueError):
    """Something has moved since an import was looked at, so none of it is applied.

    `detail["found"]` is a list of (sheets Problem at its place, ref).
    """

    code: ClassVar[str] = "import_stale"
    status: ClassVar[int] = 409
