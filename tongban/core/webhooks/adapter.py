"""The wire itself: HTTP by urllib3."""

from collections.abc import Mapping

import urllib3

from tongban.core.webhooks.errors import Unreachable
from tongban.core.webhooks.types import Answer

TIMEOUT = urllib3.Timeout(connect=5, read=20)  # seconds
READ = 2000  # bytes of the answer
_pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)


def post(url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    """Send once, follow no redirect, read the beginning of the answer; raises Unreachable."""
    try:
        answer = _pool.request(
            "POST", url, body=content, headers=headers, redirect=False, preload_content=False
        )
        try:
            text = answer.read(READ, decode_content=True).decode("utf-8", "replace")
        finally:
            # What is left of a long answer is not waited for.
            answer.close()
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as fault:
        raise Unreachable(type(fault).__name__) from fault
    return Answer(answer.status, text.replace("\x00", ""))
