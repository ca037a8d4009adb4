"""Tests that play the terminal: a child on a pseudo-terminal of its own, and a screen that shows
what a person would see."""
