"""What lists refuse."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class ListRefused(Refusal):
    """Something a list cannot give or take."""

    code: ClassVar[str] = "list_refused"
    status: ClassVar[int] = 422


class KindUnknown(ListRefused):
    """No area of this installation declares this kind of list. `kind` is the code."""

    code: ClassVar[str] = "list_kind_unknown"
    status: ClassVar[int] = 404


class ListUnknown(ListRefused):
    """There is no such list, edition or entry (or none that the actor may know of).

    Reasons: `list_unknown`, `list_edition_unknown`, `list_entry_unknown`, `list_no_draft`,
    `list_import_unknown`.
    """

    code: ClassVar[str] = "list_unknown"
    status: ClassVar[int] = 404


class ListForbidden(ListRefused):
    """The actor may not edit (`list_edit_forbidden`) or publish (`list_publish_forbidden`) it."""

    code: ClassVar[str] = "list_edit_forbidden"
    status: ClassVar[int] = 403


class ListMisplaced(ListRefused):
    """A list of this kind is not published there.

    Reasons: `list_level` (`levels` are those that publish it), `list_needs_body`,
    `list_without_body`, `list_body_elsewhere`.
    """

    code: ClassVar[str] = "list_level"


class WrongListState(ListRefused):
    """The act does not fit the state of the edition; `act` and `state` in Chinese."""

    code: ClassVar[str] = "list_state"
    status: ClassVar[int] = 409


class EditConflict(ListRefused):
    """Somebody else changed the same thing since; `who` and `when` name them.

    Reasons: `list_entry_changed` (the same entry), `list_draft_changed` (the draft as a whole),
    `list_draft_open` (somebody has a draft open where a whole list is to be published).
    """

    code: ClassVar[str] = "list_draft_changed"
    status: ClassVar[int] = 409


class EntriesInvalid(ListRefused):
    """Entries break rules of their kind; `detail["problems"]` holds every `types.Problem`.

    Reasons: `list_entries_invalid`, `list_too_long` (`most` entries), `list_empty`.
    """

    code: ClassVar[str] = "list_entries_invalid"


class WrongDate(ListRefused):
    """The list cannot take effect on that day.

    Reasons: `list_date_unreadable`, `list_date_past` (`today`), `list_date_before` (`since` of
    edition `number`).
    """

    code: ClassVar[str] = "list_date_past"


class ReasonMissing(ListRefused):
    """Sending back and withdrawing need a reason."""

    code: ClassVar[str] = "list_reason_missing"
