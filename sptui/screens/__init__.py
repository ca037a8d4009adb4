"""One folder a page; each says PAGE (digit, name, what it tells) in its `__init__.py`, and is found
by itself."""
