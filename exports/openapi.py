"""An OpenAPI description of the named queries, generated from metadata.yml."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common.project import DATABASE

FILE = "openapi.json"
ANSWER = {
    "200": {
        "description": "The rows, each an object by the names of its columns",
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
        },
    },
    "400": {"description": "What was wrong with the request, in words"},
}


def describe(metadata: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of all named queries.

    Args:
        metadata: The content of metadata.yml.
        version: The version of the data.
    """
    queries = metadata["databases"][DATABASE]["queries"]
    address = metadata.get("address")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": metadata["title"],
            "version": version,
            "description": "Named queries, to read only. A parameter left empty does not restrict. "
            "Dates may be EDTF or plain: 2018, 2018-03, 2018-03-03.",
            "license": {"name": metadata["license"], "url": metadata["license_url"]},
        },
        "servers": [{"url": address.rstrip("/") if address else "/"}],
        "paths": {
            f"/{DATABASE}/{name}.json": _path(name, query) for name, query in queries.items()
        },
    }


def _path(name: str, query: Mapping[str, Any]) -> dict[str, Any]:
    about = query.get("description") or query.get("description_html") or query["title"]
    return {
        "get": {
            "operationId": name,
            "summary": query["title"],
            "description": _plain(about),
            "parameters": [
                *(_parameter(parameter) for parameter in query.get("params", [])),
                {
                    "name": "_shape",
                    "in": "query",
                    "required": True,
                    "schema": {"type": "string", "enum": ["array"], "default": "array"},
                    "description": "The rows alone, each an object, as described below",
                },
            ],
            "responses": ANSWER,
        }
    }


def _parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "allowEmptyValue": True,
        "schema": {"type": "string", "maxLength": 2000},
    }


def _plain(html: str) -> str:
    """Return a description without HTML tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def write_openapi(metadata: Mapping[str, Any], version: str, folder: Path) -> None:
    """Write openapi.json."""
    text = json.dumps(describe(metadata, version), ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")
