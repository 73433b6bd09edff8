"""Addresses of the lists: everything public under /lists/."""

from django.urls import path

from tongban.lists.portal import downloads, pages

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
