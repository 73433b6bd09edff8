"""Why a file, a cell or a value is refused; `wording.SENTENCES` has each reason in words."""

from tongban.lib.errors import Refusal


class SheetRefused(Refusal):
    """A file that cannot be read at all, or a table that cannot be written.

    Reasons when reading: `sheet_not_xlsx`, `sheet_old_xls`, `sheet_encrypted`, `sheet_broken`,
    `sheet_macros`, `sheet_too_big` (detail `limit_mb`), `sheet_bomb`, `sheet_not_csv`,
    `sheet_csv_encoding`, `sheet_csv_broken` (detail `row`). When writing: `sheet_unwritable`
    (details `place`, `why` and `problem`, the Problem itself).
    """

    code = "sheet_broken"
    status = 422


class CellRefused(Refusal):
    """A cell or value that a column cannot take; it becomes a Problem at its place."""

    code = "sheet_cell"
    status = 422
