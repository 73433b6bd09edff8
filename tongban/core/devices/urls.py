"""Addresses of the area."""

from django.urls import path

from tongban.core.devices import desk as pages

desk = [path("devices/", pages.index, name="devices-desk")]
