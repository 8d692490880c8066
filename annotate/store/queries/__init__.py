"""Selects, by noun. Each returns plain things of `domain.things`; how much it loads is said in its docstring."""
