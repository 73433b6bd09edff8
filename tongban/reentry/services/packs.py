"""The export pack 导出包: a case with all that has to be typed in elsewhere, to take along."""

import json
import tempfile
from datetime import datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction

from tongban.cases.selectors import carrying
from tongban.cases.selectors import rows as cases
from tongban.core.accounts.services import unmask
from tongban.core.accounts.types import Actor
from tongban.core.files import selectors as files
from tongban.core.ledger.rules import instant
from tongban.core.sheets.services import write_xlsx
from tongban.core.sheets.types import Column, SheetSpec
from tongban.lib.packing import ALGORITHM, MANIFEST, Packing, plain_name
from tongban.reentry import permissions, states
from tongban.reentry.errors import ReentryConflict, ReentryForbidden, ReentryUnknown
from tongban.reentry.models import Duty
from tongban.reentry.querysets import ENTER
from tongban.workflow import services as engine
from tongban.workflow.types import Note

if TYPE_CHECKING:
    from tongban.archives.types import Document
    from tongban.cases.models import Case

FORMAT = "tongban-reentry-pack 1"
_IN_MEMORY = 8 << 20
SHEET = SheetSpec(
    "form",
    "申请表",
    (
        Column("section", "分组", width=18),
        Column("title", "项目", width=24),
        Column("text", "内容", width=48),
        Column("element", "数据元", width=30),
        Column("role", "是谁的", width=14),
    ),
)
_README = """{matter}
办件编号 {number}，要录入的系统：{system}（{keeper}）

申请表.xlsx   一行一项，照着逐项录入或者复制
申请表.json   同样的内容，带数据元代码，供能读取文件的系统使用
材料          申请人交的材料，原文件
{manifest}  每个文件的大小和 {algorithm} 摘要，用来核对有没有改动

里面有个人信息：只能用于录入这一件，录完请删除。取走已经记入台账。
录好以后，把那边给的回执号填回办件里。
"""


def take(*, actor: Actor, now: datetime, key: int) -> tuple[str, IO[bytes]]:
    """Make the pack of a duty's case, note who takes it along, and give its name and content.

    The taking stands in the case's own chain with the digest of the pack's manifest, and is a
    recorded reading of the form's personal data (个保法 §55). Raises ReentryUnknown,
    ReentryForbidden (not an officer of the body, or may not read the case unmasked),
    ReentryConflict where nothing has to be typed in any more.
    """
    duty: Duty | None = Duty.objects.visible_to(actor).with_names().filter(pk=key).first()
    if duty is None or not cases.may_read(actor, f"case:{duty.case_id}"):
        raise ReentryUnknown()
    if not permissions.may_enter(actor, duty) or not permissions.reads_clear(actor, duty):
        raise ReentryForbidden("reentry_pack_forbidden")
    if duty.state == states.RELEASED:
        raise ReentryConflict("reentry_released", why=duty.released_why)
    at = {"organisation_path": duty.organisation.path, "division_path": duty.division.path}
    actor = actor.acting(ENTER, **at)
    case = cases.by_id(duty.case_id)
    into: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the answer's)
    count, digest = _write(into, case, duty, now)
    with transaction.atomic():
        unmask(
            actor=actor, now=now, subject=case.subject, fields=("form",),
            reason=f"二次录入到{duty.system.name}，取走导出包",
        )  # fmt: skip
        engine.perform(
            actor=actor, now=now, item=case.item_id,
            command=Note(
                f"取走录入“{duty.system.name}”的导出包，材料 {count} 份，清单摘要 {digest}"
            ),
        )  # fmt: skip
    into.seek(0)
    return f"{case.item.number}-{duty.system.code}.zip", into


def _write(into: IO[bytes], case: "Case", duty: Duty, now: datetime) -> tuple[int, str]:
    """Write the pack; gives how many materials it holds, and the manifest's digest."""
    said, count = carrying.fields(case), 0
    about = carrying.about(case)
    system = {"code": duty.system.code, "name": duty.system.name, "keeper": duty.system.keeper}
    with Packing(into) as pack:
        pack.put("申请表.json", _json(about, system, said))
        pack.put("申请表.xlsx", _sheet(said, now))
        for count, one in enumerate(carrying.documents(case), 1):
            kind, content = _read(one)
            pack.put(f"材料/{count:02d}_{plain_name(one.name, kind)}", content)
        words = {"system": system["name"], "keeper": system["keeper"], "algorithm": ALGORITHM}
        pack.put("说明.txt", _README.format(**about, **words, manifest=MANIFEST).encode())
        digest = pack.close_list(
            format=FORMAT, algorithm=ALGORITHM, case=about["number"], system=system["code"],
            at=instant(now),
        )  # fmt: skip
    return count, digest


def _json(about: dict[str, str], system: dict[str, str], said: list[carrying.Carried]) -> bytes:
    fields: list[dict[str, Any]] = [
        {
            "section": one.section,
            "title": one.title,
            "role": one.role,
            "element": one.element,
            "value": one.value,
            "text": one.text,
        }
        for one in said
    ]
    whole = {"format": FORMAT, "case": about, "system": system, "fields": fields}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _sheet(said: list[carrying.Carried], now: datetime) -> bytes:
    out = BytesIO()
    rows = [{column.code: getattr(one, column.code) for column in SHEET.columns} for one in said]
    write_xlsx([SHEET], {SHEET.code: rows}, out, now=now, guide=False)
    return out.getvalue()


def _read(one: "Document") -> tuple[str, bytes]:
    """Give the media type and the bytes of a material. Raises FileNotFoundError."""
    if not one.token:
        return one.media_type, one.content
    file = files.by_token(one.token)
    if file is None:
        raise FileNotFoundError(one.name)
    return file.media_type, files.open_bytes(file)
