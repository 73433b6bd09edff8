"""The decisions of the engine, pure: snapshot, command and facts give a change or a refusal."""

from tongban.workflow.rules.acts import allowed_acts, plan
from tongban.workflow.rules.clocks import due
from tongban.workflow.rules.definition import parse
from tongban.workflow.rules.lights import light
from tongban.workflow.rules.rebase import preview as preview_rebase

__all__ = ["allowed_acts", "due", "light", "parse", "plan", "preview_rebase"]
