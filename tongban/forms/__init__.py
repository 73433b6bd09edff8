"""JSON-Schema forms over one vocabulary of data elements 数据元."""
