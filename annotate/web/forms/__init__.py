"""Forms check shape and say what is wrong with it; no queries, no effects."""
