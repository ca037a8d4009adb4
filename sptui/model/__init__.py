"""Frozen values, parsers and rules: text and numbers in, values out. No I/O, no clock."""
