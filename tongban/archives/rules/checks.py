"""The four checks 四性检测 (DA/T 70-2018, the part that is done on taking a file in)."""

from collections.abc import Iterator, Sequence

from tongban.archives.types import Check, Dossier, Finding, Seen

# Formats that an archive takes for the long term (DA/T 47, GB/T 18894).
LASTING = {
    "application/pdf": "PDF",
    "application/ofd": "OFD",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/json": "JSON",
    "application/xml": "XML",
    "text/plain": "TXT",
}
_READY = "ready"


def findings(dossier: Dossier, seen: Sequence[Seen]) -> list[Finding]:
    """Give what each check found; every failed one says what to do."""
    return [
        *_genuine(dossier, seen),
        *_complete(dossier, seen),
        *(one for row in seen for one in _usable(row)),
        *(one for row in seen for one in _safe(row)),
    ]


def passed(found: Sequence[Finding]) -> bool:
    return all(one.ok for one in found)


def _genuine(dossier: Dossier, seen: Sequence[Seen]) -> Iterator[Finding]:
    yield Finding(
        Check.GENUINE,
        dossier.chain_holds,
        f"办理过程 {len(dossier.happenings)} 条，台账前后相连"
        if dossier.chain_holds
        else "台账的链断了，请系统管理员运行 tongban ledger verify 查明",
    )
    for row in seen:
        same = bool(row.digest) and row.digest == row.stated
        yield Finding(
            Check.GENUINE,
            same,
            f"{row.name}：与存入时的摘要一致"
            if same
            else f"{row.name}：内容与存入时的摘要不一致，请从备份恢复原来的文件",
        )


def _complete(dossier: Dossier, seen: Sequence[Seen]) -> Iterator[Finding]:
    for name in dossier.missing:
        yield Finding(Check.COMPLETE, False, f"缺少{name}，请补齐后重新检测")
    yield Finding(
        Check.COMPLETE,
        len(seen) == len(dossier.documents) and bool(seen),
        f"应有 {len(dossier.documents)} 个文件，实有 {len(seen)} 个",
    )
    for row in seen:
        if not row.size:
            yield Finding(Check.COMPLETE, False, f"{row.name}：是空的，请补交")


def _usable(row: Seen) -> Iterator[Finding]:
    known = LASTING.get(row.media_type)
    if known is None:
        text = f"{row.name}：格式（{row.media_type or '未知'}）不宜长期保存，请转成 PDF 或 OFD"
        yield Finding(Check.USABLE, False, text)
        return
    opens = row.shown in {"", row.media_type}
    yield Finding(
        Check.USABLE,
        opens,
        f"{row.name}：{known}，能打开" if opens else f"{row.name}：内容不是 {known}，打不开",
    )


def _safe(row: Seen) -> Iterator[Finding]:
    if row.state != _READY:
        yield Finding(Check.SAFE, False, f"{row.name}：没有通过病毒扫描，请换一份干净的")
    elif row.encrypted:
        yield Finding(Check.SAFE, False, f"{row.name}：加了密码，日后打不开，请去掉密码后补交")
    else:
        yield Finding(Check.SAFE, True, f"{row.name}：没有病毒，没有加密")
