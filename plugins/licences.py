"""Say on every page which of the data that it may show may not be passed on."""

from collections.abc import Awaitable, Callable

from datasette import hookimpl
from datasette.app import Datasette

DATABASE = "jnim"
WITHHELD = "select coalesce(label, title) from sources where redistributable = 0 order by 1"


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Datasette) -> Callable[[], Awaitable[dict[str, list[str]]]]:
    """Give every template the sources whose rows may not be passed on; none in the release."""

    async def withheld() -> dict[str, list[str]]:
        if DATABASE not in datasette.databases:
            return {"not_passed_on": []}
        found = await datasette.get_database(DATABASE).execute(WITHHELD)
        return {"not_passed_on": [row[0] for row in found.rows]}

    return withheld
