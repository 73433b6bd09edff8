"""Reads of papers."""

from collections.abc import Iterable

from tongban.core.papers.models import Paper


def papers_of(subject: str) -> list[Paper]:
    """Give the papers of `subject` ("case:12"), oldest first, with their files."""
    return list(Paper.objects.of(subject).select_related("file"))


def papers_of_each(subjects: Iterable[str]) -> dict[str, list[Paper]]:
    """Give the papers of each of these subjects, oldest first, with their files; one statement."""
    found: dict[str, list[Paper]] = {subject: [] for subject in subjects}
    for row in Paper.objects.filter(subject__in=list(found)).select_related("file").order_by("pk"):
        found[row.subject].append(row)
    return found


def newest_of(subjects: Iterable[str]) -> dict[str, Paper]:
    """Give the newest paper of each of these subjects, by subject; one statement."""
    rows = Paper.objects.filter(subject__in=set(subjects)).order_by("pk")
    return {row.subject: row for row in rows}


def newest_among(subjects: Iterable[str], templates: Iterable[str]) -> dict[str, Paper]:
    """Give the newest paper of these templates of each of these subjects; one statement."""
    rows = Paper.objects.filter(subject__in=set(subjects), code__in=set(templates)).order_by("pk")
    return {row.subject: row for row in rows.defer("content")}


def by_token(token: str) -> Paper | None:
    """Give the paper of a public token, or None. Asks nobody's permission."""
    return Paper.objects.filter(token=token).select_related("file").first()


def latest(subject: str, template: str) -> Paper | None:
    """Give the newest paper of that template for `subject`, or None."""
    return (
        Paper.objects.of(subject)
        .filter(code=template)
        .select_related("file")
        .order_by("-id")
        .first()
    )
