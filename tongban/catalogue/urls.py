"""Addresses of the catalogue's public pages."""

from django.urls import path

from tongban.catalogue.portal import browsing, guides, reductions

portal = [
    path("matters/", browsing.matters, name="catalogue-matters"),
    path("matters/events/<slug:code>/", browsing.event, name="catalogue-event"),
    path("matters/reductions/", reductions.index, name="catalogue-reductions"),
    path("matters/reductions/<str:catalog_code>/", reductions.matter, name="catalogue-reduction"),
    path("matters/<str:task_code>/", guides.guide, name="catalogue-guide"),
    path("matters/<str:task_code>/editions/<int:number>/", guides.guide, name="catalogue-edition"),
]
