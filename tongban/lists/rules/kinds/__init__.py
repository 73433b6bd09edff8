"""The kinds of lists that a city publishes from the first day. Pure.

Later areas declare theirs in the same way and register them themselves.
"""

from tongban.lists.rules.kinds.business import AGENCIES, LICENCES, NEGATIVE
from tongban.lists.rules.kinds.community import ASSIST, DUTIES, PAPERS, TASKS
from tongban.lists.rules.kinds.fees import ENTERPRISE, GOVERNMENT
from tongban.lists.rules.kinds.proofs import CANCELLED, KEPT
from tongban.lists.rules.kinds.services import LENIENT, NEARBY, SYSTEMS

KINDS = (
    GOVERNMENT,
    ENTERPRISE,
    CANCELLED,
    KEPT,
    NEARBY,
    DUTIES,
    ASSIST,
    PAPERS,
    TASKS,
    LICENCES,
    AGENCIES,
    NEGATIVE,
    LENIENT,
    SYSTEMS,
)

__all__ = ["KINDS"]
