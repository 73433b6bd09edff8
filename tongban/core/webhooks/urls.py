"""Addresses of webhooks."""

from django.urls import path

from tongban.core.webhooks import desk as pages

desk = [
    path("receivers/", pages.listing, name="webhooks-desk"),
    path("receivers/new/", pages.new, name="webhooks-desk-new"),
    path("receivers/<slug:code>/", pages.detail, name="webhooks-desk-detail"),
    path("receivers/<slug:code>/<slug:name>/", pages.act, name="webhooks-desk-act"),
]
