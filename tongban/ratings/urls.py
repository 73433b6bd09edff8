"""Addresses of the area."""

from django.urls import path

from tongban.ratings import desk as desk_pages
from tongban.ratings import portal as pages

portal = [
    path("rate/<str:token>/", pages.rate, name="ratings-rate"),
    path("pad/<str:token>/", pages.pad, name="ratings-pad"),
    path("ratings/", pages.public, name="ratings-public"),
    path("ratings/<str:code>/", pages.public_body, name="ratings-public-body"),
]
desk = [
    path("ratings/", desk_pages.ratings, name="ratings-desk-list"),
    path("ratings/take/", desk_pages.take, name="ratings-desk-take"),
    path("ratings/invite/", desk_pages.invite, name="ratings-desk-invite"),
    path("ratings/pads/", desk_pages.pads, name="ratings-desk-pads"),
    path("ratings/pads/<int:pad_id>/", desk_pages.pad, name="ratings-desk-pad"),
    path("ratings/<int:rating_id>/", desk_pages.rating, name="ratings-desk-detail"),
    path("ratings/<int:rating_id>/unmask/", desk_pages.unmask, name="ratings-desk-unmask"),
    path("ratings/<int:rating_id>/act/<slug:name>/", desk_pages.act, name="ratings-desk-act"),
]
