"""Annotate: a fact-checking desk for newsrooms."""
