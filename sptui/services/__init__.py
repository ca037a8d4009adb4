"""What lives long and owns the figures. It asks through Protocols of its own."""
