"""Charts: what people would rather look at than read, one module each with a `KEY` and a `draw`."""
