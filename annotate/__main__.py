"""`python -m annotate`, the same as `annotate`."""

from annotate.cli import main

main(prog_name="annotate")
