"""`python -m annotate.cli.bench PORT BARE_URL` is the server that `annotate bench` measures."""

import sys

from annotate.cli.bench.server import serve

serve(int(sys.argv[1]), sys.argv[2])
