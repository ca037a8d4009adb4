"""The console of your own server. The rooms and what each may touch: docs/house.md."""
