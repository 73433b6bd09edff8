"""Addresses of the area."""

from django.urls import path

from tongban.licences.desk import acts, importing, register
from tongban.licences.desk import types as type_pages
from tongban.licences.portal import shared, wallet
from tongban.licences.portal import types as public_types
from tongban.licences.portal import verifying as pages

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
    path("licences/types/", public_types.index, name="licences-types"),
    path("licences/types/<str:code>/", public_types.one, name="licences-type"),
    path("verify/status", pages.status, name="licences-status"),
    path("licences/shared/", shared.look, name="licences-shared"),
    path("my/licences/", wallet.wallet, name="licences-wallet"),
    path("my/licences/shares/<str:share>/", wallet.code, name="licences-wallet-share"),
    path(
        "my/licences/shares/<str:share>/revoke/",
        wallet.take_back,
        name="licences-wallet-share-revoke",
    ),
    path("my/licences/<str:token>/", wallet.item, name="licences-wallet-item"),
    path("my/licences/<str:token>/share/", wallet.give, name="licences-wallet-give"),
    path("my/licences/<str:token>/uses/", wallet.uses, name="licences-wallet-uses"),
]
desk = [
    path("licences/", register.licences, name="licences-desk-list"),
    path("licence-types/", type_pages.index, name="licences-desk-types"),
    path("licence-types/new/", type_pages.new, name="licences-desk-type-new"),
    path("licence-types/<str:code>/", type_pages.edit, name="licences-desk-type"),
    path("licence-types/<str:code>/retire/", type_pages.retire, name="licences-desk-type-retire"),
    path(
        "licence-types/<str:code>/restore/", type_pages.restore, name="licences-desk-type-restore"
    ),
    path("licences/import/", importing.index, name="licences-desk-import"),
    path("licences/import/template/", importing.template, name="licences-desk-import-template"),
    path("licences/import/<int:run_id>/", importing.run, name="licences-desk-import-run"),
    path(
        "licences/import/<int:run_id>/<str:act>/",
        importing.act,
        name="licences-desk-import-act",
    ),
    path("licences/<str:token>/", register.licence, name="licences-desk-detail"),
    path("licences/<str:token>/<slug:act>/", acts.act, name="licences-desk-act"),
]
