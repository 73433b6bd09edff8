"""Addresses of the area."""

from django.urls import path

from tongban.ratings import desk as desk_pages
from tongban.ratings import portal as pages

portal = [path("rate/<str:token>/", pages.rate, name="ratings-rate")]
desk = [
    path("ratings/", desk_pages.ratings, name="ratings-desk-list"),
    path("ratings/<int:rating_id>/", desk_pages.rating, name="ratings-desk-detail"),
]
