"""One frozen record a thing that can be done, one file an area; `registry` finds them."""
