"""Addresses of the area."""

from django.urls import path

from tongban.insight import portal as pages

portal = [
    path("figures/", pages.index, name="insight-figures"),
    path("figures/<str:code>/", pages.figure, name="insight-figure"),
    path("figures/<str:code>/data.csv", pages.figure_csv, name="insight-figure-csv"),
]
