"""Textual's side of painting: widgets that show painted lines, and repaint only those that
changed."""
