"""What changed from one edition to another, entry by entry and column by column. Pure."""

from collections.abc import Sequence

from tongban.lists.types import Cell, Changed, Column, Differences, Item


def differences(
    before: Sequence[Item],
    after: Sequence[Item],
    columns: Sequence[Column],
    former: Sequence[Column] = (),
) -> Differences:
    """Compare entries by their keys; `former` are the columns of `before` where they were others.

    A column that only one of them has is compared too: its values were there or are there now.
    """
    known = [*columns, *(one for one in former if one.name not in {c.name for c in columns})]
    old = {item.key: item for item in before}
    new = {item.key: item for item in after}
    changed, same = [], 0
    for item in after:
        was = old.get(item.key)
        if was is None:
            continue
        cells = tuple(
            Cell(column, was.values.get(column.name), item.values.get(column.name))
            for column in known
            if was.values.get(column.name) != item.values.get(column.name)
        )
        if cells:
            changed.append(Changed(was, item, cells))
        else:
            same += 1
    kept_before = [item.key for item in before if item.key in new]
    kept_after = [item.key for item in after if item.key in old]
    return Differences(
        added=tuple(item for item in after if item.key not in old),
        removed=tuple(item for item in before if item.key not in new),
        changed=tuple(changed),
        same=same,
        reordered=kept_before != kept_after,
    )
