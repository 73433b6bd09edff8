"""Addresses of the organisations."""

from django.urls import path

from tongban.core.organisations import portal as pages

portal = [path("organisations/<slug:code>/", pages.detail, name="organisations-detail")]
