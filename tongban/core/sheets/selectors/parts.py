"""The small parts of a workbook: its sheets, its number formats, its shared texts."""

import posixpath
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from tongban.core.sheets import rules
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors.package import Package
from tongban.core.sheets.types import MAX_TEXT, Limits

_MOST_SHEETS = 1_000
DEEPEST = 100  # elements in one another; office files have some twenty
_LONGEST = 1_000_000  # bytes of one tag or comment, which expat keeps whole (and scans again)
_MOST_FORMATS = 65_490  # Excel's own limit of cell styles
Attributes = dict[str, str]


def parser() -> expat.XMLParserType:
    """Give a parser that takes no DOCTYPE, so that no entity can be declared (nor expanded).

    Office files never have one.
    """
    made = expat.ParserCreate()
    made.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise SheetRefused("sheet_bomb")

    made.StartDoctypeDeclHandler = refuse
    made.EntityDeclHandler = refuse
    return made


def feed(made: expat.XMLParserType, chunks: Iterable[bytes]) -> Iterator[None]:
    """Parse it all, stopping after each chunk.

    Raises SheetRefused for what is no well-formed XML, or has a tag of absurd length.
    """
    fed = 0
    try:
        for chunk in chunks:
            made.Parse(chunk, False)
            fed += len(chunk)
            if fed - made.CurrentByteIndex > _LONGEST:
                raise SheetRefused("sheet_bomb")
            yield
        made.Parse(b"", True)
    except expat.ExpatError:
        raise SheetRefused("sheet_broken") from None
    yield


class Depth:
    """How deep the elements are in one another; each costs memory until it ends."""

    __slots__ = ("_now",)

    def __init__(self) -> None:
        self._now = 0

    def enter(self) -> None:
        """Go one deeper; raises SheetRefused where nobody goes."""
        self._now += 1
        if self._now > DEEPEST:
            raise SheetRefused("sheet_bomb")

    def leave(self) -> None:
        self._now -= 1


def _elements(package: Package, name: str, start: Callable[[str, Attributes], None]) -> None:
    """Call `start` with the name (without prefix) and attributes of each element of a part."""
    made = parser()
    depth = Depth()

    def enter(tag: str, attributes: Attributes) -> None:
        depth.enter()
        start(tag.rpartition(":")[2], attributes)

    made.StartElementHandler = enter
    made.EndElementHandler = lambda _tag: depth.leave()
    for _chunk in feed(made, package.chunks(name)):
        pass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: its name, its part ("" for a chart or macro sheet), if hidden."""

    title: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    """What the workbook says of itself; parts it does not have are ""."""

    sheets: list[Sheet] = field(default_factory=list)
    from_1904: bool = False
    styles: str = ""
    texts: str = ""


def workbook(package: Package) -> Workbook:
    """Read the list of sheets; raises SheetRefused for what is no workbook, or one with macros."""
    main = next(
        (part for kind, part in _relations(package, "").values() if kind == "officeDocument"), ""
    )
    if not main or main.endswith(".bin"):
        raise SheetRefused("sheet_not_xlsx")
    related = _relations(package, main)
    kinds = dict(related.values())
    if "vbaProject" in kinds:
        raise SheetRefused("sheet_macros")
    book = Workbook(styles=kinds.get("styles", ""), texts=kinds.get("sharedStrings", ""))
    root: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if not root:
            root.append(name)
        elif name == "workbookPr":
            book.from_1904 = rules.from_1904(attributes.get("date1904", ""))
        elif name == "sheet":
            reference = next(
                (value for key, value in attributes.items() if key.endswith(":id")), ""
            )
            kind, part = related.get(reference, ("", ""))
            hidden = attributes.get("state", "visible") != "visible"
            title = attributes.get("name", "").strip()
            book.sheets.append(Sheet(title, part if kind == "worksheet" else "", hidden))
            if len(book.sheets) > _MOST_SHEETS:
                raise SheetRefused("sheet_bomb")

    _elements(package, main, start)
    if root != ["workbook"]:
        raise SheetRefused("sheet_not_xlsx")
    if not book.sheets:
        raise SheetRefused("sheet_broken")
    return book


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Give what `part` ("": the package) points to: kind and part, by id."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    if source not in package:
        return found

    def start(tag: str, attributes: Attributes) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = posixpath.join("/", folder, attributes.get("Target", ""))
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))

    _elements(package, source, start)
    return found


def formats(package: Package, part: str) -> list[str]:
    """Give how each cell style shows numbers (see `rules.format_class`), by its index."""
    if not part:
        return []
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside: list[bool] = [False]

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside[0] = True
        elif name in {"cellStyles", "dxfs", "cellStyleXfs"}:
            inside[0] = False
        elif name == "xf" and inside[0]:
            numbers.append(_whole(attributes.get("numFmtId")))
        if len(numbers) > _MOST_FORMATS or len(codes) > _MOST_FORMATS:
            raise SheetRefused("sheet_bomb")

    _elements(package, part, start)
    known = {number: rules.format_class(number, codes.get(number)) for number in set(numbers)}
    return [known[number] for number in numbers]


def _whole(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        raise SheetRefused("sheet_broken") from None


class Texts:
    """The shared texts, packed: one run of bytes and where each begins.

    A million short strings as Python objects would cost several times as much.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return len(self._bytes) + 8 * len(self._ends)

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise SheetRefused("sheet_broken")
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode(
            "utf-8", "surrogatepass"
        )


def texts(package: Package, part: str, limits: Limits) -> Texts:
    """Read the shared texts: the runs of each joined, without the readings (拼音) above them."""
    shared = Texts()
    if not part:
        return shared
    made = parser()
    depth = Depth()
    runs: list[str] = []
    length = reading = begun = 0
    taking = False

    def start(tag: str, _attributes: Attributes) -> None:
        nonlocal taking, reading, length, begun
        depth.enter()
        name = tag.rpartition(":")[2]
        if name == "t":
            taking = not reading
            begun = len(runs)
        elif name == "si":
            runs.clear()
            length = 0
        elif name == "rPh":
            reading += 1

    def data(text: str) -> None:
        nonlocal length
        if taking and length <= MAX_TEXT:  # one run more than a cell holds shows that it is over
            runs.append(text)
            length += len(text)

    def end(tag: str) -> None:
        nonlocal taking, reading
        depth.leave()
        name = tag.rpartition(":")[2]
        if name == "t":
            taking = False
            rules.close_run(runs, begun)
        elif name == "rPh":
            reading -= 1
        elif name == "si":
            shared.append("".join(runs))
            if shared.size > limits.texts_bytes:
                raise SheetRefused("sheet_too_big", limit_mb=limits.file_bytes // 1_000_000)

    made.StartElementHandler = start
    made.CharacterDataHandler = data
    made.EndElementHandler = end
    for _chunk in feed(made, package.chunks(part)):
        pass
    return shared
