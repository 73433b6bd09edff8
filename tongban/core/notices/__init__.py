"""Notices 消息: the inbox; SMS, e-mail and 小程序 messages behind one port, with a delivery log.

`services.notify` writes the Notice (what the inbox shows) and a Delivery for each channel in the
caller's transaction; a job sends after commit and tries again with growing pauses. A template
names its channels; a channel that this installation lacks is left out. In the demo every outside
channel writes to the outbox, shown at /desk/outbox/ and /demo/outbox/. Texts are sealed, the log
shows masked addresses only, and a one-time code is wiped once it is sent.
"""
