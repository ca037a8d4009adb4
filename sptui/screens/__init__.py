"""One folder a page; each has PAGE in its `screen.py`, and is found by itself."""
