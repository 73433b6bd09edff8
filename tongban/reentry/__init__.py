"""Re-entry 二次录入: cases that must be typed in again in a system elsewhere without an interface.

Some matters must, by a rule of the ministry or the province, also be handled in a system of theirs
that offers no interface. Which, the edition says (`catalogue.types.Outside`); the systems are rows
that the service office keeps. From its acceptance on such a case has a *duty* 待录入 for each of
its systems; the officer types the case in over there and enters here the *receipt number* 回执号
that the other system gave. Where the edition says "before", the decision waits for it.

The area stands above `cases`, whose cases its duties belong to, and beside `hub`, which takes what
systems with an interface send.
"""
