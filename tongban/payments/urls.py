"""Addresses of the area."""

from django.urls import path

from tongban.payments import desk as desk_pages
from tongban.payments import portal as pages

portal = [
    path("my/payments/", pages.index, name="payments-my"),
    path("my/payments/<str:token>/", pages.detail, name="payments-my-detail"),
    path("my/payments/<str:token>/pay/", pages.pay, name="payments-pay"),
    path("my/payments/<str:token>/refund/", pages.ask_back, name="payments-ask-back"),
    path("receipts/verify/", pages.verify, name="payments-receipt"),
    path("payments/notify/<slug:provider>/", pages.notify, name="payments-notify"),
    path("payments/simulator/<str:token>/", pages.simulator, name="payments-simulator"),
]
desk = [
    path("payments/", desk_pages.index, name="payments-desk-list"),
    path("payments/statements/", desk_pages.statements, name="payments-statements"),
    path("payments/statements/<int:key>/", desk_pages.statement, name="payments-statement"),
    path("payments/statements/<int:key>/ask/", desk_pages.ask_again, name="payments-ask-again"),
    path("payments/<str:token>/", desk_pages.detail, name="payments-desk-detail"),
    path("payments/<str:token>/collect/", desk_pages.collect, name="payments-desk-collect"),
    path(
        "payments/<str:token>/return/<int:attempt>/",
        desk_pages.give_back,
        name="payments-desk-return",
    ),
    path("payments/<str:token>/refund/", desk_pages.ask_back, name="payments-desk-ask-back"),
    path(
        "payments/<str:token>/refund/<int:refund>/",
        desk_pages.decide_back,
        name="payments-desk-decide-back",
    ),
    path(
        "payments/<str:token>/refund/<int:refund>/handed/",
        desk_pages.hand_out,
        name="payments-desk-hand-out",
    ),
]
