"""The only place that touches the machine. Nothing here words a text for people, and nothing here
may block a caller."""
