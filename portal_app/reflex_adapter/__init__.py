"""The only code that imports `reflex_base` or private names of Reflex."""
