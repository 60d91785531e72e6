"""Compare records, decide which match, and write the decisions."""

import contextlib
import dataclasses
import gc
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from loaders.events.matching.assignment import LIMIT
from loaders.events.matching.evidence import score_of
from loaders.events.matching.groups import Groups
from loaders.events.matching.incidents import match_incidents
from loaders.events.matching.records import match_records
from loaders.events.matching.scoring import WORTH_LISTING, Verdict, unordered
from loaders.events.matching.weighings import LEAST_OF_A_RIVAL, Weighings
from loaders.events.reference import ReferenceData
from loaders.problems import Problems


class Decision(NamedTuple):
    """A decision about two reports, which becomes a row of `matches`."""

    verdict: Verdict
    decision: str
    method: str

    def row(self, weighings: Weighings) -> tuple[object, ...]:
        """Return the row for the table, without the attack."""
        verdict = self.verdict
        if self.method == "hand":
            return self.decision, self.method, None, None, None, verdict.reason
        reason = weighings.reason(verdict)
        if verdict.objections:
            reason += f"; against it: {verdict.objections}"
        figures = verdict.score, verdict.days, verdict.kilometres
        return self.decision, self.method, *figures, reason


def match(database: sqlite3.Connection, reference: ReferenceData, problems: Problems) -> list[str]:
    """Compare records with each other and with the incidents in the facts, and fill `matches`.

    Returns:
        The attacks whose reports changed.
    """
    judged = _judged_pairs(database, reference, problems)
    judged_pairs = {unordered(one, other) for one, other, _, _ in judged}
    refused = {unordered(one, other) for one, other, same, _ in judged if not same}
    with _without_cycles(), contextlib.closing(Weighings(database)) as weighings:
        groups = Groups(database, refused, weighings.is_refused)
        decisions: list[Decision] = []
        for one, other, same, why in judged:
            if same:
                groups.join(one, other)
            decision = "same" if same else "different"
            decisions.append(Decision(Verdict(one, other, 0, 0, 0, "", why), decision, "hand"))
        class_of = reference.actor_class
        incidents = [
            (verdict, decision)
            for verdict, decision in match_incidents(database, class_of)
            if unordered(verdict.one, verdict.other) not in judged_pairs
        ]
        decisions += _join(groups, incidents, "incident")
        matched = match_records(database, class_of, weighings, judged_pairs)
        parts = {unordered(each.one, each.other) for split in matched.splits for each in split}
        singly = (
            (verdict, decision)
            for verdict, decision in decide(groups, matched.singly)
            if unordered(verdict.one, verdict.other) not in parts
        )
        decisions += _join(groups, singly, "records")
        for split in matched.splits:
            decisions += _join(groups, [(each, "same") for each in split], "split")
        return _write(database, groups, decisions, weighings)


@contextlib.contextmanager
def _without_cycles() -> Iterator[None]:
    """Disable garbage collection, which takes a third of the time and finds no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def decide(groups: Groups, verdicts: list[Verdict]) -> Iterator[tuple[Verdict, str]]:
    """Decide on pairs, the most certain first, by all the records that joining them would join.

    So the record of a third data set speaks for two others as well, or against them.
    """
    bits = {unordered(each.one, each.other): each.bits for each in verdicts}
    for verdict in sorted(verdicts, key=lambda each: (-each.bits, each.one, each.other)):
        between = groups.between(verdict.one, verdict.other)
        total = sum(bits.get(pair, LEAST_OF_A_RIVAL) for pair in between)
        if len(between) > 1:
            others = f"records that are joined with them ({total - verdict.bits:+.1f}); "
            verdict = dataclasses.replace(verdict, bits=total, score=score_of(total), reason=others)
        is_joined = verdict.other in groups.of(verdict.one)
        yield verdict, "same" if is_joined or total >= LIMIT else "undecided"


def _join(
    groups: Groups, decided: Iterable[tuple[Verdict, str]], method: str
) -> Iterator[Decision]:
    """Join pairs decided to be the same, as far as the groups allow; yield the final decisions."""
    for verdict, decision in decided:
        if decision == "same":
            if groups.may_join(verdict.one, verdict.other, several=method == "split"):
                groups.join(verdict.one, verdict.other)
            else:
                decision = "undecided"
        if decision != "different" or verdict.score >= WORTH_LISTING:
            yield Decision(verdict, decision, method)


def _judged_pairs(
    database: sqlite3.Connection, reference: ReferenceData, problems: Problems
) -> list[tuple[str, str, bool, str]]:
    """Return hand-judged pairs of which both sides are loaded, an attack in the facts first."""
    pairs = []
    prefixes = tuple(f"{each.prefix}-" for each in reference.data_sets.values())
    for pair in reference.pairs:
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
        one, other = (pair.other, pair.one) if kinds[1] == "attack" else (pair.one, pair.other)
        pairs.append((one, other, pair.same, pair.why.strip()))
    return pairs


def _write(
    database: sqlite3.Connection,
    groups: Groups,
    decisions: list[Decision],
    weighings: Weighings,
) -> list[str]:
    """Give the reports of an incident the same attack, and write all decisions."""
    order = dict(database.execute("SELECT id, follow_order FROM sources"))
    attack_of: dict[str, str] = {}
    moved: list[tuple[str, str]] = []
    for members in groups.all():
        attacks = [id_ for id_ in members if groups.data_set(id_) is None]
        records = sorted(id_ for id_ in members if id_ not in attacks)
        attack = (
            min(attacks) if attacks else min(records, key=lambda id_: order[groups.data_set(id_)])
        )
        attack_of |= dict.fromkeys(members, attack)
        moved += [(attack, record) for record in records]
    database.executemany(
        "DELETE FROM attacks WHERE id = ?", ((old,) for new, old in moved if old != new)
    )
    for table, column in (("attack_reports", "id"), ("attack_actors", "report_id")):
        database.executemany(f"UPDATE {table} SET attack_id = ? WHERE {column} = ?", moved)  # noqa: S608
    database.executemany(
        "INSERT INTO matches (attack_id, report_id, other_report_id, decision, method, score,"
        " days_apart, kilometres_apart, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                attack_of.get(verdict.one, verdict.one),
                _report_of(database, verdict.one),
                verdict.other,
                *each.row(weighings),
            )
            for each in decisions
            for verdict in [each.verdict]
        ),
    )
    return sorted({attack for attack, _ in moved})


def _report_of(database: sqlite3.Connection, id_: str) -> str:
    """Return the report with an id, or the first report of the attack with that id."""
    report = database.execute("SELECT 1 FROM attack_reports WHERE id = ?", (id_,)).fetchone()
    return id_ if report else _first_report(database, id_)


def _first_report(database: sqlite3.Connection, attack: str) -> str:
    ((report,),) = database.execute(
        "SELECT r.id FROM attack_reports AS r JOIN sources AS s ON s.id = r.source_id"
        " WHERE r.attack_id = ? AND r.data_file_id IS NULL ORDER BY s.follow_order, r.id LIMIT 1",
        (attack,),
    )
    return str(report)
