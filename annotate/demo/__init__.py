"""The worked example: three articles of our own with claims in every state, shipped as data for a loader.

`example.json` holds the people, parties, sources and claims; the `.txt` files hold the articles, one line per block,
the first line being the headline, without a final newline. Quotes are given as text and found by `resolve_quote`, so no
offset is written down. The raid happened and its public record is reported as such; the catalogue entries, timecodes,
excerpts and grades attached to it illustrate the desk's work and are no findings. The other two articles are fiction.
"""
