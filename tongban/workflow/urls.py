"""Where the engine's pages are."""

from django.urls import path

from tongban.workflow.desk import calendar, handover, supervision, todos

desk = [
    path("todos/", todos.todos, name="workflow-todos"),
    path("todos/batch/", todos.batch, name="workflow-batch"),
    path("todos/filters/", todos.save, name="workflow-filter"),
    path("todos/filters/<int:filter_id>/", todos.remove, name="workflow-filter-remove"),
    path("todos/calendar/", calendar.month, name="workflow-calendar"),
    path("todos/handover/", handover.handover, name="workflow-handover"),
    path("todos/handover/<int:handover_id>/undo/", handover.undo, name="workflow-handover-undo"),
    path("supervision/", supervision.board, name="workflow-supervision"),
    path("supervision/rows/", supervision.rows, name="workflow-supervision-rows"),
    path("supervision/csv/", supervision.as_csv, name="workflow-supervision-csv"),
]
