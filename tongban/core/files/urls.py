"""Addresses of files; every face needs them, so they are plain."""

from django.urls import path

from tongban.core.files import portal as pages

plain = [
    path("files/upload", pages.upload, name="files-upload"),
    path("files/<str:token>/discard", pages.discard, name="files-discard"),
    path("files/<str:token>/", pages.download, name="files-download"),
]
