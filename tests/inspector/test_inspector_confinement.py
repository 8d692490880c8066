"""Each layer of confinement by itself, in a real process that tries what it must not; and the same deed without it."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import annotate
from annotate.inspector import confinement
from annotate.inspector.confine import Limits
from annotate.inspector.process import Output, run

PACKAGE = Path(annotate.__file__).parent
#: What a process does first: load the inspector alone, as its own start does, and put on one layer.
START = f"""
import ctypes, os, sys, types
bare = types.ModuleType("annotate")
bare.__path__ = [{str(PACKAGE)!r}]
sys.modules["annotate"] = bare
from annotate.inspector.confine import Limits, code_folders, confine, hook, landlock, limits, network, seccomp
import socket, subprocess, threading
libc = ctypes.CDLL(None, use_errno=True)
def native(done):
    if done < 0:
        raise OSError(ctypes.get_errno(), "native")
LAYER
if layer is not None and not layer.active:
    sys.exit("SKIP " + layer.note)
try:
    DEED
    print("done")
except BaseException as error:
    print(type(error).__name__, getattr(error, "errno", ""))
"""
NONE = "layer = None"
HOOK = "layer = hook.install(code_folders())"
LANDLOCK = "layer = landlock.restrict(code_folders())"
SECCOMP = "layer = seccomp.install()"
NETWORK = "layer = network.leave()"
LIMITS = "layer = limits.apply(Limits(memory_bytes=400_000_000, cpu_s=1))"
ALL = "layer = confine(Limits())[-1]"

READ = "open('/etc/passwd').read()"
NATIVE_READ = "native(libc.open(b'/etc/passwd', 0))"
SOCKET = "socket.socket(socket.AF_INET)"
NATIVE_SOCKET = "native(libc.socket(1, 1, 0))"
PROGRAM = "subprocess.run(['/bin/true'], check=True)"
FORK = "native(libc.fork())"
OWN_CODE = "open(os.__file__).read()"
THREAD = "thread = threading.Thread(target=int); thread.start(); thread.join()"


def attempt(layer: str, deed: str, limits: Limits | None = None) -> Output:
    code = START.replace("LAYER", layer).replace("DEED", deed)
    with Path(__file__).open("rb") as file:
        output = run([sys.executable, "-I", "-B", "-c", code], file, limits or Limits())
    if "SKIP" in output.complaint:
        pytest.skip(output.complaint)
    return output


def said(layer: str, deed: str) -> str:
    output = attempt(layer, deed)
    assert output.said, output.complaint
    return output.said.decode().strip()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on loopback that counts who comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def visited(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize("deed", [READ, NATIVE_READ, SOCKET, NATIVE_SOCKET, PROGRAM, FORK, OWN_CODE, THREAD])
def test_without_a_layer_each_deed_is_done(deed: str) -> None:
    assert said(NONE, deed).splitlines()[-1] == "done"


@pytest.mark.parametrize("layer", [HOOK, LANDLOCK, SECCOMP, NETWORK, ALL])
def test_what_an_inspection_needs_is_allowed(layer: str) -> None:
    libraries = "import PIL.Image, pypdfium2, pymediainfo; PIL.Image.init()"
    assert said(layer, f"{OWN_CODE}; {THREAD}; {libraries}") == "done"


@pytest.mark.parametrize(
    "deed",
    [READ, SOCKET, PROGRAM, "os.fork()", "os.listdir('/etc')", "os.open('/etc/passwd', os.O_RDONLY)", "os.remove('/x')",
     "open('/etc/../etc/passwd')", "open(os.path.join(os.path.dirname(os.__file__), 'made'), 'w')",
     "socket.getaddrinfo('localhost', 80)", "os.system('true')"],
)  # fmt: skip
def test_python_itself_refuses(deed: str) -> None:
    assert said(HOOK, deed).startswith("PermissionError")


@pytest.mark.parametrize("deed", [READ, NATIVE_READ, "os.execv('/bin/true', ['true'])", "os.listdir('/')"])
def test_landlock_refuses_files_that_are_not_the_program_s_own(deed: str) -> None:
    assert said(LANDLOCK, deed) == "PermissionError 13"


def test_landlock_refuses_to_write_even_there(tmp_path: Path) -> None:
    deed = f"open({str(tmp_path / 'made')!r}, 'w')"
    assert said(NONE, deed) == "done"
    assert said(LANDLOCK, deed) == "PermissionError 13"
    assert said(LANDLOCK, "open(os.path.join(os.path.dirname(os.__file__), 'made'), 'w')") == "PermissionError 13"


def test_landlock_refuses_tcp(listener: socket.socket) -> None:
    deed = f"socket.create_connection({listener.getsockname()!r})"
    assert said(NONE, deed) == "done" and visited(listener)
    if "TCP refused" not in next(layer.note for layer in confinement() if layer.name == "Landlock"):
        pytest.skip("the kernel’s Landlock does not cover TCP")
    assert said(LANDLOCK, deed) == "PermissionError 13" and not visited(listener)


@pytest.mark.parametrize(
    "deed",
    [SOCKET, NATIVE_SOCKET, FORK, "native(libc.socketpair(1, 1, 0, (ctypes.c_int * 2)()))", "os.fork()",
     "os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 0)", "native(libc.ptrace(0, 0, 0, 0))",
     "native(libc.memfd_create(b'x', 0))", "native(libc.unshare(0x40000000))"],
)  # fmt: skip
def test_the_filter_refuses_native_code_too(deed: str) -> None:
    assert said(SECCOMP, deed) == "PermissionError 1"


def test_an_empty_network_reaches_nobody(listener: socket.socket) -> None:
    deed = f"socket.create_connection({listener.getsockname()!r})"
    assert said(NONE, deed) == "done" and visited(listener)
    assert said(NETWORK, deed) == "OSError 101" and not visited(listener)


def test_memory_is_limited() -> None:
    assert said(NONE, "bytearray(500_000_000)") == "done"
    assert said(LIMITS, "bytearray(500_000_000)").startswith("MemoryError")


def test_nothing_can_be_written_and_few_files_opened(tmp_path: Path) -> None:
    writing = f"os.write(os.open({str(tmp_path / 'made')!r}, os.O_CREAT | os.O_WRONLY), b'x')"
    opening = "kept = [os.open(os.__file__, os.O_RDONLY) for _ in range(100)]"
    assert said(NONE, writing) == said(NONE, opening) == "done"
    assert said(LIMITS, writing) == "OSError 27" and said(LIMITS, opening) == "OSError 24"


def test_time_of_the_processor_is_limited() -> None:
    output = attempt(LIMITS, "while True: pass")
    assert output.ending == "ended" and output.status < 0 and b"done" not in output.said


def test_the_inspector_confines_itself_before_it_reads_a_byte() -> None:
    watch = """
def watch(event, args):
    if event == "open" and args[0] == 0:
        os.write(2, b"read with filter %d, privileges %d" % (libc.prctl(21, 0, 0, 0, 0), libc.prctl(39, 0, 0, 0, 0)))
sys.addaudithook(watch)
layer = None"""
    output = attempt(watch, "from annotate.inspector.child import main; main(['inspect'])")
    if not all(layer.active for layer in confinement()):
        pytest.skip("not all layers are to be had on this machine")
    assert "read with filter 2, privileges 1" in output.complaint


@pytest.mark.parametrize("platform", ["darwin", "freebsd14", "win32"])
def test_with_fewer_layers_on_other_systems_it_still_works(platform: str) -> None:
    start = f"""
import sysconfig
sysconfig.get_paths()  # remembered: where Python lies is that of this system
sys.platform = {platform!r}
sys.modules["resource"] = layer = None
for name in [name for name in sys.modules if name.startswith("annotate.")]:
    del sys.modules[name]"""
    told, seen = (attempt(start, f"from annotate.inspector.child import main; main([{task!r}])").said
                  for task in ("confinement", "inspect"))  # fmt: skip
    layers = {layer["name"]: layer["active"] for layer in json.loads(told)["layers"]}
    assert layers.pop("Refusals in Python") and not any(layers.values())
    assert b'"media_type": "text/plain"' in seen and b'"outcome": "done"' in seen


def test_it_tells_which_layers_are_in_force() -> None:
    layers = confinement()
    assert [layer.name for layer in layers] == [
        "Limits of memory and time", "Network namespace", "Landlock", "Filter of system calls", "Refusals in Python",
    ]  # fmt: skip
    assert layers[-1].active and all(layer.note.endswith(".") for layer in layers)
