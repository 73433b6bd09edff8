"""Addresses of the area."""

from django.urls import path

from tongban.archives import desk as pages

desk = [
    path("archives/", pages.index, name="archives-list"),
    path("archives/packs/", pages.packs, name="archives-packs"),
    path("archives/packs/new/", pages.begin, name="archives-pack-new"),
    path("archives/packs/<str:token>/file/", pages.take, name="archives-pack-take"),
    path("archives/<int:key>/", pages.detail, name="archives-detail"),
    path("archives/<int:key>/check/", pages.check, name="archives-check"),
]
