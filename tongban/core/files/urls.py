"""Addresses of files; every face needs them, so they are plain."""

from django.urls import path

from tongban.core.files import portal

plain = [
    path("files/upload", portal.upload, name="files-upload"),
    path("files/<str:token>/discard", portal.discard, name="files-discard"),
    path("files/<str:token>/", portal.download, name="files-download"),
]
