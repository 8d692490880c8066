"""The verbs, one module per noun. Each takes a unit of work and an actor, and returns plain results.

No Flask here; nothing commits. Lock the log first, read after, so that what a change is made from cannot move.
"""
