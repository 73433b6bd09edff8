"""What a list must hold, and what it asks of one applicant. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from tongban.catalogue.types import Answers, Asked, EditionContent, Problem


def parse_content(raw: Mapping[str, Any]) -> EditionContent:
    """Return the typed content of an edition's JSON; raises EditionInvalid."""
    raise NotImplementedError


def problems(content: EditionContent) -> list[Problem]:
    """Return every rule of the list that the edition breaks; [] when it may be published."""
    raise NotImplementedError


def asked(content: EditionContent, answers: Answers, proven: Collection[str] = ()) -> Asked:
    """Return what is asked of this applicant: materials, form, fee, limits, conditions.

    `answers` are scenario answers by question code (unknown ones are ignored, missing ones take
    the question's default); `proven` are the document types that live licences prove. What is
    proven, or what another step of the same errand produces, is never asked.
    """
    raise NotImplementedError
