"""What the bytes of a licence PDF prove by themselves: no register, no network (pyHanko)."""

import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import pem, x509  # type: ignore[import-untyped]

from tongban.licences.errors import Unreadable
from tongban.licences.rules.statement import find
from tongban.licences.types import PaperCheck

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import PdfSignatureStatus

# pyHanko takes over a second to load and only checks need it, so each function loads its own part.
_CHATTY = ("pyhanko", "pyhanko_certvalidator")


def certificate(text: bytes) -> x509.Certificate:
    """Read one certificate (PEM or DER). Raises Unreadable."""
    try:
        body = pem.unarmor(text)[2] if pem.detect(text) else text
        found = x509.Certificate.load(body)
        _ = found.subject  # parsed lazily: a broken one must fail here
    except (ValueError, TypeError) as error:
        raise Unreadable("certificate_unreadable") from error
    return found


def check(pdf: bytes, authorities: Sequence[bytes]) -> PaperCheck:
    """Check the seal of a licence PDF against the published certificates (PEM).

    The document must carry exactly one signature, over every byte of it. Problems: `unsigned`,
    `signed_twice`, `changed` (the digest or the signature does not fit), `appended` (something
    follows the signed bytes), `untrusted` (signed by somebody else). Raises Unreadable when it is
    no PDF at all.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    if not pdf.lstrip()[:5] == b"%PDF-":
        raise Unreadable()
    for name in _CHATTY:  # a forged file is an answer here, not an incident for the log
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        signatures = reader.embedded_signatures
        statement = statement_in(reader)
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Unreadable() from error
    if not signatures:
        return PaperCheck(False, False, False, problem="unsigned", statement=statement)
    if len(signatures) > 1:
        return PaperCheck(False, False, False, problem="signed_twice", statement=statement)
    return _validated(signatures[0], authorities, statement)


def _validated(signature: Any, authorities: Sequence[bytes], statement: str) -> PaperCheck:
    """Check the one signature against the authorities."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    roots = [certificate(text) for text in authorities]
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail"
    )
    try:
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except (SignatureValidationError, PdfError, ValueError, KeyError, TypeError, AttributeError):
        return PaperCheck(False, False, False, problem="changed", statement=statement)
    return _conclude(status, statement)


def _conclude(status: "PdfSignatureStatus", statement: str) -> PaperCheck:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    intact = bool(status.intact and status.valid)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    trusted = bool(status.trusted)
    problem = ""
    if not intact:
        problem = "changed"
    elif not whole:
        problem = "appended"
    elif not trusted:
        problem = "untrusted"
    reported: datetime | None = status.signer_reported_dt
    return PaperCheck(
        intact=intact,
        whole=whole,
        trusted=trusted,
        problem=problem,
        signer=status.signing_cert.subject.native.get("common_name", ""),
        signed_at=reported.astimezone(UTC) if reported else None,
        statement=statement,
    )


def statement_in(reader: "PdfFileReader") -> str:
    """The statement among the document's keywords, where the certificate's template puts it."""
    from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject

    info = reader.trailer_view.get("/Info")
    info = info.get_object() if isinstance(info, IndirectObject) else info  # type: ignore[no-untyped-call]
    return find(str(info.get("/Keywords", ""))) if isinstance(info, DictionaryObject) else ""
