"""What an OFD's parts look like to who reads them by the standard (GB/T 33190)."""

from datetime import date
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.lib.ofd import container, drawing
from tongban.lib.ofd.container import tag, tree_of
from tongban.lib.ofd.drawing import Font, Page, Path, Text

PAGE = "Doc_0/Pages/Page_0/Content.xml"
LETTERS = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1)


def parts(*objects: Path | Text) -> dict[str, bytes]:
    page = Page(297, 210, (Font("宋体", "SimSun", serif=True),), list(objects))
    info = container.Info(UUID(int=1), "<证>", "局&局", date(2026, 11, 23), {"a": "<b>"})
    return container.parts_of(page, info)


def reached(made: dict[str, bytes]) -> list[str]:
    """Every part that the root leads to."""
    root = tree_of(made["OFD.xml"])
    document = root.findtext(f"{tag('DocBody')}/{tag('DocRoot')}", "")
    tree = tree_of(made[document])
    below = [one.get("BaseLoc", "") for one in tree.iter(tag("Page"))]
    below += [one.text or "" for one in tree.iter(tag("PublicRes"))]
    return ["OFD.xml", document, *(f"Doc_0/{one}" for one in below)]


def test_the_root_leads_to_every_part_and_ids_are_unique() -> None:
    made = parts(Text("甲", 1, 2, 3, (0, 0, 0)), Path("M 0 0 L 1 1", (1, 2, 3), 0.2))
    assert sorted(reached(made)) == sorted(made)
    numbers = [
        int(one.attrib["ID"]) for part in made.values() for one in tree_of(part).iter()
        if "ID" in one.attrib
    ]  # fmt: skip
    assert len(numbers) == len(set(numbers))
    most = tree_of(made["Doc_0/Document.xml"]).findtext(f".//{tag('MaxUnitID')}", "")
    assert int(most) == max(numbers)
    assert container.kept(made, "a") == "<b>"
    assert container.kept(made, "other") == ""


def placed(text: Element) -> list[float]:
    """Where each letter begins, read as a reader of the standard reads DeltaX."""
    at = [float((text.get("Boundary") or "").split()[0])]
    steps = (text.find(tag("TextCode")).get("DeltaX") or "").split()  # type: ignore[union-attr]
    while steps:
        if steps[0] == "g":
            at += [at[-1] + float(steps[2]) * n for n in range(1, int(steps[1]) + 1)]
            steps = steps[3:]
        else:
            at.append(at[-1] + float(steps.pop(0)))
    return at


@pytest.mark.parametrize(
    ("text", "gap", "places"),
    [("甲乙丙", 0, [10, 14, 18]), ("甲A1乙", 0, [10, 14, 16, 18]), ("甲乙", 1.5, [10, 15.5])],
)
def test_each_letter_has_its_place(text: str, gap: float, places: list[float]) -> None:
    made = parts(Text(text, 10, 20, 4, (0, 0, 0), gap=gap))
    found = next(tree_of(made[PAGE]).iter(tag("TextObject")))
    assert placed(found) == pytest.approx(places)
    assert found.findtext(tag("TextCode")) == text


@given(LETTERS, st.floats(5, 60))
def test_lines_hold_every_letter_and_keep_to_their_width(text: str, width: float) -> None:
    lines = drawing.wrapped(text, 4.0, width)
    assert "".join(lines) == text
    for line in lines:
        kept = line.rstrip("，。、；：？！）》”’")
        assert len(kept) <= 1 or drawing.width_of(kept, 4.0) <= width
    assert all(line[0] not in "，。、；：？！）》”’" for line in lines[1:])


def test_a_container_comes_back_as_it_went_and_repeats() -> None:
    made = parts(Text("甲", 1, 2, 3, (0, 0, 0)))
    packed = container.pack(made)
    assert container.unpack(packed) == made
    assert container.pack(parts(Text("甲", 1, 2, 3, (0, 0, 0)))) == packed
