"""Is it genuine, and is it in force? Signature first, then the register."""

from datetime import datetime

from tongban.licences import ports
from tongban.licences.errors import BadStatement
from tongban.licences.rules import evidence, statement
from tongban.licences.selectors.register import verify_identifier
from tongban.licences.types import Conclusion, Verdict


def check_statement(text: str, *, now: datetime) -> Verdict:
    """The answer for a scanned code, an address or a bare statement. Never raises."""
    try:
        claims = statement.read(statement.find(text), ports.signers.current().published_keys())
    except BadStatement as error:
        return Verdict(Conclusion.UNKNOWN, reason=error.reason, checked_at=now)
    return verify_identifier(claims.identifier, now=now)


def check_upload(content: bytes, *, now: datetime) -> Verdict:
    """The answer for an uploaded OFD, PDF, picture or text. Raises Unreadable for anything else.

    A document must carry our unbroken seal over all of it; its statement must be signed by us; the
    register says whether it is in force. One missing link and nothing is confirmed.
    """
    found = evidence.examine(
        content,
        authorities=ports.signers.current().authorities(),
        seal_authorities=ports.sealers.current().authorities(),
    )
    if found.problem:
        return Verdict(Conclusion.UNKNOWN, reason=found.problem, checked_at=now)
    return check_statement(found.statement, now=now)
