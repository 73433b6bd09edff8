"""The one question, and the one way to act."""

from tongban.workflow.types import Allowed, Change, Command, Facts, Snapshot


def plan(snapshot: Snapshot, command: Command, facts: Facts) -> Change:
    """Give what `command` changes; raises a WorkflowError where the rules refuse it."""
    raise NotImplementedError


def allowed_acts(snapshot: Snapshot, facts: Facts) -> tuple[Allowed, ...]:
    """Give every act that the actor may do at `facts.at`, with its parameters."""
    raise NotImplementedError
