"""Values, width and glyph set in, lines of (text, look) out. No Textual, no I/O, no clock."""
