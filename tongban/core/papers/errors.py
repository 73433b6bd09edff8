"""Why a paper cannot be made."""

from tongban.lib.errors import Refusal


class UnknownTemplate(Refusal):
    """No area registers the template."""

    code = "paper_template_unknown"
    status = 404


class PaperFailed(Refusal):
    """Typesetting failed; detail `message` is for the log, not for people."""

    code = "paper_failed"
    status = 500
