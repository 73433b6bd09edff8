"""Addresses of the parameters."""

from django.urls import path

from tongban.core.params import desk as pages

desk = [path("params/", pages.listing, name="params-desk-list")]
