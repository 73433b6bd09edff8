"""What forms refuse."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class FormError(Refusal):
    """A form that cannot be published, found or merged."""

    code: ClassVar[str] = "form_refused"
    status: ClassVar[int] = 422


class FormInvalid(FormError):
    """The schema itself breaks the rules of forms; `detail["problems"]` lists every one."""

    code: ClassVar[str] = "form_invalid"


class MergeConflict(FormError):
    """Two forms ask the same element in the same role under conflicting constraints.

    `detail`: `field` (the property key), `rule` (the word that differs), `values`.
    """

    code: ClassVar[str] = "form_conflict"


class FormUnknown(FormError):
    """No such form or version."""

    code: ClassVar[str] = "form_unknown"
    status: ClassVar[int] = 404


class ElementUnknown(FormError):
    """No such data element."""

    code: ClassVar[str] = "element_unknown"
    status: ClassVar[int] = 404
