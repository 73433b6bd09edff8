"""Addresses of the lists: everything public under /lists/, the desk's under /desk/lists/."""

from django.urls import path, register_converter

from tongban.lists.desk import editing, importing, listing, reviewing
from tongban.lists.portal import downloads, pages


class EntryAct:
    """What can be done to an entry of a draft from its row."""

    regex = "remove|restore|move"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EntryAct, "entry_act")
_LIST = "lists/<str:code>"
_EDITION = f"{_LIST}/editions/<int:number>"

portal = [
    path("lists/", pages.index, name="lists-index"),
    path(f"{_LIST}/", pages.detail, name="lists-detail"),
    path(f"{_LIST}/compare/", pages.compare, name="lists-compare"),
    path(f"{_LIST}/list.json", downloads.as_json, name="lists-json"),
    path(f"{_LIST}/list.csv", downloads.as_csv, name="lists-csv"),
    path(f"{_LIST}/list.xlsx", downloads.as_xlsx, name="lists-xlsx"),
    path(f"{_LIST}/entries/<str:key>/", pages.entry, name="lists-entry"),
    path(f"{_EDITION}/", pages.detail, name="lists-edition"),
    path(f"{_EDITION}/list.json", downloads.as_json, name="lists-edition-json"),
    path(f"{_EDITION}/list.csv", downloads.as_csv, name="lists-edition-csv"),
    path(f"{_EDITION}/list.xlsx", downloads.as_xlsx, name="lists-edition-xlsx"),
    path(f"{_EDITION}/entries/<str:key>/", pages.entry, name="lists-edition-entry"),
]

_ENTRY = f"{_LIST}/draft/entries/<str:key>"

desk = [
    path("lists/", listing.index, name="lists-desk"),
    path("lists/begin/", listing.begin, name="lists-desk-begin"),
    path(f"{_LIST}/", listing.detail, name="lists-desk-list"),
    path(f"{_LIST}/editions/<int:number>/withdraw/", listing.withdraw, name="lists-desk-withdraw"),
    path(f"{_LIST}/draft/", editing.draft, name="lists-desk-draft"),
    path(f"{_LIST}/draft/add/", editing.add, name="lists-desk-add"),
    path(f"{_LIST}/draft/submit/", editing.submit, name="lists-desk-submit"),
    path(f"{_LIST}/draft/discard/", listing.discard, name="lists-desk-discard"),
    path(f"{_LIST}/draft/table.xlsx", importing.template, name="lists-desk-table"),
    path(f"{_LIST}/draft/import/", importing.upload, name="lists-desk-import"),
    path(f"{_LIST}/draft/import/<str:token>/", importing.apply, name="lists-desk-import-apply"),
    path(f"{_ENTRY}/", editing.entry, name="lists-desk-entry"),
    path(f"{_ENTRY}/save/", editing.save, name="lists-desk-save"),
    path(f"{_ENTRY}/<entry_act:name>/", editing.act, name="lists-desk-act"),
    path(f"{_LIST}/review/", reviewing.review, name="lists-desk-review"),
    path(f"{_LIST}/review/publish/", reviewing.publish, name="lists-desk-publish"),
    path(f"{_LIST}/review/return/", reviewing.send_back, name="lists-desk-return"),
]
