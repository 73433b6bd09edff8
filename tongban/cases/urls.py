"""The addresses of cases."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from tongban.cases.desk import assist, cancellations, missing, publicity, taken
from tongban.cases.desk import case as pages
from tongban.cases.portal import apply, authorities, cancelled, grants, mine, told


class ApplyPage(StringConverter):
    """One of the pages of an application."""

    regex = "licence|questions|form|materials|check"


class OwnAct(StringConverter):
    """What an applicant may do at any time."""

    regex = "withdraw|urge"


class HearingAct(StringConverter):
    """What an applicant may do about a hearing."""

    regex = "ask|waive"


register_converter(HearingAct, "hearing_act")
register_converter(ApplyPage, "apply_page")
register_converter(OwnAct, "own_act")

portal = [
    path("apply/draft/<str:token>/submit/", apply.submit, name="cases-submit"),
    path("apply/draft/<str:token>/discard/", apply.discard, name="cases-discard"),
    path("apply/draft/<str:token>/restore/", apply.restore, name="cases-restore"),
    path("apply/draft/<str:token>/<apply_page:page>/", apply.apply, name="cases-apply"),
    path("apply/draft/<str:token>/<apply_page:page>/save/", apply.save, name="cases-save"),
    path("apply/<str:task_code>/", apply.begin, name="cases-begin"),
    path("cancellations/", cancelled.notices, name="cases-cancelled"),
    path("grants/", grants.index, name="cases-grants"),
    path("grants/permits.csv", grants.table, name="cases-grants-table"),
    path("my/authorities/", authorities.index, name="cases-authorities"),
    path("my/authorities/<str:token>/revoke/", authorities.revoke, name="cases-authority-revoke"),
    path("my/told/<str:token>/", told.detail, name="cases-told"),
    path("my/told/<str:token>/opinion/", told.state, name="cases-told-opinion"),
    path("my/told/<str:token>/hearing/", told.ask_hearing, name="cases-told-hearing"),
    path("my/cases/", mine.index, name="cases-my"),
    path("my/cases/<str:number>/", mine.detail, name="cases-my-detail"),
    path("my/cases/<str:number>/submitted/", mine.submitted, name="cases-submitted"),
    path("my/cases/<str:number>/correct/", mine.correct, name="cases-correct"),
    path("my/cases/<str:number>/rectify/", mine.rectify, name="cases-rectify"),
    path("my/cases/<str:number>/supply/", mine.supply, name="cases-my-supply"),
    path(
        "my/cases/<str:number>/hearing/<hearing_act:name>/",
        mine.hearing_act,
        name="cases-my-hearing",
    ),
    path("my/cases/<str:number>/answer/", mine.answer, name="cases-my-answer"),
    path("my/cases/<str:number>/<own_act:name>/", mine.act, name="cases-my-act"),
]
desk = [
    path("assist/", assist.index, name="cases-assist"),
    path("assist/<str:task_code>/", assist.begin, name="cases-assist-begin"),
    path("taken/", taken.index, name="cases-desk-taken"),
    path("taken/<int:key>/", taken.detail, name="cases-desk-taken-detail"),
    path("taken/<int:key>/keep/", taken.keep, name="cases-desk-taken-keep"),
    path("taken/<int:key>/return/", taken.give_back, name="cases-desk-taken-return"),
    path("cases/", pages.index, name="cases-desk-list"),
    path("missing/", missing.board, name="cases-desk-missing"),
    path("missing/<int:organisation>/", missing.body, name="cases-desk-missing-body"),
    path("cancellations/", cancellations.index, name="cases-desk-cancellations"),
    path(
        "cancellations/propose/", cancellations.propose_many, name="cases-desk-cancellations-batch"
    ),
    path("cancellations/new/", cancellations.propose, name="cases-desk-cancellation-new"),
    path("cancellations/<int:key>/", cancellations.detail, name="cases-desk-cancellation"),
    path(
        "cancellations/<int:key>/decide/",
        cancellations.decide,
        name="cases-desk-cancellation-decide",
    ),
    path("cases/<str:number>/", pages.detail, name="cases-desk-detail"),
    path("cases/<str:number>/unmask/", pages.unmask, name="cases-desk-unmask"),
    path("cases/<str:number>/call/", pages.call_licence, name="cases-desk-call"),
    path("cases/<str:number>/note-material/", pages.note_material, name="cases-desk-note-material"),
    path("cases/<str:number>/withhold/", publicity.withhold, name="cases-desk-withhold"),
    path("cases/<str:number>/<slug:name>/", pages.act, name="cases-desk-act"),
]
