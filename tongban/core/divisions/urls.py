"""Addresses of the divisions, the same on every face."""

from django.urls import path

from tongban.core.divisions import portal as pages

plain = [
    path("divisions/counties.geojson", pages.counties_geojson, name="divisions-geojson"),
    path("divisions/children", pages.children, name="divisions-children"),
]
