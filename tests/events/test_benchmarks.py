"""The command that runs the benchmarks."""

import pytest

from benchmarks import __main__, events, export


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["events", "--rows", "10", "20"], [("events", ["--rows", "10", "20"])]),
        (["events"], [("events", [])]),
        (["events", "export"], [("events", []), ("export", [])]),
    ],
)
def test_a_single_benchmark_takes_its_own_options(
    arguments: list[str],
    asked: list[tuple[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    got: list[tuple[str, list[str]]] = []
    for name, module in (("events", events), ("export", export)):
        monkeypatch.setattr(module, "main", lambda given, name=name: got.append((name, given)))
    __main__.main(arguments)
    assert got == asked


@pytest.mark.parametrize("arguments", [["--rows", "10"], ["events", "export", "--rows", "10"]])
def test_several_take_none(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        __main__.main(arguments)
    assert "unrecognized arguments: --rows" in capsys.readouterr().err
