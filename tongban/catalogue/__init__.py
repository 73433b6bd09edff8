"""Government service matters 政务服务事项 and their implementation lists 实施清单.

A `Matter` 事项 stands in the basic catalogue 基本目录 under a 12-character code. An organisation
that handles it holds an `Implementation` 实施清单 under a 31-character code (its USCC, the level of
exercise, the catalogue code). What the public reads and an application is held to is an `Edition`
of that implementation: content frozen when published, readable for ever. A `DocumentType` is what
one matter produces and another consumes; what a live licence proves is never asked again.

Stable for other areas:

- `selectors.edition_in_force(task_code, on=)` → the edition an application made that day is under;
  `edition.parsed` is its `types.EditionContent`;
- `rules.asked(content, answers, proven)` → materials, form, fee, limits, conditions;
- `selectors.proven(holder, at=)` through `ports.proofs`;
- `errors`: MatterUnknown (404), MatterNotInForce (409: suspended, cancelled, not yet, no longer).
"""
