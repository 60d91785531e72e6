"""nginx with publishing/nginx/site.conf, on the ports and in the folder of a test or benchmark."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[1]
PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"
# What is also in Debian's nginx.conf.
MAIN = """
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  sendfile on;
  tcp_nopush on;
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/site.conf;
}}
"""


def program() -> str | None:
    """Return the path of nginx, or None if it is not installed."""
    return shutil.which("nginx", path=PLACES)


def command(folder: Path) -> list[str]:
    """Return the command that starts nginx in a folder."""
    return [str(program()), "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def configure(
    folder: Path,
    copies: Sequence[int],
    port: int,
    *,
    limited: bool = False,
    seconds: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Write the configuration, with the ports of two copies and of nginx itself.

    Args:
        folder: The folder to write to.
        copies: The ports of the two copies.
        port: The port of nginx.
        limited: Whether to enforce the limits per address. Otherwise they are too high to be
            reached, because here all readers have the same address.
        seconds: Other time limits, by the names of their directives.
    """
    text = (ROOT / "publishing/nginx/site.conf").read_text(encoding="utf-8")
    for shipped, ours in {
        "127.0.0.1:8001": f"127.0.0.1:{copies[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{copies[1]}",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/site": f"{folder}/cache",
    }.items():
        text = substituted(re.escape(shipped), ours, text)
    for directive, value in seconds.items():
        text = substituted(rf"(?m)^  {directive} \d+s;", f"  {directive} {value}s;", text)
    if not limited:
        text = substituted(r"rate=\d+r/s", "rate=100000r/s", text, times=2)
        text = substituted(r"(?<=_at_once )\d+(?=;)", "1000", text, times=2)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    # If started by root, its workers would run as another user, who cannot read the folder.
    user = "user root;\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + MAIN.format(folder=folder), encoding="utf-8")


def substituted(pattern: str, replacement: str, text: str, *, times: int = 1) -> str:
    """Replace a pattern in a text, checking that it occurs as often as expected."""
    text, count = re.subn(pattern, replacement, text)
    if count != times:
        raise ValueError(f"site.conf has {pattern} {count} times in place of {times}")
    return text
