"""`annotate serve`: the web server, for this machine or behind a proxy."""

from __future__ import annotations

import dataclasses
import gc
import ipaddress
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from annotate import create_app, warm
from annotate._paths import load_config
from annotate.cli import large_bodies
from annotate.desk import Desk, open_desk
from annotate.domain.errors import NotFound
from annotate.services import checkpoints, inspections, leftovers, working_copies
from annotate.services.background import Worker
from annotate.store import version

if TYPE_CHECKING:
    from config import Settings

THREADS = 16
#: Seconds after which a thread that computes gives way to one that could go on.
SWITCH = 0.0005


def is_loopback(host: str) -> bool:
    """Does this name or address lead to this machine alone?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_free(host: str, port: int) -> bool:
    """Can a server listen here?"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            return False
    return True


def plain_on_loopback(settings: Settings, host: str) -> Settings:
    """Without TLS a browser keeps no secure cookie: leave them off where only this machine can listen."""
    said = "ANNOTATE_SECURE_COOKIES" in os.environ or settings.public_url.startswith("https://")
    if said or not is_loopback(host):
        return settings
    return dataclasses.replace(settings, secure_cookies=False)


def checkpoint_timer(desk: Desk) -> Worker:
    """Signs what is new, hands out copies, asks the witnesses."""
    settings = desk.settings
    return checkpoints.timer(
        desk.database, desk.signer, *desk.copies, witnesses=desk.witnesses, needed=settings.witnesses_needed
    )


def run(desk: Desk, host: str, port: int, wrap: Callable[[Flask], Any] = lambda app: app) -> None:
    """Serve until interrupted; `wrap` may put something around the application."""
    timer = checkpoint_timer(desk) if has_key(desk) else None
    clear_leftovers(desk)
    large_bodies.spool_beside(desk.settings)
    runner = inspections.runner(desk.database, desk.evidence)
    desk = dataclasses.replace(desk, inspections=runner, checkpoints=timer)
    # That requests queue for a moment is no news; it would drown the log of a busy desk.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(desk=desk)
    # Who holds a lock that others queue for must not wait 5 ms, as is usual, until another thread gives way.
    sys.setswitchinterval(SWITCH)
    # What is loaded by now stays: the garbage collector need not look at it again while a long page is drawn.
    gc.collect()
    gc.freeze()
    threading.Thread(target=warm, args=(app,), daemon=True).start()
    runner.start()
    if timer:
        timer.start()
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        wrap(app),
        map=sockets,
        host=host.strip("[]"),
        port=port,
        threads=THREADS,
        ident="",
        # Headers of proxies are judged by ANNOTATE_TRUSTED_PROXIES, in one place.
        clear_untrusted_proxy_headers=desk.settings.trusted_proxies == 0,
        **large_bodies.limits(desk.settings),
    )
    for one in sockets.values():  # one name may stand for two addresses, each with a socket of its own
        if isinstance(one, BaseWSGIServer):
            one.channel_class = large_bodies.channel(desk.settings)
    try:
        server.run()
    finally:
        runner.stop(1.0)
        if timer:
            timer.stop(1.0)


def has_key(desk: Desk) -> bool:
    """Can checkpoints be signed here? Raises Behind if the database is not the one whose history was signed."""
    try:
        checkpoints.check(desk.database, desk.signer)
        return bool(desk.signer.origin)
    except NotFound as error:
        click.echo(f"No checkpoints are made: {error}", err=True)
        return False


def clear_leftovers(desk: Desk) -> None:
    """Remove what uploads left that a crash cut off. A store that does not answer now is no reason not to start.

    And working copies that nobody may come back to any more.
    """
    working_copies.sweep(desk.settings.working_dir)
    try:
        swept = leftovers.sweep(desk.database, desk.evidence)
    except OSError as error:
        click.echo(f"Leftovers of cut-off uploads could not be looked for: {error}", err=True)
        return
    number = swept.leftovers + len(swept.unnamed)
    if number:
        click.echo(f"Removed what {number} cut-off {'upload' if number == 1 else 'uploads'} had left.", err=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the desk, by default to this machine alone. Ctrl+C stops it.

    To reach it from elsewhere, put a web server with TLS in front of it: docs/operations.md.

    \b
    Example: annotate serve --port 8080
    """
    desk = open_desk()
    version.check(desk.database.engine)
    if desk.settings.demo:
        raise load_config().SettingsError("ANNOTATE_DEMO opens every account. Unset it, or run: annotate demo")
    if not is_free(host, port):
        raise click.ClickException(f"Port {port} of {host} is taken. Choose another: annotate serve --port {port + 1}")
    desk = dataclasses.replace(desk, settings=plain_on_loopback(desk.settings, host))
    click.echo(f"The desk is at http://{host}:{port}/ – Ctrl+C stops it.")
    run(desk, host, port)
