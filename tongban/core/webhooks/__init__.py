"""Webhooks: the ledger's feed carried to receivers outside, in order, nothing lost.

A receiver 接收方 is an address that is sent every act after its *position* as CloudEvents 1.0 in
batches (`application/cloudevents-batch+json`), signed as Standard Webhooks 1.0 has it. An answer
of 2xx moves the position and leaves a receipt 回执; any other leaves the position where it is, and
the same entries are sent again after a pause that doubles up to ten minutes, for as long as it
takes. So a receiver that was away for a day misses nothing; on its return it gets batches no faster
than its `per_second`. An event's id is its position: whoever was sent it twice (the line broke
after it had been taken) knows it by that.
"""
