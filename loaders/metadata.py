"""Write metadata.yml, which Datasette reads, from words.yml and project.yml."""

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from common.command import OK, exit_code
from common.errors import UserError
from common.project import FOLDER, Project, read_project

WORDS = Path(__file__).resolve().parent.parent / "words.yml"
HEAD = "# Written by `make words` from project.yml and words.yml: change those.\n"
EXAMPLES = ("id", "source", "claim", "topic")


class _Indented(yaml.SafeDumper):
    """Indents lists below their key, as yamllint requires."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _yaml(value: object) -> str:
    text = yaml.dump(value, Dumper=_Indented, allow_unicode=True, sort_keys=False, width=120)
    return text.rstrip()


def filled(text: str, values: Mapping[str, object]) -> str:
    """Replace each @{name} by its value."""
    return re.sub(r"@\{(\w+)\}", lambda match: str(values[match[1]]), text)


def metadata_of(project: Project, words: str) -> str:
    """Return the text of metadata.yml.

    Args:
        project: The project.
        words: The text of words.yml, in which @{…} is filled in; a line for an example that the
            project lacks is left out.

    Raises:
        UserError: If it has a name that is not in project.yml, or the result is not YAML.
    """
    site = project.site | {"subject": project.subject.id, "subject_name": project.subject.name}
    examples = dict.fromkeys(EXAMPLES, "ID") | {"group": project.subject.id} | project.examples
    values: dict[str, Any] = {
        "site": _yaml(site),
        "database": project.database,
        "subject": project.subject.name,
        **{f"example_{name}": text for name, text in examples.items()},
        **{f"try_{name}": " ".join(text.split()) for name, text in project.tries.items()},
    }
    lines: list[str] = []
    for number, line in enumerate(words.splitlines(), 1):
        of_words_itself = not lines and line.startswith("#")
        no_example = line.lstrip().startswith("@{try_") and line.strip()[2:-1] not in values
        if of_words_itself or no_example:
            continue
        try:
            lines.append(filled(line, values).replace(": \n", ":\n"))
        except KeyError as error:
            raise UserError(f"words.yml:{number}: project.yml has nothing for {error}") from None
    text = HEAD + "\n".join(lines) + "\n"
    try:
        yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UserError(f"project.yml and words.yml give no YAML: {error}") from None
    return text


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.metadata",
        description="Write metadata.yml from project.yml and words.yml.",
        epilog="example: python -m loaders.metadata --project ../another",
    )
    parser.add_argument("--project", type=Path, default=FOLDER, help="the folder [this project's]")
    options: Any = parser.parse_args(arguments)
    folder: Path = options.project
    project = read_project(folder / "project.yml")
    text = metadata_of(project, WORDS.read_text(encoding="utf-8"))
    path = folder / "metadata.yml"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
