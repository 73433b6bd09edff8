"""Payments 缴费: what a matter costs by its edition, paid once, given back where it must be.

Vocabulary: bill 缴款通知 (of lines, frozen with the edition's fees), attempt (one order at a
provider, or one payment at the window), held (the sum differs: a person looks), refund 退付,
receipt 财政电子票据 (a 红字 one a refund),
statement 对账单 (what a channel says it moved on a day, set beside our book).
Money is integer 分. A fee whose amount depends, or is not certain, is not billed by itself.
"""
