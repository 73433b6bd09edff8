"""Windows 窗口: service beyond the counter's own place and hours.

So far 上门办 (staff come to who cannot come: from 65 years on, disabled, ill) and 延时办 (提早办,
晚点办, on days off): asked for online or noted by the window, answered by a day, agreed on a moment
and on who comes. What is applied for there is entered by 帮办代办 and is an ordinary case.
"""
