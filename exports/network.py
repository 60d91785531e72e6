"""The network of groups and people as GEXF, for Gephi and similar programs."""

import sqlite3
from pathlib import Path

import networkx as nx

from common.display_text import xml_text

FILE = "network.gexf"

NODES = """
SELECT 'groups/' || id AS id, name, 'group' AS sort, kind FROM "groups"
UNION ALL
SELECT 'people/' || id, name, 'person', kind FROM people
ORDER BY 1
"""
TIES = """
SELECT
  membership.id, coalesce('groups/' || member_group_id, 'people/' || member_person_id),
  'groups/' || group_id, roles.label, start_edtf, end_edtf, certainty, told, sources.label, claim_id
FROM membership
INNER JOIN roles ON membership.role = roles.id
INNER JOIN claims ON membership.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
UNION ALL
SELECT
  relations.id, coalesce('groups/' || from_group_id, 'people/' || from_person_id),
  coalesce('groups/' || to_group_id, 'people/' || to_person_id),
  relation_kinds.label, date_edtf, NULL, certainty, told, sources.label, claim_id
FROM relations
INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
INNER JOIN claims ON relations.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
ORDER BY 1
"""


def write_network(database: sqlite3.Connection, folder: Path) -> None:
    """Write the network: an edge for each statement of a source, with its claim.

    Isolated nodes are left out. Dates are EDTF as the source states them, not GEXF spans, which
    would be more precise than the sources.
    """
    graph = nx.MultiDiGraph()
    nodes = {
        id_: {"label": name, "sort": sort, "kind": kind}
        for id_, name, sort, kind in database.execute(NODES)
    }
    for id_, source, target, label, start, end, certainty, told, said_by, claim in database.execute(
        TIES
    ):
        for node in (source, target):
            graph.add_node(node, **nodes[node])
        words = {"start_edtf": start, "end_edtf": end, "certainty": certainty, "told": told}
        stated = {key: value for key, value in words.items() if value is not None}
        graph.add_edge(
            source, target, key=id_, label=label, source_label=said_by, claim_id=claim, **stated
        )
    text = xml_text("\n".join(nx.generate_gexf(graph)))
    (folder / FILE).write_text(text + "\n", encoding="utf-8")
