"""Acts on forms."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tongban.forms import rules
from tongban.forms.models import Form, FormVersion
from tongban.forms.types import NewForm
from tongban.lib import canonical


@transaction.atomic
def publish_form(
    *, actor: Any, now: datetime, code: str, title: str, schema: Mapping[str, Any]
) -> FormVersion:
    """Publish `schema` as the newest version of form `code` and return it.

    The same schema again returns the version that holds it already. Raises FormInvalid with every
    problem of the schema. Whoever publishes the list that uses the form has the permission.
    """
    return publish_forms(actor=actor, now=now, forms=[NewForm(code, title, schema)])[0]


@transaction.atomic
def publish_forms(*, actor: Any, now: datetime, forms: Sequence[NewForm]) -> list[FormVersion]:
    """As `publish_form` for many, in their order; five queries at most, and the inserts."""
    del actor
    texts: dict[str, str] = {}  # by text, so that what is the same is looked at once
    wanted = []
    for form in forms:
        # The hash is of the canonical form; the text keeps the order in which fields are asked.
        text = json.dumps(canonical.plain(form.schema), ensure_ascii=False)
        if text not in texts:
            rules.check(form.schema)
            canon = canonical.text(dict(form.schema))
            texts[text] = "sha256:" + hashlib.sha256(canon.encode()).hexdigest()
        wanted.append((form.code, text, texts[text]))
    rows = _locked({form.code: form.title for form in reversed(forms)})
    known, last = _known(rows, {digest for _code, _text, digest in wanted})
    fresh = []
    for code, text, digest in wanted:
        if (code, digest) in known:
            continue
        number = last[code] = last.get(code, 0) + 1
        version = FormVersion(
            form=rows[code], number=number, schema_text=text, hash=digest, created_at=now
        )
        known[code, digest] = version
        fresh.append(version)
    FormVersion.objects.bulk_create(fresh)
    return [known[code, digest] for code, _text, digest in wanted]


def _locked(titles: Mapping[str, str]) -> dict[str, Form]:
    """Return the forms of these codes, locked; those that are not there are made."""
    found = Form.objects.select_for_update().filter(code__in=titles).order_by("pk")
    rows = {form.code: form for form in found}
    if len(rows) < len(titles):
        Form.objects.bulk_create(
            [Form(code=code, title=title) for code, title in titles.items() if code not in rows],
            ignore_conflicts=True,
        )
        rows = {form.code: form for form in found.all()}
    return rows


def _known(
    rows: Mapping[str, Form], digests: set[str]
) -> tuple[dict[tuple[str, str], FormVersion], dict[str, int]]:
    """Return the versions that hold one of the schemas, and each form's last number."""
    ids = [form.pk for form in rows.values()]
    versions = FormVersion.objects.filter(form__in=ids, hash__in=digests).select_related("form")
    last = FormVersion.objects.filter(form__in=ids).order_by().values_list("form__code")
    return (
        {(one.form.code, one.hash): one for one in versions},
        dict(last.annotate(last=Max("number"))),
    )
