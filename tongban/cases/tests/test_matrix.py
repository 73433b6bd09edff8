"""The committed matrix is what the rules say, and no act is missing from it."""

from tongban.cases.states import ACTS
from tongban.cases.tests import matrix
from tongban.workflow import types
from tongban.workflow.tests.test_matrix import TABLE
from tongban.workflow.types import Command
from tongban.workflow.wording import ACTS as TITLES

# Offered only where the procedure or the installation has it: an exemption to rule on, another
# kind to refer to.
ELSEWHERE = {"ask", "refer"}


def name_of(command: type[Command]) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in command.__name__).strip("_")


def test_the_document_is_what_the_rules_say():
    assert matrix.DOCUMENT.read_text(encoding="utf-8") == matrix.document(), (
        "run: python -m tongban.cases.tests.matrix, and read what changed"
    )


def test_every_act_has_a_name_and_a_place():
    commands = {
        name_of(one)
        for one in vars(types).values()
        if isinstance(one, type) and issubclass(one, Command) and one is not Command
    }
    assert commands == set(TITLES)
    offered = {act for state in TABLE for who in matrix.CAST for act in matrix.acts_of(state, who)}
    own = {act.name for act in ACTS}
    missing = (commands - {"own"} | own) - offered - set(matrix.SYSTEM_ONLY) - ELSEWHERE
    assert not missing, missing


def test_every_state_and_everybody_of_the_cast_is_in_it():
    assert set(matrix.STATES) == set(TABLE)
    assert set(matrix.CAST) == set(matrix.f.CAST)
