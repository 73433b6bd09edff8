"""Addresses of the hub."""

from django.urls import path

from tongban.hub import desk as pages

desk = [
    path("hub/", pages.home, name="hub-desk"),
    path("hub/records/", pages.records, name="hub-desk-records"),
    path("hub/records/<int:record>/", pages.record, name="hub-desk-record"),
    path("hub/batches/", pages.batches, name="hub-desk-batches"),
    path("hub/batches/<str:token>/", pages.batch, name="hub-desk-batch"),
    path("hub/batches/<str:token>/wrong.csv", pages.wrong_csv, name="hub-desk-batch-csv"),
]
