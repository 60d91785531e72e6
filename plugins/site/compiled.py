"""Keep what templates are compiled to for the next process: most of the time of its first pages.

In Jinja's own cache, which is a folder in that of temporary files. What is kept there is run, so it
is used where it is this user's and nobody else may write into it, and not at all else.
"""

import json
import sys
import time
from contextlib import suppress
from hashlib import sha1
from pathlib import Path

import datasette as program
import jinja2
from datasette.app import Datasette
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

from plugins.site.hooks import hookimpl

OURS = ("plugins.", "common.")
# Seconds after which a template is compiled anew although it may still be as it was.
OLD = 7 * 24 * 3600


class Compiled(FileSystemBytecodeCache):
    """Jinja's cache, for templates that this very code compiles."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._let_go()

    def _let_go(self) -> None:
        """Remove what is old: of templates that are gone, nothing else would ever be removed."""
        for path in Path(self.directory).glob(self.pattern % "*"):
            with suppress(OSError):
                if time.time() - path.lstat().st_mtime > OLD:
                    path.unlink()

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Take what awaits and what does not for two: a template may be compiled to both."""
        name = f"{name} {environment.is_async}"
        return super().get_bucket(environment, name, filename, source)

    def get_source_checksum(self, source: str) -> str:
        """Return a checksum of the template and of the code that compiles it."""
        return super().get_source_checksum(self._code + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept; what cannot be read is as good as not there."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever a file may hold that was cut off
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where there is room."""
        try:
            super().dump_bytecode(bucket)
        except OSError:
            return


def code(words: dict[str, object]) -> str:
    """Return a checksum of all that has a part in compiling: filters of what is constant are run.

    Args:
        words: metadata.yml. Filters know what holds for the whole site; to what it says of
            databases, Datasette adds while it runs.
    """
    words = {name: told for name, told in words.items() if name != "databases"}
    loaded = [module for name, module in sys.modules.items() if name.startswith(OURS)]
    paths = sorted(path for each in loaded if (path := getattr(each, "__file__", None)))
    parts = [Path(path).read_bytes() for path in paths]
    told = [jinja2.__version__, program.__version__, json.dumps(words, default=str)]
    parts += [each.encode() for each in told]
    return sha1(b"\0".join(parts), usedforsecurity=False).hexdigest()


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Have templates compiled once, where they may be kept."""
    if env.bytecode_cache is None:
        try:
            env.bytecode_cache = Compiled(code(datasette._metadata_local))
        except (OSError, RuntimeError):  # no folder, or not this user's alone
            return
