"""Jobs of files."""

from django_tasks import task

from tongban.core.files import services


@task()
def scan(file_id: int) -> str:
    """Have the scanners judge a file in quarantine."""
    return services.judge(file_id=file_id)
