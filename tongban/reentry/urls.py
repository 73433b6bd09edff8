"""The addresses of re-entry."""

from django.urls import path

from tongban.reentry import desk as pages

desk = [
    path("reentry/", pages.index, name="reentry-list"),
    path("reentry/share/", pages.share, name="reentry-share"),
    path("reentry/<int:key>/", pages.detail, name="reentry-detail"),
    path("reentry/<int:key>/enter/", pages.enter, name="reentry-enter"),
    path("reentry/<int:key>/pack/", pages.take, name="reentry-pack"),
    path("reentry/<int:key>/correct/", pages.correct, name="reentry-correct"),
    path("reentry/systems/", pages.systems, name="reentry-systems"),
    path("reentry/systems/new/", pages.add, name="reentry-system-new"),
    path("reentry/systems/<int:key>/", pages.change, name="reentry-system"),
]
