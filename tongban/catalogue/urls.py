"""Addresses of the catalogue's public pages."""

from django.urls import path

from tongban.catalogue import portal as pages

portal = [
    path("matters/", pages.matters, name="catalogue-matters"),
    path("matters/events/<slug:code>/", pages.event, name="catalogue-event"),
    path("matters/<str:task_code>/", pages.guide, name="catalogue-guide"),
    path("matters/<str:task_code>/editions/<int:number>/", pages.guide, name="catalogue-edition"),
]
