"""The pack 移交包: a ZIP that a stranger can read, and prove with nothing but itself.

说明.txt            what this is and how to check it
目录.csv, 目录.xml   one line an item
件/<档号>/元数据.xml, 查看.html, 办理过程.json, 文件/…
manifest.json       every other file with its size and SHA-256
manifest.sig        a signed note (Ed25519) over the manifest's digest; the key in key.json
"""

import csv
import hashlib
import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import IO, Any
from xml.sax.saxutils import escape

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tongban.archives.errors import NotAPack
from tongban.archives.rules import numbering
from tongban.archives.rules.viewing import page
from tongban.archives.types import Entry, Happening, Proof
from tongban.core.ledger.rules import instant, note, note_signature
from tongban.lib.packing import ALGORITHM, MANIFEST, Packing

FORMAT = "tongban-archive-pack 1"
SIGNATURE, KEY = "manifest.sig", "key.json"
MOST_FILES = 100_000
_README = """{title}

这是政务服务办件的归档移交包，不需要任何软件平台，用浏览器和电子表格就能看。

一、怎么看
    目录.csv 用电子表格打开，一行一件；目录.xml 是同样的内容，供系统读取。
    每一件在“件”文件夹里，以档号为名：查看.html 用浏览器打开；文件夹“文件”里是原件；
    元数据.xml 是这一件的著录项；办理过程.json 是办理经过，每一条带有当时的摘要。
二、怎么核对
    manifest.json 列出每个文件的大小和 {algorithm} 摘要；
    用任何一种计算 {algorithm} 的工具都能逐个核对。
    manifest.sig 是对 manifest.json 摘要的数字签名（Ed25519），公钥在 key.json，
    请与移交单位公布的公钥比对。有通办平台的，可以运行：tongban archive verify 本文件
三、制作
    {city}，{at}，共 {count} 件。
"""
Signer = Callable[[bytes], bytes]


def write(
    into: IO[bytes], entries: Iterable[Entry], *, title: str, at: datetime, origin: str,
    public: bytes, sign: Signer,
) -> tuple[int, str]:  # fmt: skip
    """Write a pack; give how many items it has and the manifest's digest. Equal items, instant and
    key give equal bytes."""
    rows: list[Entry] = []
    with Packing(into) as pack:
        for entry in entries:
            for name, content in _parts(entry):
                pack.put(name, content)
            rows.append(_bare(entry))
        readme = _README.format(
            title=title, algorithm=ALGORITHM, city=origin, at=instant(at), count=len(rows)
        )
        pack.put("说明.txt", readme.encode())
        pack.put("目录.csv", _table(rows))
        pack.put("目录.xml", _index(rows).encode())
        digest = pack.close_list(format=FORMAT, algorithm=ALGORITHM, title=title)
        text = _note_text(origin, digest, at)
        signed = note(text, origin, public, sign(text.encode()))
        key = {"name": origin, "algorithm": "Ed25519", "public": b64encode(public).decode()}
        pack.put(SIGNATURE, signed.encode())
        pack.put(KEY, json.dumps(key, ensure_ascii=False).encode())
    return len(rows), digest


def _bare(entry: Entry) -> Entry:
    """The same without the bytes, for the index."""
    return Entry(
        entry.number, entry.title, entry.source, entry.organisation, entry.closed_on,
        entry.retention, entry.facts, (), tuple((path, name, b"") for path, name, _ in entry.files),
    )  # fmt: skip


def _note_text(origin: str, digest: str, at: datetime) -> str:
    return f"{origin}\n{FORMAT}\nsha256 {digest}\nat {instant(at)}\n"


def _parts(entry: Entry) -> Iterable[tuple[str, bytes]]:
    root = f"件/{entry.number}"
    yield f"{root}/元数据.xml", _metadata(entry).encode()
    yield f"{root}/查看.html", page(entry).encode()
    yield f"{root}/办理过程.json", _way(entry.happenings)
    for path, _name, content in entry.files:
        yield f"{root}/{path}", content


def _way(happenings: Sequence[Happening]) -> bytes:
    rows = [
        {"at": instant(one.at), "text": one.text, "actor": one.actor, "hash": one.hash}
        for one in happenings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _metadata(entry: Entry) -> str:
    """The item's metadata 元数据, in the order of DA/T 46's groups: what, whose, when, files."""
    facts = "".join(
        f"<著录项 名称={_quoted(label)}>{escape(value)}</著录项>" for label, value in entry.facts
    )
    files = "".join(
        f"<文件 路径={_quoted(path)}>{escape(name)}</文件>" for path, name, _ in entry.files
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<件 格式={_quoted(FORMAT)}><档号>{escape(entry.number)}</档号>"
        f"<题名>{escape(entry.title)}</题名><办件编号>{escape(entry.source)}</办件编号>"
        f"<责任者>{escape(entry.organisation)}</责任者>"
        f"<办结日期>{entry.closed_on.isoformat()}</办结日期>"
        f"<保管期限>{numbering.retention_title(entry.retention)}</保管期限>"
        f"{facts}<文件目录>{files}</文件目录></件>"
    )


def _index(rows: Sequence[Entry]) -> str:
    lines = "".join(
        f"<件 档号={_quoted(one.number)} 题名={_quoted(one.title)} 办件编号={_quoted(one.source)} "
        f'办结日期="{one.closed_on.isoformat()}" '
        f'保管期限="{numbering.retention_title(one.retention)}" 文件数="{len(one.files)}"/>'
        for one in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<目录 件数="{len(rows)}">{lines}</目录>'


def _table(rows: Sequence[Entry]) -> bytes:
    out = StringIO()
    table = csv.writer(out)
    table.writerow(["档号", "题名", "办件编号", "责任者", "办结日期", "保管期限", "文件数"])
    for one in rows:
        table.writerow(
            [one.number, _cell(one.title), one.source, one.organisation, one.closed_on.isoformat(),
             numbering.retention_title(one.retention), len(one.files)]
        )  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'


def verify(stream: IO[bytes], *, public: bytes = b"") -> Proof:
    """Check a pack: every file against the manifest, the manifest against its signature, and the
    key against `public` where that is known. Raises NotAPack.
    """
    try:
        with zipfile.ZipFile(stream) as pack:
            names = [row.filename for row in pack.infolist() if not row.is_dir()]
            if len(names) > MOST_FILES:
                raise NotAPack("pack_too_large")
            manifest = json.loads(pack.read(MANIFEST))
            digest = hashlib.sha256(pack.read(MANIFEST)).hexdigest()
            key = json.loads(pack.read(KEY))
            signed = pack.read(SIGNATURE).decode()
            problems = [*_signature(signed, key, digest, public), *_files(pack, names, manifest)]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        raise NotAPack() from error
    items = {name.split("/")[1] for name in names if name.startswith("件/")}
    at = next((line[3:] for line in signed.splitlines() if line.startswith("at ")), "")
    return Proof(
        len(names), len(items), problems, at, str(key.get("name", "")), str(key.get("public", ""))
    )


def _signature(signed: str, key: dict[str, Any], digest: str, public: bytes) -> Iterable[str]:
    own = b64decode(str(key["public"]), validate=True)
    parts = note_signature(signed, str(key["name"]), own)
    if parts is None or f"\nsha256 {digest}\n".encode() not in parts[0]:
        yield f"{SIGNATURE}：不是这份 {MANIFEST} 的签名"
        return
    try:
        Ed25519PublicKey.from_public_bytes(own).verify(parts[1], parts[0])
    except InvalidSignature:
        yield f"{SIGNATURE}：签名不符，{MANIFEST} 可能被改动过"
    if public and public != own:
        yield f"{KEY}：不是移交单位公布的公钥"


def _files(pack: zipfile.ZipFile, names: Sequence[str], manifest: Any) -> Iterable[str]:
    if manifest.get("format") != FORMAT or manifest.get("algorithm") != ALGORITHM:
        yield f"{MANIFEST}：不认识的格式"
        return
    listed = dict(manifest["files"])
    for name in sorted(set(names) - set(listed) - {MANIFEST, SIGNATURE, KEY}):
        yield f"{name}：多出来的文件，目录里没有"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}：出现了两次"
    for name, stated in listed.items():
        if name not in names:
            yield f"{name}：缺少"
            continue
        digest = hashlib.sha256()
        with pack.open(name) as part:
            while chunk := part.read(1 << 20):
                digest.update(chunk)
        if digest.hexdigest() != stated["sha256"]:
            yield f"{name}：内容被改动过"
