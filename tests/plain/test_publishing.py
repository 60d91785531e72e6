"""`datasette publish HOST jnim.db -m metadata.yml` as Datasette's documentation has it.

Stand-ins of the hosts' tools keep what they are sent; it is installed and started as there, on an
SQLite older than that of Debian 11, which is in the image that Datasette names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from tests.plain.conftest import Make
from tests.publishing.test_publishing import serving

pytestmark = pytest.mark.walk

PUBLISHER = (
    *("datasette==0.65.*", "datasette-cluster-map"),
    *("datasette-publish-fly", "datasette-publish-vercel"),
)
GCLOUD = """#!/bin/sh
case "$*" in
  "config get-value project") echo jnim-project ;;
  "builds submit"*) cp -R . "$SENT" ;;
esac
"""
GENERATE = "--generate-dir {sent}"
COMMANDS = {
    "cloudrun": "cloudrun jnim.db -m metadata.yml --service jnim",
    "fly": f"fly jnim.db -m metadata.yml --app jnim {GENERATE}",
    "vercel": f"vercel jnim.db -m metadata.yml --project jnim {GENERATE}",
    "heroku": f"heroku jnim.db -m metadata.yml --name jnim {GENERATE}",
}


class Sent(NamedTuple):
    """What a host is sent: packages, and the commands that prepare and start the service."""

    packages: list[str]
    prepare: str
    start: str


def of_dockerfile(folder: Path) -> Sent:
    lines = (folder / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "FROM python:3.11.0-slim-bullseye"
    install, inspect = (line.removeprefix("RUN ") for line in lines if line.startswith("RUN "))
    (start,) = (line.removeprefix("CMD ") for line in lines if line.startswith("CMD "))
    return Sent(install.removeprefix("pip install -U ").split(), inspect, start)


def of_requirements(folder: Path) -> Sent:
    packages = (folder / "requirements.txt").read_text(encoding="utf-8").split()
    procfile = folder / "Procfile"
    if procfile.exists():
        inspect = (folder / "bin/post_compile").read_text(encoding="utf-8")
        return Sent(packages, inspect, procfile.read_text(encoding="utf-8").removeprefix("web: "))
    return Sent([*packages, "uvicorn"], "true", "python -m uvicorn index:app --port $PORT")


def publish(name: str, alone: Path, python: Path, folder: Path) -> Path:
    """Publish, and return the folder that the host is sent."""
    tools, sent = folder / "tools", folder / "sent"
    shutil.copytree(ROOT / "publishing/standins", tools)
    (tools / "gcloud").write_text(GCLOUD)
    (tools / "gcloud").chmod(0o755)
    words = COMMANDS[name].format(sent=sent).split()
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [python, "-m", "datasette", "publish", *words],
        cwd=alone,
        env={**os.environ, "PATH": path, "SENT": str(sent)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return sent


@pytest.mark.parametrize("name", COMMANDS)
def test_a_service_starts(
    name: str, alone: Path, environment: Make, old_sqlite: dict[str, str], tmp_path: Path
) -> None:
    folder = publish(name, alone, environment(*PUBLISHER), tmp_path)
    sent = (of_dockerfile if name in ("cloudrun", "fly") else of_requirements)(folder)
    python = environment(*sent.packages)
    variables = {**old_sqlite, "PATH": f"{python.parent}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run(["sh", "-c", sent.prepare], cwd=folder, env=variables, check=True)
    start = ["sh", "-c", f"exec {sent.start}"]
    with serving(start, folder, variables, tmp_path / "log") as client:
        assert "JNIM, claim by claim" in client.get("/").text
        if "pysqlite3-binary" not in sent.packages:  # which brings an SQLite of its own
            assert client.get("/-/versions.json").json()["sqlite"]["version"] == "3.33.0"
        for path in ("/jnim", "/jnim/attacks", "/jnim/claim_locators", "/jnim/older_sources"):
            assert client.get(path).status_code == 200, path
        found = client.get("/jnim/find.json?_shape=objects&q=Muslimeen").json()["rows"]
        assert "jnim" in {row["id"] for row in found}
        answer = client.get("/jnim/claims.json?_shape=array&_search=embassy&_size=5").json()
        assert len(answer) >= 1
    assert json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["subject"] == "jnim"
    assert not re.search("Traceback", (tmp_path / "log").read_text(encoding="utf-8"))
