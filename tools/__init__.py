"""Tools of the people who build sptui: pictures."""
