"""The demo city's places and bodies, and matters published for them."""

from datetime import UTC, date, datetime
from typing import Any

from tongban.catalogue import demo, services
from tongban.catalogue.models import Edition, Implementation
from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions.models import Division
from tongban.core.organisations.models import Organisation
from tongban.lib import identifiers

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PLACES = (
    ("421200", "咸宁市", "city"),
    ("421202", "咸安区", "county"),
    ("421281", "赤壁市", "county"),
)
BODIES = {
    "scjg", "cgzf", "gonga", "jtj", "wsjk", "mzj", "rsj", "nyj", "zrzy", "zhuj", "ycj", "wlj",
    "ybj", "yjj", "gajj",
}  # fmt: skip


def places() -> None:
    """Make the province, the city and two counties, each with its bodies."""
    province = Division.objects.create(
        code="420000",
        name="湖北省",
        short_name="湖北",
        level="province",
        path="420000/",
        pinyin="hb",
    )
    serial = 0
    parent = province
    for code, name, level in PLACES:
        division = Division.objects.create(
            code=code,
            name=name,
            short_name=name,
            level=level,
            parent=parent,
            path=f"{parent.path}{code}/",
            pinyin=name,
        )
        parent = division if level == "city" else parent
        for body in sorted(BODIES):
            serial += 1
            made = Organisation.objects.create(
                code=f"{body}-{code}",
                uscc=identifiers.demo_uscc(serial),
                name=f"{name}演示{body}",
                short_name=f"演示{body}",
                kind="body",
                division=division,
                pinyin=f"{body}{code}",
                phone=f"0715-{serial:07d}",
                complaint_phone=f"0715-{5_000_000 + serial:07d}",
                address="演示地址",
                hours="演示时间",
            )
            made.path = f"{made.pk}/"
            made.save(update_fields=["path"])


def matter(slug: str) -> dict[str, Any]:
    """Return one matter of the starter catalogue."""
    return next(one for one in demo.matters() if one["slug"] == slug)


def published(slug: str, division: str = "421202") -> Implementation:
    """Publish one matter of the starter catalogue in a division; return its implementation."""
    demo.load_words(now=NOW)
    found = matter(slug)
    demo.enter(found, now=NOW)
    organisation = Organisation.objects.get(code=f"{found['department']}-{division}")
    code = demo.publish(found, organisation, now=NOW)
    return Implementation.objects.get(task_code=code)


def republish(implementation: Implementation, day: date, **changes: Any) -> Edition:
    """Publish the next edition of an implementation with some fields changed."""
    found = matter(implementation.matter.slug)
    content = demo.content_for(found, implementation.organisation) | changes
    code, definition = demo.procedure(content["procedure"], implementation.division_id)
    return services.publish_edition(
        actor=SYSTEM,
        now=NOW,
        task_code=implementation.task_code,
        content=content | {"procedure": code},
        effective_from=day,
        procedure=definition,
    )
