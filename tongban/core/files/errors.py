"""Why a file is refused."""

from tongban.lib.errors import Refusal


class FileRefused(Refusal):
    """A file that cannot be taken.

    Reasons: `file_type` (not a type that the purpose takes; detail `allowed`), `file_size`
    (detail `limit_mb`), `file_empty`, `file_broken`, `file_name`, `file_encrypted`,
    `file_infected`, `file_unknown` (no such file of yours), `file_bound` (already belongs to
    something), `file_not_ready` (still being checked).
    """

    code = "file_broken"
    status = 422

    def __init__(self, code: str = "", /, *, field: str = "", **detail: object) -> None:
        super().__init__(code, field=field, **detail)
        self.status = _STATUS.get(self.reason, 422)  # type: ignore[misc]


_STATUS = {"file_size": 413, "file_unknown": 404, "file_bound": 409, "file_not_ready": 409}
