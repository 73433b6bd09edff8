"""Addresses of notices."""

from django.urls import path

from tongban.core.notices import portal as pages

plain = [
    path("messages/read", pages.read_all, name="notices-read"),
    path("messages/<str:token>/", pages.open_notice, name="notices-open"),
]
portal = [
    path("my/messages/", pages.my_messages, name="notices-inbox"),
    path("demo/outbox/", pages.demo_outbox, name="notices-outbox"),
]
desk = [
    path("messages/", pages.desk_messages, name="notices-desk-inbox"),
    path("outbox/", pages.desk_outbox, name="notices-desk-outbox"),
]
