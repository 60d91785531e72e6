"""Croissant metadata, which machine learning tools read, made from the data package.

Everything that datapackage.json says about tables and columns is repeated, except foreign keys.
Croissant has references for those, but mlcroissant joins them, and fails if a table refers to
itself or twice to another (https://docs.mlcommons.org/croissant/docs/croissant-spec.html).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exports.about import LICENCE

FILE = "croissant.json"
TYPES = {
    "string": "sc:Text",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
}
# The JSON-LD context of the specification: mlcroissant warns about any other.
TERMS = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty"),
    *("fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField"),
    *("path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("separator", "source", "subField", "transform"),
)
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{term: f"cr:{term}" for term in TERMS},
}


def write_croissant(package: Mapping[str, Any], address: str, folder: Path) -> None:
    """Write croissant.json.

    Args:
        package: The data package (exports/csv_package.py).
        address: The site's address; empty if it has none.
        folder: The folder to write to, next to the files.
    """
    creator, day = package["contributors"][0]["title"], package.get("created", "")[:10]
    title, version = package["title"], package["version"]
    described = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "description": package["description"],
        **({"url": address} if address else {}),
        "version": version,
        "license": package["licenses"][0].get("path", LICENCE),
        "creator": {"@type": "sc:Organization", "name": creator},
        "keywords": package["keywords"],
        "citeAs": f"{creator}, “{title}”, version {version}" + (f", {day}" if day else ""),
        **({"datePublished": day} if day else {}),
        "distribution": [_file(resource) for resource in package["resources"]],
        "recordSet": [_records(resource) for resource in package["resources"]],
    }
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def _file(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource["description"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _records(resource: Mapping[str, Any]) -> dict[str, Any]:
    name, schema = resource["name"], resource["schema"]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        "key": [{"@id": f"{name}/{column}"} for column in schema["primaryKey"]],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field['name']}",
                "name": field["name"],
                "description": field["description"],
                "dataType": TYPES[field["type"]],
                "source": {
                    "fileObject": {"@id": resource["path"]},
                    "extract": {"column": field["name"]},
                },
            }
            for field in schema["fields"]
        ],
    }
