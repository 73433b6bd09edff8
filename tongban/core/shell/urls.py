"""Pages of the frame itself: `portal` at /, `desk` at /desk/, `plain` at / on every face."""

from django.urls import path

from tongban.core.shell import desk as desk_pages
from tongban.core.shell import portal as portal_pages
from tongban.core.shell import probes

portal = [
    path("", portal_pages.home, name="home"),
    path("my/", portal_pages.my_home, name="my-home"),
    path("accessibility/", portal_pages.accessibility, name="accessibility"),
]

desk = [
    path("", desk_pages.home, name="desk-home"),
]

plain = [
    path("preferences/", portal_pages.preferences, name="preferences"),
    path("healthz", probes.healthz, name="healthz"),
    path("metrics", probes.metrics, name="metrics"),
]
