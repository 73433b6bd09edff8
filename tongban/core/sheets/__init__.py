"""Sheets: xlsx and CSV out and in, exactly, in a stream, with every problem at its place.

An area describes a table once as a `SheetSpec` of `Column`s; `services.write_xlsx` makes the
filled table or the empty template from it (dropdowns, hints, 填写说明), `selectors.read_xlsx`
gives the same values back, row by row, and keeps a `Problem` for every cell that it cannot take,
with sheet, row, column letter and header, in words that say what to do. `write_csv` and
`read_csv` do the same for one sheet.

    spec = SheetSpec("matters", "事项清单", (
        Column("code", "事项编码", required=True, strip=True, max_length=31),
        Column("fee", "收费金额（元）", "money"),
        Column("channel", "办理方式", "choice", choices={"hall": "窗口", "net": "网上"}),
    ))
    write_xlsx([spec], {"matters": rows}, stream, now=now)
    reading = read_xlsx(file, [spec], limits=Limits(max_rows=20_000))
    for row in reading:            # every row, bad ones with `sound` False
        ...row.number, row.values["fee"]  (分)
    if reading.problem_count:      # complete only after the last row: import nothing before

A file that is no workbook, or a bomb, raises `SheetRefused`; all else is a `Problem`. Blank cells
are "" for text and choice, () for list and None for the rest; text of blanks alone is blank.
Nothing here is evaluated: a formula is refused at its cell.
"""
