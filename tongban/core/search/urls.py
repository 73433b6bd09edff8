"""Addresses of search, the same on every face."""

from django.urls import path

from tongban.core.search import portal as pages

plain = [
    path("search/", pages.results, name="search"),
    path("search/suggest", pages.suggest, name="search-suggest"),
    path("search/places/<int:heading>/", pages.where, name="search-places"),
]
