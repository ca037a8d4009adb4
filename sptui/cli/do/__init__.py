"""`sptui do`: what the screen does, from a script or a plain line."""
