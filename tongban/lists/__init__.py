"""Published lists 清单: one way to publish what a body may do, ask, charge or exempt.

A `Kind` of list (fees set by government, proofs cancelled, 就近办 …) is declared in code: its legal
basis, who publishes it, the columns of its entries, what identifies one. A `PublishedList` is one
kind in one division, of one organisation where a body publishes it itself. What the public reads is
a `ListEdition` of it: drafted, reviewed, published with a date from which it holds, immutable from
then on, readable for ever, and compared with any other entry by entry and column by column.

An `Entry` has a key that stays the same from edition to edition. Where entries name matters of the
basic catalogue (12 characters, or 14 for one item 业务办理项 of it), those are rows of their own,
so that the guide of a matter finds what touches it in one query.

Stable for other areas:

- `ports.kinds.register(Kind(...))`: a higher area publishes its lists by the same mechanism;
- `ports.matters.register(...)`: the catalogue says what a code is called and where its guide is;
- `services`: begin, put_entry, remove_entry, restore_entry, move_entry, submit, send_back, publish,
  withdraw, discard; `services.publish_whole` publishes a whole list at once;
- `selectors.touching(catalog_code, on=, division_path=)` → what in force touches a matter;
- `selectors.figure_of(kind)` → the figure that counts the entries of a kind in force;
- `selectors.counts(kind, on=, ...)` → how many entries are in force, by the path of the division.
"""
