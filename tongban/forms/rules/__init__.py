"""What a form asks and whether the answers will do. Pure: no database, no Django.

`validate` gives every error at once, each at its field with a Chinese sentence that says what to
do; `parse` types what a browser sent; `merge` unites forms; `split` parts personal values off;
`build` makes what a page draws.
"""

from tongban.forms.rules.checking import check
from tongban.forms.rules.merging import merge
from tongban.forms.rules.parsing import by_element, parse, split
from tongban.forms.rules.shape import applies, effective, key, prune
from tongban.forms.rules.validation import validate
from tongban.forms.rules.views import build
from tongban.forms.rules.vocabulary import VOCABULARY

__all__ = [
    "VOCABULARY",
    "applies",
    "build",
    "by_element",
    "check",
    "effective",
    "key",
    "merge",
    "parse",
    "prune",
    "split",
    "validate",
]
