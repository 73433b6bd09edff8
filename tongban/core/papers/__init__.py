"""Papers 文书: typeset documents, PDF/A-2b, made by typst from a template and frozen data.

A template is a `.typ` file of the area that needs it:

    #import "/paper.typ": *
    #show: paper.with(title: "收件凭证")
    申请人 #data.applicant ……
    #signature()

`/paper.typ` (here in `typst/`) gives `data` (the JSON), `paper` (A4, title centred, 文号, foot with
the address to verify at, QR code), `field-table`, `clause`, `signature` (organisation, date and
the drawn seal). It reads these keys of the data when they are there: `number`, `organisation`,
`date` (2026-11-23), `verify_url` (drawn as a QR code), `addressee`; `demo` is set here. Register it in
`apps.ready()` with `ports.templates.register(code, title, path, sample)`; `tests` of this area
typeset every registered template with its sample.

`services.file_paper` writes a Paper at once (state making) with the data as canonical JSON and
the template's text under its hash, so that a later template never changes an earlier paper; a job
makes the PDF after commit. `services.render` typesets without a database.
"""
