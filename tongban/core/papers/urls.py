"""Addresses of papers; every face needs them, so they are plain."""

from django.urls import path

from tongban.core.papers import portal

plain = [
    path("papers/<str:token>/", portal.paper, name="papers-download"),
    path("papers/<str:token>/state", portal.state, name="papers-state"),
]
