"""Addresses of papers; every face needs them, so they are plain."""

from django.urls import path

from tongban.core.papers import portal as pages

plain = [
    path("papers/<str:token>/", pages.paper, name="papers-download"),
    path("papers/<str:token>/state", pages.state, name="papers-state"),
]
