"""The change feed, and the results that are cached until it invalidates them."""
