"""Former addresses of attacks lead to where their reports are now."""

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request

from plugins.site.not_found import forwarded
from tests.conftest import finished


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/attacks/acled-MLI1", "/attacks/ucdp-7"),
        ("/jnim/attacks/acled-MLI1", "/jnim/attacks/ucdp-7"),
        (
            "/jnim/attacks/acled-MLI1.json?_shape=objects",
            "/jnim/attacks/ucdp-7.json?_shape=objects",
        ),
        ("/attacks/acled-MLI2", None),
        ("/groups/acled-MLI1", None),
    ],
)
def test_a_former_address_forwards(path: str, to: str | None) -> None:
    async def location() -> str | None:
        site = Datasette(memory=True)
        database = site.add_memory_database("jnim")
        await database.execute_write("CREATE TABLE IF NOT EXISTS attack_aliases (id, attack_id)")
        await database.execute_write("INSERT INTO attack_aliases VALUES ('acled-MLI1', 'ucdp-7')")
        request = Request.fake(path)
        response = await forwarded(site, request.path, request.query_string)
        assert response is None or response.status == 302
        return response.headers["Location"] if response else None

    assert finished(location()) == to
