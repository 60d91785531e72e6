"""Random addresses of the site, from valid to absurd, drawn from a seeded generator."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import yaml

ROOT = Path(__file__).resolve().parents[1]
OPERATORS = """
    exact not contains notcontains endswith startswith gt gte lt lte like notlike glob in notin
    arraycontains arraynotcontains date isnull notnull isblank notblank between no
""".split()  # noqa: SIM905  so many
ARGUMENTS = """
    _size _sort _sort_desc _next _facet _facet_array _facet_date _facet_size _search _search_name
    _searchmode _where _through _col _nocol _shape _labels _label _json _json_infinity _nl _ttl
    _timelimit _trace _extra _stream _dl _header _nofacet _nosuggest _nocount _filter_column
    _filter_op _filter_value _blob_column _blob_hash _hide_sql _show_hidden _sort_by_desc
    _all_columns sql _group _format _fts_table _fts_pk _all _sources _ from to rule kind on width
""".split()  # noqa: SIM905  so many
VALUES = (
    *("", "1", "0", "-1", "on", "off", "max", "array", "object", "objects", "arrays", "arrayfirst"),
    *("NaN", "1e999", "9" * 400, "null", "true", "[]", "{}", '["a"]', '{"a": 1}', "[[[[[[[["),
    *("'", '"', "`", ";", "--", "/*", "\\", "%", "_", "*", "?", "[", "]", "(", ")", "{{7*7}}"),
    *("\0", "\n", "\r\n", "\t", "\x7f", "\ufeff", "\u202e", "\ud7ff", "é", "جماعة", "🇲🇱"),
    *("a" * 300, "x" * 3000, "<script>alert(1)</script>", "../../etc/passwd", "=1+1", "%00", "%ff"),
    *("2018-03-03", "2018", "2018-13-45", "jnim", "ouagadougou-2018", "csis-2018", "~2F", "a,b,c"),
    *("select 1", "select * from claims", "1=1", "1 or", "rowid in (select 1)", "NEAR(a b)", 'a"b'),
    *("javascript:alert(1)", "raw", "narrow", '{"table": "names", "column": "name", "value": "x"}'),
)
SQL = (
    *("select :a", "select :a, :b", "select * from attacks", "select", "select 1 as sql", ""),
    *("select 1/0", "select null", "select x'00'", "select * from no", "select 1e999, -1e999"),
    *(
        "select '' as \"\"",
        "select 1, 1",
        "values (1)",
        "explain select 1",
        "with a as (select 1) b",
    ),
    *("select json('{')", "select date(:a)", "select * from pragma_table_info('claims')"),
    *(
        "select :_b",
        "select zeroblob(9e8)",
        "select * from asked_dates where question = json_array(:a)",
    ),
)
FORMS = ("", "", ".json", ".json", ".csv", ".jsono", ".blob", ".no", ".", ".json.json", ".db")


class Addresses:
    """Draws addresses of tables, rows, named queries, SQL, pages, and of nothing that exists."""

    def __init__(self, draw: random.Random) -> None:
        self.random = draw
        metadata = yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8"))
        queries = metadata["databases"]["jnim"]["queries"]
        self.queries = {name: query.get("params", []) for name, query in queries.items()}
        with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
            found = database.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            )
            self.columns = {
                name: [row[1] for row in database.execute(f"PRAGMA table_xinfo([{name}])")]
                for (name,) in found.fetchall()
            }
            self.ids = {
                name: [row[0] for row in database.execute(f"SELECT id FROM [{name}] LIMIT 20")]
                for name, columns in self.columns.items()
                if "id" in columns
            }
        templates = ROOT / "templates" / "pages"
        self.pages = [
            "/" + path.relative_to(templates).with_suffix("").as_posix()
            for path in sorted(templates.rglob("*.html"))
        ]

    def one(self) -> str:
        """Return an address."""
        kinds = [self.table, self.table, self.row, self.query, self.sql, self.page, self.other]
        return self.random.choice([*kinds, self.machine])()

    def value(self) -> str:
        """Return something that somebody might type."""
        draw = self.random.random()
        if draw < 0.8:
            return self.random.choice(VALUES)
        if draw < 0.9:
            return self.random.choice([str(id_) for ids in self.ids.values() for id_ in ids])
        length = self.random.randrange(1, 12)
        return "".join(chr(self.random.choice([*range(128), 0x300, 0x2028])) for _ in range(length))

    def with_arguments(self, path: str, names: list[str], most: int = 4) -> str:
        """Return an address with some of these arguments."""
        chosen = [self.random.choice(names) for _ in range(self.random.randrange(most + 1))]
        pairs = [f"{quote(name)}={quote(self.value())}" for name in chosen]
        return f"{path}?{'&'.join(pairs)}" if pairs else path

    def table(self) -> str:
        """Return the address of a table's rows."""
        name = self.random.choice(list(self.columns))
        columns = self.columns[name] or ["rowid"]
        filters = [
            f"{column}__{operator}" if operator else column
            for column in self.random.sample(columns, min(3, len(columns)))
            for operator in self.random.sample(OPERATORS, 3)
        ]
        own = [*filters, *self.random.sample(ARGUMENTS, 6)]
        path = f"/jnim/{name}{self.random.choice(FORMS)}"
        # Parameters that name a column are pointless without one.
        address = self.with_arguments(path, own)
        if self.random.random() < 0.4:
            sort = self.random.choice(["_sort", "_sort_desc", "_facet", "_col", "_facet_array"])
            address += f"{'&' if '?' in address else '?'}{sort}={self.random.choice(columns)}"
        return address

    def row(self) -> str:
        """Return the address of a row."""
        name = self.random.choice(list(self.ids))
        sound = self.ids[name] and self.random.random() < 0.5
        id_ = str(self.random.choice(self.ids[name])) if sound else self.value()
        path = f"/jnim/{name}/{quote(id_, safe='')}{self.random.choice(FORMS)}"
        return self.with_arguments(path, list(ARGUMENTS), 2)

    def query(self) -> str:
        """Return the address of a named query."""
        name = self.random.choice(list(self.queries))
        parameters = [*self.queries[name], *self.random.sample(ARGUMENTS, 3)]
        return self.with_arguments(f"/jnim/{name}{self.random.choice(FORMS)}", parameters, 6)

    def sql(self) -> str:
        """Return the address of an SQL query."""
        sql = self.random.choice([*SQL, self.value()])
        path = f"/jnim{self.random.choice(FORMS)}?sql={quote(sql)}"
        return path + "&" + self.with_arguments("", ["a", "b", *ARGUMENTS], 3).removeprefix("?")

    def page(self) -> str:
        """Return the address of one of our own pages."""
        parts = self.random.choice([*self.pages, "/", "/jnim", "/search"]).split("/")
        known = [str(id_) for ids in self.ids.values() for id_ in ids]
        filled = [
            quote(self.random.choice([self.value(), self.random.choice(known)]), safe="")
            if part.startswith("{")
            else part
            for part in parts
        ]
        path = "/".join(filled) or "/"
        return self.with_arguments(path, ["q", "page", "year", *ARGUMENTS], 2)

    def machine(self) -> str:
        """Return the address of a chart, of points, or of something else that programs request."""
        name = self.random.choice(["jnim", "nosuch", *self.columns, *self.queries])
        chart = self.random.choice(["timeline", "lineage", "lineage-tree", "attacks-per-month"])
        path = self.random.choice(
            [
                f"/-/points/jnim/{name}",
                "/-/points/jnim",
                f"/-/charts/{chart}.{self.random.choice(['svg', 'png', 'no'])}",
                f"/-/{self.random.choice(['versions', 'plugins', 'metadata', 'threads'])}.json",
                f"/feeds/{self.random.choice(['attacks', 'disagreements', 'no'])}.atom",
                f"/claims/csis-formation{self.random.choice(['.bib', '.csl.json', '.no'])}",
            ]
        )
        return self.with_arguments(path, ["sql", "group", "start", "end", *ARGUMENTS], 3)

    def other(self) -> str:
        """Return an address that hardly ever exists."""
        parts = [quote(self.value(), safe="") for _ in range(self.random.randrange(1, 4))]
        first = self.random.choice(
            ["", "jnim/", "-/", "-/static/", "static/", "_internal/", "basemap/"]
        )
        return self.with_arguments(f"/{first}{'/'.join(parts)}", list(ARGUMENTS), 1)
