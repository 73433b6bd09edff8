"""Notices: inbox, SMS, e-mail behind one port, with a delivery log."""
