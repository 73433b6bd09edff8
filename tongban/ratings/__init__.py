"""Ratings 好差评 of services: one a service, five levels, from hall, web, phone or machine.

Vocabulary: subject (what is rated, "case:12"), target (what an area says about its subject),
level 1 非常满意 to 5 非常不满意, default 默认评价 (set by the system, never counted as a rating).
"""
