"""What templates are compiled to is kept for the next process, and nothing else is run for it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from plugins.site import compiled

TEMPLATES = {"page": "{{ 1 + 1 }}{% if x %}{{ x }}{% endif %}"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have temporary files in a folder of this test; return where Jinja keeps its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"_jinja2-cache-{os.getuid()}"


def site(words: dict[str, object] | None = None, is_async: bool = False) -> Environment:
    """Return what a site renders its templates with, in a process that has just begun."""
    environment = Environment(loader=DictLoader(TEMPLATES), enable_async=is_async, autoescape=True)
    datasette: Any = SimpleNamespace(_metadata_local=words or {})
    compiled.prepare_jinja2_environment(environment, datasette)
    return environment


@pytest.fixture
def compiles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of the templates that are compiled from now on."""
    names = []
    compile_one = Environment.compile

    def compile(self: Environment, source: Any, name: Any = None, *more: Any, **named: Any) -> Any:
        names.append(name)
        return compile_one(self, source, name, *more, **named)

    monkeypatch.setattr(Environment, "compile", compile)
    return names


def test_what_one_process_has_compiled_the_next_does_not(compiles: list[str], folder: Path) -> None:
    assert [site().get_template("page").render(x="<b>") for _ in range(3)] == ["2&lt;b&gt;"] * 3
    assert compiles == ["page"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_has_changed_is_compiled_anew(
    compiles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another template, other words of the site, other code; what awaits is a thing of its own."""
    site().get_template("page")
    monkeypatch.setitem(TEMPLATES, "page", "other")
    assert site().get_template("page").render() == "other"
    site({"title": "other"}).get_template("page")
    monkeypatch.setattr("datasette.__version__", "0.65.99")
    site({"title": "other"}).get_template("page")
    assert compiles == ["page"] * 4
    for _ in range(2):
        assert site({"title": "other"}, is_async=True).is_async
        site({"title": "other"}, is_async=True).get_template("page")
        site({"title": "other"}).get_template("page")
    assert compiles == ["page"] * 5


def test_the_code_of_the_site_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = compiled.code({})
    assert before == compiled.code({})
    changed = tmp_path / "filters.py"
    changed.write_text("changed = True")
    monkeypatch.setattr(compiled, "__file__", str(changed))
    assert compiled.code({}) != before


def test_what_was_cut_off_is_compiled_anew(compiles: list[str], folder: Path) -> None:
    site().get_template("page")
    (kept,) = folder.iterdir()
    for length in (0, 30, kept.stat().st_size - 5):
        kept.write_bytes(kept.read_bytes()[:length])
        assert site().get_template("page").render() == "2"
    assert compiles == ["page"] * 4


@pytest.mark.parametrize("what", ["link", "file"])
def test_a_folder_that_is_not_ones_own_is_not_used(
    compiles: list[str], folder: Path, tmp_path: Path, what: str
) -> None:
    if what == "link":
        (tmp_path / "elsewhere").mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.touch()
    assert [site().get_template("page").render() for _ in range(2)] == ["2", "2"]
    assert compiles == ["page"] * 2


def test_where_nothing_can_be_written_pages_are_made(
    compiles: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = site()
    folder.rmdir()
    assert environment.get_template("page").render() == "2"
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "nowhere"))
    assert site().get_template("page").render() == "2"
    assert compiles == ["page"] * 2


def test_what_is_old_is_removed(folder: Path) -> None:
    """Folders of sites come and go: nothing ever removed what was kept of their templates."""
    site().get_template("page")
    (kept,) = folder.iterdir()
    gone, others = folder / "__jinja2_gone.cache", folder / "notes.txt"
    for path in (gone, others):
        path.touch()
        os.utime(path, (0, 0))
    site()
    assert {*folder.iterdir()} == {kept, others}
