"""Addresses of the calendar."""

from django.urls import path

from tongban.core.workdays import desk as pages

desk = [
    path("workdays/", pages.now, name="workdays-desk-now"),
    path("workdays/<int:year>/", pages.year, name="workdays-desk-year"),
]
