"""Jobs of papers."""

from django_tasks import task

from tongban.core.papers import services
from tongban.core.shell import clock


@task()
def make_pdf(paper_id: int) -> str:
    """Make the PDF of a filed paper; running it again changes nothing."""
    return services.make(paper_id=paper_id, now=clock.now()).state
