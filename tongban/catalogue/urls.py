"""Addresses of the catalogue's public pages, and of its desk."""

from django.urls import path

from tongban.catalogue.desk import (
    basic,
    checkup,
    claims,
    drafts,
    exchange,
    handing,
    implementations,
    notices,
    proposals,
    reviews,
    taking_in,
    words,
)
from tongban.catalogue.portal import basic as catalogue
from tongban.catalogue.portal import (
    browsing,
    comparing,
    following,
    guides,
    open_data,
    printing,
    reductions,
)

portal = [
    path("matters/", browsing.matters, name="catalogue-matters"),
    path("matters/events/<slug:code>/", browsing.event, name="catalogue-event"),
    path("matters/reductions/", reductions.index, name="catalogue-reductions"),
    path("matters/reductions/<str:catalog_code>/", reductions.matter, name="catalogue-reduction"),
    path("matters/catalogue/", catalogue.index, name="catalogue-basic"),
    path("matters/catalogue/<str:catalog_code>/", catalogue.entry, name="catalogue-basic-entry"),
    path("matters/data/", open_data.index, name="catalogue-open-data"),
    path("matters/data/catalogue.<slug:code>", open_data.file, name="catalogue-open-file"),
    path("matters/<str:task_code>/", guides.guide, name="catalogue-guide"),
    path("matters/<str:task_code>/compare/", comparing.compare, name="catalogue-compare"),
    path("matters/<str:task_code>/follow/", following.follow, name="catalogue-follow"),
    path("matters/<str:task_code>/unfollow/", following.unfollow, name="catalogue-unfollow"),
    path("my/follows/", following.index, name="catalogue-follows"),
    path("matters/<str:task_code>/guide.pdf", printing.guide_pdf, name="catalogue-guide-pdf"),
    path(
        "matters/<str:task_code>/editions/<int:number>/guide.pdf",
        printing.guide_pdf,
        name="catalogue-edition-pdf",
    ),
    path("matters/<str:task_code>/editions/<int:number>/", guides.guide, name="catalogue-edition"),
]

desk = [
    path("catalogue/basic/", basic.index, name="catalogue-desk-basic"),
    path("catalogue/basic/import/", taking_in.index, name="catalogue-desk-basic-import"),
    path("catalogue/basic/import/<int:run_id>/", taking_in.run, name="catalogue-desk-basic-run"),
    path(
        "catalogue/basic/import/<int:run_id>/progress/",
        taking_in.progress,
        name="catalogue-desk-basic-progress",
    ),
    path(
        "catalogue/basic/import/<int:run_id>/<slug:act>/",
        taking_in.act,
        name="catalogue-desk-basic-act",
    ),
    path(
        "catalogue/basic/export/<slug:form>/",
        taking_in.export,
        name="catalogue-desk-basic-export",
    ),
    path("catalogue/basic/proposals/", proposals.index, name="catalogue-desk-proposals"),
    path("catalogue/basic/proposals/new/", proposals.new, name="catalogue-desk-proposal-new"),
    path(
        "catalogue/basic/proposals/<int:proposal_id>/",
        proposals.detail,
        name="catalogue-desk-proposal",
    ),
    path(
        "catalogue/basic/proposals/<int:proposal_id>/<slug:act>/",
        proposals.act,
        name="catalogue-desk-proposal-act",
    ),
    path(
        "catalogue/basic/delegations/<int:delegation_id>/",
        handing.end,
        name="catalogue-desk-delegation-end",
    ),
    path(
        "catalogue/basic/<str:catalog_code>/delegate/",
        handing.delegate,
        name="catalogue-desk-delegate",
    ),
    path(
        "catalogue/basic/<str:catalog_code>/cancel/",
        handing.cancel,
        name="catalogue-desk-basic-cancel",
    ),
    path("catalogue/basic/<str:catalog_code>/", basic.entry, name="catalogue-desk-basic-entry"),
    path("catalogue/exchange/", exchange.index, name="catalogue-desk-exchange"),
    path("catalogue/exchange/lists.xlsx", exchange.template, name="catalogue-desk-template"),
    path("catalogue/exchange/lists.jsonl", exchange.as_lines, name="catalogue-desk-lines"),
    path("catalogue/imports/<int:run_id>/", exchange.run, name="catalogue-desk-import"),
    path(
        "catalogue/imports/<int:run_id>/progress/",
        exchange.progress,
        name="catalogue-desk-import-progress",
    ),
    path(
        "catalogue/imports/<int:run_id>/problems.<slug:form>",
        exchange.problems,
        name="catalogue-desk-import-problems",
    ),
    path(
        "catalogue/imports/<int:run_id>/<slug:act>/",
        exchange.act,
        name="catalogue-desk-import-act",
    ),
    path("catalogue/notices/", notices.index, name="catalogue-desk-notices"),
    path("catalogue/notices/<int:notice_id>/", notices.detail, name="catalogue-desk-notice"),
    path("catalogue/checkup/", checkup.index, name="catalogue-desk-checkup"),
    path("catalogue/checkup/begin/", checkup.begin, name="catalogue-desk-checkup-begin"),
    path("catalogue/checkup/progress/", checkup.progress, name="catalogue-desk-checkup-progress"),
    path("catalogue/checkup/findings.csv", checkup.as_csv, name="catalogue-desk-checkup-csv"),
    path("catalogue/claims/", claims.index, name="catalogue-desk-claims"),
    path("catalogue/claims/<str:code>/", claims.body, name="catalogue-desk-claims-body"),
    path("catalogue/lists/", implementations.index, name="catalogue-desk-implementations"),
    path(
        "catalogue/lists/<str:task_code>/",
        implementations.detail,
        name="catalogue-desk-implementation",
    ),
    path("catalogue/lists/<str:task_code>/draft/", drafts.begin, name="catalogue-desk-begin"),
    path(
        "catalogue/lists/<str:task_code>/<slug:act>/",
        implementations.act,
        name="catalogue-desk-implementation-act",
    ),
    path("catalogue/drafts/", reviews.index, name="catalogue-desk-drafts"),
    path("catalogue/drafts/<int:draft_id>/", drafts.edit, name="catalogue-desk-draft"),
    path("catalogue/drafts/<int:draft_id>/card/", drafts.card, name="catalogue-desk-card"),
    path("catalogue/drafts/<int:draft_id>/preview/", drafts.preview, name="catalogue-desk-preview"),
    path("catalogue/drafts/<int:draft_id>/submit/", drafts.submit, name="catalogue-desk-submit"),
    path(
        "catalogue/drafts/<int:draft_id>/take-back/",
        drafts.take_back,
        name="catalogue-desk-take-back",
    ),
    path("catalogue/drafts/<int:draft_id>/drop/", drafts.drop, name="catalogue-desk-drop"),
    path("catalogue/drafts/<int:draft_id>/review/", reviews.review, name="catalogue-desk-review"),
    path(
        "catalogue/drafts/<int:draft_id>/review/pass/", reviews.pass_on, name="catalogue-desk-pass"
    ),
    path(
        "catalogue/drafts/<int:draft_id>/review/back/",
        reviews.send_back,
        name="catalogue-desk-send-back",
    ),
    path(
        "catalogue/drafts/<int:draft_id>/review/publish/",
        reviews.publish,
        name="catalogue-desk-publish",
    ),
    path(
        "catalogue/drafts/<int:draft_id>/<slug:section>/",
        drafts.edit,
        name="catalogue-desk-section",
    ),
    path(
        "catalogue/drafts/<int:draft_id>/<slug:section>/save/",
        drafts.save,
        name="catalogue-desk-save",
    ),
    path(
        "catalogue/drafts/<int:draft_id>/<slug:section>/restore/",
        drafts.restore,
        name="catalogue-desk-restore",
    ),
    path("catalogue/words/", words.index, name="catalogue-desk-words"),
    path("catalogue/words/missed/", words.missed, name="catalogue-desk-missed"),
    path("catalogue/words/<int:synonyms>/", words.change, name="catalogue-desk-words-change"),
    path(
        "catalogue/words/<int:synonyms>/remove/", words.remove, name="catalogue-desk-words-remove"
    ),
    path(
        "catalogue/words/<int:synonyms>/restore/",
        words.restore,
        name="catalogue-desk-words-restore",
    ),
]
