"""The case hub 办件库: what other systems handle, beside what is handled here.

Departments' own systems send the state of their cases (`POST /api/v1/hub/batches`, JSON Lines). A
line is the whole case as it stands; sent again it changes nothing, sent older than what is here it
is refused, wrong in one field it is refused with that field's name while its neighbours are taken.
A *record* is one case of one source; a *batch* what came in one request and what became of it.

`happened_at` is when the last thing happened over there, `entered_at` when the hub first heard of
the case: what was filled in afterwards 补录 is therefore seen, and counted.

Records and the cases handled here go out in one shape (`cases.selectors.outward`) through
`core.webhooks` to receivers that may have them.
"""
