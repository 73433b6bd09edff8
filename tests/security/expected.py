"""Who may open what: the declared answer for every address and every table.

A new route or model fails the tests until somebody has decided here who is to see it.
"""

PUBLIC = "public"  # everybody, without an account
LOGIN = "login"  # whoever has logged in; its rows are their own
STAFF = "staff"  # who works for a body; rows by scope
TOKEN = "token"  # machine clients, or staff and citizens in the browser; rows by scope
FACES = {PUBLIC, LOGIN, STAFF, TOKEN}

ROUTES: dict[str, str] = {
    # the frame
    "preferences": PUBLIC,
    "healthz": PUBLIC,
    "metrics": PUBLIC,
    "home": PUBLIC,
    "my-home": LOGIN,
    "accessibility": PUBLIC,
    "desk-home": STAFF,
    "search": PUBLIC,
    "search-suggest": PUBLIC,
    "divisions-geojson": PUBLIC,
    "divisions-children": PUBLIC,
    "organisations-detail": PUBLIC,
    # files and papers: by random token, for those who may read what they belong to; a visitor is
    # sent to log in unless they belong to something published
    "files-upload": LOGIN,
    "files-discard": LOGIN,
    "files-download": LOGIN,
    "papers-download": LOGIN,
    "papers-state": LOGIN,
    # signing in
    "token": PUBLIC,
    "revoke": PUBLIC,
    "account_login": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_verify_phone": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "account_inactive": PUBLIC,
    "accounts-unified": PUBLIC,
    "account_signup": PUBLIC,
    "account_logout": PUBLIC,
    "accounts-my": LOGIN,
    "mfa_index": LOGIN,
    "account_change_password": LOGIN,
    "account_change_phone": LOGIN,
    "account_reauthenticate": LOGIN,
    "mfa_reauthenticate": LOGIN,
    "mfa_activate_totp": LOGIN,
    "mfa_deactivate_totp": LOGIN,
    "mfa_view_recovery_codes": LOGIN,
    "mfa_generate_recovery_codes": LOGIN,
    "mfa_download_recovery_codes": LOGIN,
    # notices
    "notices-inbox": LOGIN,
    "notices-read": LOGIN,
    "notices-open": LOGIN,
    "notices-outbox": PUBLIC,  # the demo's SMS; 404 in production
    "notices-desk-inbox": STAFF,
    "notices-desk-outbox": STAFF,
    # the catalogue and figures are published
    "catalogue-matters": PUBLIC,
    "catalogue-event": PUBLIC,
    "catalogue-guide": PUBLIC,
    "catalogue-edition": PUBLIC,
    "insight-figures": PUBLIC,
    "insight-figure": PUBLIC,
    "insight-figure-csv": PUBLIC,
    # licences
    "licences-keys": PUBLIC,
    "licences-revocations": PUBLIC,
    "licences-verify": PUBLIC,
    "licences-verify-short": PUBLIC,
    "licences-status": PUBLIC,
    "licences-wallet": LOGIN,
    "licences-wallet-item": LOGIN,
    "licences-desk-list": STAFF,
    "licences-desk-detail": STAFF,
    # ratings: the random token of a message stands for the person served
    "ratings-rate": PUBLIC,
    "ratings-desk-list": STAFF,
    "ratings-desk-detail": STAFF,
    # cases
    "cases-begin": LOGIN,
    "cases-apply": LOGIN,
    "cases-save": LOGIN,
    "cases-submit": LOGIN,
    "cases-discard": LOGIN,
    "cases-restore": LOGIN,
    "cases-my": LOGIN,
    "cases-my-detail": LOGIN,
    "cases-submitted": LOGIN,
    "cases-correct": LOGIN,
    "cases-rectify": LOGIN,
    "cases-my-act": LOGIN,
    "cases-desk-list": STAFF,
    "cases-desk-detail": STAFF,
    "cases-desk-act": STAFF,
    "cases-desk-unmask": STAFF,
    # the desk of lower areas
    "params-desk-list": STAFF,
    "workdays-desk-now": STAFF,
    "workdays-desk-year": STAFF,
    "accounts-desk-deputies": STAFF,
    "accounts-desk-deputy-end": STAFF,
    "workflow-todos": STAFF,
    # machines
    "openapi-json": PUBLIC,
    "api-root": PUBLIC,
    "": PUBLIC,  # everything else under /api/: 404 in problem+json
    "read_feed": TOKEN,
    "send_file": TOKEN,
    "matters": TOKEN,
    "matter": TOKEN,
    "asked": TOKEN,
    "list_licences": TOKEN,
    "verify": PUBLIC,
    "get_licence": TOKEN,
    "list_ratings": TOKEN,
    "rate": TOKEN,
    "submit_case": TOKEN,
    "list_cases": TOKEN,
    "get_case": TOKEN,
    "act_on_case": TOKEN,
    "list_figures": PUBLIC,
    "figure_values": PUBLIC,
}

# Tables whose rows each belong to somebody: their querysets have `visible_to(actor)`.
SCOPED = {
    "workflow.WorkItem", "cases.Case", "cases.Draft", "licences.Licence", "ratings.Rating",
    "parties.Party", "parties.Authorisation",
    "catalogue.Implementation", "catalogue.Claim", "catalogue.EditionDraft",
    "catalogue.ChangeNotice", "catalogue.Subscription",
}  # fmt: skip

# Tables that everybody may read.
OPEN = {
    "divisions.Division": "real places, published",
    "organisations.Organisation": "public bodies and their telephones",
    "workdays.CalendarVersion": "published by the State Council",
    "workdays.Day": "published by the State Council",
    "params.Row": "limits with their sources; shown on the desk",
    "figures.Frozen": "public figures at a cut-off",
    "catalogue.Topic": "the published catalogue",
    "catalogue.TopicMatter": "the published catalogue",
    "catalogue.DocumentType": "the published catalogue",
    "catalogue.Matter": "the published catalogue",
    "catalogue.MatterVersion": "what the catalogue above says, published",
    "catalogue.Delegation": "powers handed on are made public (许可法 §24)",
    "catalogue.Edition": "the published catalogue",
    "forms.Form": "blank forms",
    "forms.FormVersion": "blank forms",
    "licences.LicenceType": "kinds of licences, none's own",
    "search.Document": "only what is public is put into the index",
    "workflow.ProcedureVersion": "how work goes, nobody's data",
}

# Tables that no page reads by itself: only through the row they belong to, or by the platform.
INNER = {
    "jobs.TickRun": "the platform's own clockwork",
    "jobs.JobWorker": "the platform's own clockwork",
    "once.OnceRecord": "asked by key and caller; holds hashes",
    "numbers.Series": "counters",
    "ledger.Entry": "by subject through its case, or the feed for clients with feed:read",
    "ledger.Salt": "never shown; dies with an erasure",
    "ledger.Checkpoint": "roots and signatures",
    "files.StoredFile": "by random token, asked of the subject's registered reader",
    "search.Miss": "counted words without who asked",
    "accounts.Account": "oneself; colleagues by name for deputies",
    "accounts.Role": "what roles there are",
    "accounts.RoleGrant": "makes the actor; shown to the holder",
    "accounts.Deputy": "those whom it concerns, and who manages them",
    "accounts.ClientGrant": "makes the actor of a machine",
    "notices.Notice": "by account",
    "notices.Delivery": "through its notice",
    "notices.OutboxMessage": "the demo's SMS; not written in production",
    "papers.TemplateText": "through its paper",
    "papers.Paper": "by random token, asked of the subject's registered reader",
    "parties.PartyAccount": "through the party",
    "workflow.ItemParty": "through the item",
    "workflow.Task": "through the item, or by seat",
    "workflow.Clock": "through the item",
    "workflow.Pause": "through the item",
    "workflow.Request": "through the item",
    "workflow.Link": "through the item",
    "catalogue.Rebasing": "through its edition; counts, nobody's data",
    "cases.DraftFile": "through the draft",
    "cases.Material": "through the case",
    "cases.MaterialFile": "through the case",
    "cases.Correction": "through the case",
}
