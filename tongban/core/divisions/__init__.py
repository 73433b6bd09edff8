"""Divisions 行政区划: province, city, county, township, village."""
