"""Where the engine's pages are."""

from django.urls import path

from tongban.workflow.desk import supervision, todos

desk = [
    path("todos/", todos.todos, name="workflow-todos"),
    path("supervision/", supervision.board, name="workflow-supervision"),
    path("supervision/rows/", supervision.rows, name="workflow-supervision-rows"),
    path("supervision/csv/", supervision.as_csv, name="workflow-supervision-csv"),
]
