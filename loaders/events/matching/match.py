"""Compare, decide, and write what was decided."""

import sqlite3

from loaders.events.matching.groups import Groups, data_set_of
from loaders.events.matching.incidents import match_incidents
from loaders.events.matching.records import match_records
from loaders.events.matching.scoring import WORTH_TELLING
from loaders.events.reference import Knowledge
from loaders.problems import Problems


def match(database: sqlite3.Connection, knowledge: Knowledge, problems: Problems) -> list[str]:
    """Compare records with each other and with the incidents of the facts, and fill `matches`.

    Returns:
        The attacks whose reports changed.
    """
    judged = _judged_pairs(database, knowledge, problems)
    decisions: list[tuple[str, str, str, str, float | None, int | None, float | None, str]] = []
    refused = {frozenset((one, other)) for one, other, same, _ in judged if not same}
    hand = {frozenset((one, other)) for one, other, _, _ in judged}
    groups = Groups(database)
    for one, other, same, why in judged:
        if same:
            groups.join(one, other)
        decisions.append(
            (one, other, "same" if same else "different", "hand", None, None, None, why)
        )
    for verdict, decision in [*match_incidents(database), *match_records(database)]:
        method = "incident" if verdict.one.startswith("attack:") else "records"
        one = verdict.one.removeprefix("attack:")
        pair = frozenset((one, verdict.other))
        if pair in hand:
            continue
        if decision == "same" and groups.may_join(one, verdict.other, refused):
            groups.join(one, verdict.other)
        elif decision == "same":
            decision = "undecided"
        if decision == "different" and verdict.score < WORTH_TELLING:
            continue
        reason = (
            f"{verdict.reason}; against it: {verdict.against}"
            if verdict.against
            else verdict.reason
        )
        decisions.append(
            (
                one,
                verdict.other,
                decision,
                method,
                verdict.score,
                verdict.days,
                verdict.kilometres,
                reason,
            )
        )
    return _write(database, groups, decisions)


def _judged_pairs(
    database: sqlite3.Connection, knowledge: Knowledge, problems: Problems
) -> list[tuple[str, str, bool, str]]:
    """The pairs judged by hand whose sides are both loaded; an attack of the facts goes first."""
    found = []
    prefixes = tuple(f"{each.prefix}-" for each in knowledge.data_sets.values())
    for pair in knowledge.pairs:
        kinds = []
        for id_ in (pair.one, pair.other):
            attack = database.execute("SELECT 1 FROM attacks WHERE id = ?", (id_,)).fetchone()
            report = database.execute(
                "SELECT 1 FROM attack_reports WHERE id = ?", (id_,)
            ).fetchone()
            kinds.append("report" if report else "attack" if attack else "")
            if not report and not attack and not id_.startswith(prefixes):
                problems.add(
                    pair.place, f"there is no attack or report '{id_}'", expected="the id of one"
                )
        if "" in kinds:
            continue
        one, other = (pair.one, pair.other) if kinds[0] == "attack" else (pair.other, pair.one)
        if "attack" not in kinds:
            one, other = pair.one, pair.other
        found.append((one, other, pair.same, pair.why.strip()))
    return found


_ORDER = """
SELECT s.follow_order
FROM attack_reports AS r
JOIN sources AS s ON s.id = r.source_id
WHERE r.id = ?
"""
_MOVE = (
    "UPDATE attack_reports SET attack_id = ? WHERE id = ?",
    "UPDATE attack_actors SET attack_id = ? WHERE report_id = ?",
)


def _write(
    database: sqlite3.Connection,
    groups: Groups,
    decisions: list[tuple[str, str, str, str, float | None, int | None, float | None, str]],
) -> list[str]:
    """Give the reports of an incident one attack, and write down every decision."""
    changed: list[str] = []
    attack_of: dict[str, str] = {}
    for members in groups.all():
        attacks = [id_ for id_ in members if data_set_of(database, id_) is None]
        records = [id_ for id_ in members if id_ not in attacks]
        order = sorted(
            (database.execute(_ORDER, (record,)).fetchone()[0], record) for record in records
        )
        attack = min(attacks) if attacks else order[0][1]
        for id_ in members:
            attack_of[id_] = attack
        for _, record in order:
            if record != attack:
                database.execute("DELETE FROM attacks WHERE id = ?", (record,))
            for statement in _MOVE:
                database.execute(statement, (attack, record))
        changed.append(attack)
    rows = []
    for one, other, decision, method, score, days, far, reason in decisions:
        report = one if not _is_attack_only(database, one) else _first_report(database, one)
        rows.append(
            (report, other, attack_of.get(one, one), decision, method, score, days, far, reason)
        )
    database.executemany(
        "INSERT INTO matches (report_id, other_report_id, attack_id, decision, method, "
        "score, days_apart,"
        " kilometres_apart, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    return sorted(set(changed))


def _is_attack(database: sqlite3.Connection, id_: str) -> bool:
    return database.execute("SELECT 1 FROM attacks WHERE id = ?", (id_,)).fetchone() is not None


def _is_attack_only(database: sqlite3.Connection, id_: str) -> bool:
    report = database.execute("SELECT 1 FROM attack_reports WHERE id = ?", (id_,)).fetchone()
    return report is None and _is_attack(database, id_)


def _first_report(database: sqlite3.Connection, attack: str) -> str:
    ((report,),) = database.execute(
        "SELECT r.id FROM attack_reports AS r JOIN sources AS s ON s.id = r.source_id"
        " WHERE r.attack_id = ? AND r.data_file_id IS NULL ORDER BY s.follow_order, r.id LIMIT 1",
        (attack,),
    )
    return str(report)
