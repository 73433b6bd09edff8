"""Papers 文书: typeset documents, PDF/A-2b, made by typst from a template and frozen data.

A template is a `.typ` file of the area that needs it:

    #import "/paper.typ": *
    #show: paper.with(title: "收件凭证")
    今收到 #value("applicant") 提交的……
    #field-table(("事项", value("matter")), ("承诺时限", value("promised")))
    #signature()

`/paper.typ` (here in `typst/`) gives `data` (the JSON), `value(key, default: "")` (missing keys and
nulls are the default), `chinese-date(text)`, `field-table(..(name, value))`,
`list-table(columns, rows, widths: auto)`, `clauses(sentences)` and `signature()`. The frame itself
reads these keys of the data when they are there: `number` (文号, below the title), `addressee`
(顶格 before the body), `organisation`, `date` ("2026-11-23") and `seal_line` (专用章 wording) for
the signature with its drawn seal, `verify_url` (foot and QR code, named `verify_label`), `foot`
(one more line there). In the demo every page and seal says 演示. `typst/sample.typ` shows all.

Register in `apps.ready()`: `ports.templates.register("cases.receipt", "收件凭证", path, sample)`; a
test here typesets every registered template with its sample. `services.file_paper` writes a Paper
at once (state making) with the data as canonical JSON and the template's text under its hash, so
that a later template never changes an earlier paper; a job makes the PDF after commit.
`services.render` typesets without a database.
"""
