"""Where the engine's pages are."""

from django.urls import path

from tongban.workflow import desk as pages

desk = [path("todos/", pages.todos, name="workflow-todos")]
