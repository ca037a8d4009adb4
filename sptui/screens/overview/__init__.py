"""The Overview: what needs you, and how it stands."""
