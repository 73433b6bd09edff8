"""The engine: procedures, work items, tasks, clocks and the acts upon them.

An application, a hotline order and an inspection are all one thing being done against a clock,
step by step: a *work item*. Areas differ in their procedures and in what hangs on the item, never
in how work moves.

- A **procedure** is a graph of steps, written as data, published as an immutable version.
- A **step** has seats (a role in an organisation); a **task** is one seat of one step of one round.
- A **clock** is a limit that an event starts and another stops; a **pause** is a row that names
  the clocks that it stops. When something is due is always computed from those rows.
- An **act** is a command. `rules.plan(snapshot, command, facts)` says what it changes, or raises;
  it is pure. `services.perform` locks the item, plans, writes, appends to the ledger and runs
  the kind's effects, in one transaction and at most eight statements of its own.
- A running item stays on the version that it began under. A **rebase** moves it to another one
  where nothing done is undone, nothing open is lost and no limit gets longer; `selectors` previews
  it, for one item or for thousands (`open_items`, `target`, `preview_rebases`).
- `rules.allowed_acts(snapshot, facts)` is the one answer to "who may do what now": it draws
  the buttons, feeds the API, and `plan` refuses whatever it does not list.

A worked example, 一审一核 with a visit by two officers:

    services.publish_procedure(actor=actor, now=now, code="permit", definition={
        "title": "一审一核",
        "steps": [
            {"code": "intake", "title": "受理", "role": "window", "intake": True},
            {"code": "review", "title": "审查", "role": "reviewer", "after": ["intake"],
             "limit": {"value": 3, "unit": "day", "day_kind": "working"}},
            {"code": "visit", "title": "现场核查", "role": "inspector", "after": ["review"],
             "seats": 2, "outcomes": ["pass", "fail"], "when": {"eq": ["facts.visit", True]},
             "rectify": ["promised", "statutory"]},
            # After both: a step all of whose predecessors were skipped is skipped itself.
            {"code": "check", "title": "核验", "role": "checker", "after": ["review", "visit"],
             "not_by": ["review"]},
            {"code": "decide", "title": "决定", "role": "decider", "after": ["check"],
             "decides": True, "outcomes": ["approve", "deny"], "not_by": ["review", "check"]},
            {"code": "deliver", "title": "送达", "role": "window", "after": ["decide"]},
        ],
        "clocks": [
            {"code": "intake", "title": "受理期限", "starts": "submitted", "stops": "accepted",
             "limit": {"value": 5}, "on_expiry": "deem_accepted"},
            {"code": "statutory", "title": "法定时限", "starts": "accepted", "stops": "decided",
             "limit": "statutory"},
            {"code": "promised", "title": "承诺时限", "starts": "accepted", "stops": "decided",
             "limit": "promised"},
        ],
        "requests": [
            {"code": "extend", "title": "延期", "ruler": "chief", "limit": {"value": 10},
             "clocks": ["statutory", "promised"], "times": 1},
        ],
    })
    item = services.start(
        actor=citizen, now=now, kind="case", procedure="permit", number="XN20261123000001",
        title="药品经营许可", division=division, organisation=bureau,
        parties=[Involved(party=5)], facts={"visit": True},
        limits={"statutory": Limit(20), "promised": Limit(6)}, subject="matter:17")
    clerk_may = selectors.allowed_acts(item.id, clerk, now)      # accept, refuse, ask_correction …
    outcome = services.perform(actor=clerk, now=now, item=item.id, command=Accept(),
                               expected_version=item.version)
    outcome.state, outcome.version                               # "accepted", 2

To another version, seen beforehand:

    to = selectors.target(selectors.procedure("permit"), division, bureau)
    move = Rebase(to.procedure, {"promised": Limit(4)}, to.offices, facts={"edition": 12},
                  public_note="承诺时限由 6 个工作日缩短为 4 个工作日。")
    found = selectors.preview_rebase(item.id, move, now)
    wording.preview_lines(found)                                 # what changes, or why it stays
    if found.may_move:
        services.perform(actor=publisher, now=now, item=item.id, command=move,
                         expected_version=item.version)

What a higher area plugs in, by kind of item (`ports`): `kinds` (its name and its desk page),
`guards` (why a step may not complete now), `effects` (what an event brings about, in order,
inside the transaction), `intakes` (how *refer* opens an item of that kind).
"""
