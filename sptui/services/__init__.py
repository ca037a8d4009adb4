"""What lives long and owns the figures. Asks through Protocols of its own; knows no system, no screen."""
