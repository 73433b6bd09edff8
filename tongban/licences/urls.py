"""Addresses of the area."""

from django.urls import path

from tongban.licences import desk as desk_pages
from tongban.licences import portal as pages

plain = [
    path(".well-known/tongban/licence-keys.json", pages.keys, name="licences-keys"),
    path(
        ".well-known/tongban/licence-revocations.json",
        pages.revocations,
        name="licences-revocations",
    ),
]
portal = [
    path("verify/", pages.verify, name="licences-verify"),
    path("v", pages.verify, name="licences-verify-short"),
    path("verify/status", pages.status, name="licences-status"),
    path("my/licences/", pages.wallet, name="licences-wallet"),
    path("my/licences/<str:token>/", pages.wallet_item, name="licences-wallet-item"),
]
desk = [
    path("licences/", desk_pages.licences, name="licences-desk-list"),
    path("licences/<str:token>/", desk_pages.licence, name="licences-desk-detail"),
]
