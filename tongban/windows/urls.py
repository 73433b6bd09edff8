"""The addresses of windows."""

from django.urls import path

from tongban.windows import desk as desk_pages
from tongban.windows import portal as pages

portal = [
    path("my/visits/", pages.index, name="windows-my"),
    path("my/visits/<str:number>/withdraw/", pages.withdraw, name="windows-withdraw"),
    path("visits/<str:task_code>/", pages.ask, name="windows-ask"),
]
desk = [
    path("visits/", desk_pages.index, name="windows-desk"),
    path("visits/<str:number>/", desk_pages.detail, name="windows-desk-detail"),
    path("visits/<str:number>/reveal/", desk_pages.reveal, name="windows-desk-reveal"),
    path("visits/<str:number>/agree/", desk_pages.agree, name="windows-desk-agree"),
    path("visits/<str:number>/decline/", desk_pages.decline, name="windows-desk-decline"),
    path("visits/<str:number>/done/", desk_pages.done, name="windows-desk-done"),
]
