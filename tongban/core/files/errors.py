"""Why a file is refused."""

from tongban.lib.errors import Refusal


class FileRefused(Refusal):
    """A file that cannot be taken.

    Reasons: `upload_type` (not a type that the purpose takes; detail `allowed`), `upload_size`
    (detail `limit_mb`), `upload_empty`, `upload_broken`, `upload_name`, `upload_encrypted`,
    `upload_infected`, `upload_unknown` (no such file of yours), `upload_bound` (already belongs to
    something), `upload_not_ready` (still being checked).
    """

    code = "upload_broken"
    status = 422

    def __init__(self, code: str = "", /, *, field: str = "", **detail: object) -> None:
        super().__init__(code, field=field, **detail)
        self.status = _STATUS.get(self.reason, 422)  # type: ignore[misc]


_STATUS = {"upload_size": 413, "upload_unknown": 404, "upload_bound": 409, "upload_not_ready": 409}
