"""Acts on forms."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.forms import rules
from tongban.forms.models import Form, FormVersion
from tongban.lib import canonical


@transaction.atomic
def publish_form(
    *, actor: Any, now: datetime, code: str, title: str, schema: Mapping[str, Any]
) -> FormVersion:
    """Publish `schema` as the newest version of form `code` and return it.

    The same schema again returns the version that holds it already. Raises FormInvalid with every
    problem of the schema. Whoever publishes the list that uses the form has the permission.
    """
    rules.check(schema)
    # The hash is of the canonical form; the text keeps the order in which fields are asked.
    text = json.dumps(canonical.plain(schema), ensure_ascii=False)
    digest = "sha256:" + hashlib.sha256(canonical.text(dict(schema)).encode()).hexdigest()
    form, _ = Form.objects.select_for_update().get_or_create(code=code, defaults={"title": title})
    known = FormVersion.objects.filter(form=form, hash=digest).first()
    if known is not None:
        return known
    last = form.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = FormVersion(form=form, number=last + 1, schema_text=text, hash=digest, created_at=now)
    version.save()
    return version
