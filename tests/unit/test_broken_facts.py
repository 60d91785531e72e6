"""Deliberately broken facts: each mistake is reported with its line; the database stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from common.command import exit_code
from loaders import build

MARSH = "profiles/marsh-atlas-2020.yml"
DELTA = "profiles/delta-notes-2021.yml"


@dataclass(frozen=True)
class Broken:
    """A file in which some words are replaced.

    Attributes:
        file: The file.
        old: The words that are replaced, at their first occurrence.
        new: What they become.
        at: Words of the line that the message must name; none for a message about the file.
        says: What the message must say.
        where: The file that the message must name, if it is another one.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    says: str
    where: str = ""


CASES = [
    # --- what the files themselves show
    Broken(
        "tab",
        "groups.yml",
        "\n  kind: armed-group\n",
        "\n  kind:\tarmed-group\n",
        "kind:\tarmed-group",
        "a tab. Expected spaces.",
    ),
    Broken(
        "no-yaml",
        "people.yml",
        "kind: member}",
        "kind: member",
        "anso-velt: {",
        "this is no YAML",
    ),
    Broken(
        "duplicate-key",
        "groups.yml",
        "tide-council: {",
        "old-sluice: {",
        "old-sluice: {name: Tide",
        "the key 'old-sluice' stands here twice; it was first on line 3",
    ),
    Broken(
        "alias",
        "attacks.yml",
        "scope: incident}\ngrayford-ferry: {",
        "scope: &s incident}\ngrayford-ferry: {note: *s, ",
        "grayford-ferry",
        "an alias (*)",
    ),
    Broken(
        "unknown-key",
        MARSH,
        "    says: Anso Velt pledged",
        "    sais: Anso Velt pledged",
        "sais:",
        "the key 'sais' is unknown here. Expected one of id, at,",
    ),
    Broken(
        "unknown-key-guess",
        MARSH,
        'cites: [{marker: "1"',
        'citse: [{marker: "1"',
        "citse:",
        "did you mean 'cites'?",
    ),
    Broken(
        "comma-in-braces",
        "people.yml",
        "{name: Ilse Dorn, kind",
        "{name: Dorn, the drawer, kind",
        "the drawer",
        "Expected quotes around a text with a comma in it",
    ),
    Broken(
        "key-missing",
        MARSH,
        "    says: The ferry at Grayford was burnt.\n",
        "",
        "id: marsh-ferry",
        "'says' is missing. Expected some words.",
    ),
    Broken(
        "empty-value",
        MARSH,
        "says: The ferry at Grayford was burnt.",
        "says:",
        "says:\n",
        "an empty value does not fit here. Expected some words.",
    ),
    Broken(
        "list-for-mapping",
        "groups.yml",
        "old-sluice: {name: Old Sluice, kind: armed-group}",
        "old-sluice: [Old Sluice]",
        "old-sluice: [",
        "a list does not fit here",
    ),
    Broken(
        "bad-id",
        "groups.yml",
        "tide-council: {",
        "Tide_Council: {",
        "Tide_Council",
        "'Tide_Council' does not fit here. Expected an id of lower-case letters",
    ),
    Broken(
        "two-rows-in-one",
        MARSH,
        "      - name: {of: tide-council, name: Tide Council, kind: common}",
        "        name: {of: tide-council, name: Tide Council, kind: common}",
        "- relation: {told: past, from: anso-velt",
        "there are 2 keys here. Expected one row",
    ),
    # --- tense, doubt and the order of events
    Broken(
        "no-tense",
        MARSH,
        "relation: {told: past, from: anso-velt",
        "relation: {from: anso-velt",
        "relation: {from",
        "'told' is missing. Expected the tense of the sentence",
    ),
    Broken(
        "unknown-tense",
        MARSH,
        "relation: {told: past, from: anso-velt",
        "relation: {told: pased, from: anso-velt",
        "pased",
        "did you mean 'past'?",
    ),
    Broken(
        "unnamed-and-certain",
        MARSH,
        "name: The Reed Banner, who",
        "name: null, who",
        "name: null",
        "nobody is named, and 'reed-banner' is certain all the same",
    ),
    Broken(
        "certain-where-nobody-says-who",
        MARSH,
        "responsibility: attributed",
        "responsibility: context",
        "name: The Reed Banner, who",
        "who: 'reed-banner' is certain, and the document does not say who did it. "
        "Expected certainty: possible, or responsibility: attributed where it does.",
    ),
    Broken(
        "possible-on-a-certain-date",
        MARSH,
        "date: ../2019-06-03, place",
        "certainty: possible, date: ../2019-06-03, place",
        "date: ../2019-06-03",
        "'../2019-06-03' is certain, and its row is possible",
    ),
    Broken(
        "listing-of-nobody",
        MARSH,
        "designation: {told: past, who: reed-banner",
        "designation: {told: past, who: null",
        "who: null",
        "'null' does not fit here",
    ),
    Broken(
        "merged-without-a-list",
        MARSH,
        "role: merged, start: 2017, set: marsh-merger",
        "role: merged, start: 2017",
        "role: merged, start: 2017}",
        "a group that merged lacks the list that it is in",
    ),
    Broken(
        "order-of-nothing",
        MARSH,
        "  - id: marsh-ferry\n",
        "  - id: marsh-ferry\n    event_links:\n"
        "      - {from: attacks/grayford-fery, kind: after, to: milestones/marsh-merger}\n",
        "grayford-fery",
        "there is no 'grayford-fery' in attacks",
    ),
    Broken(
        "order-against-dates",
        MARSH,
        "  - id: marsh-ferry\n",
        "  - id: marsh-ferry\n    event_links:\n"
        "      - {from: attacks/grayford-2019, kind: before, to: milestones/marsh-merger}\n",
        "kind: before",
        "attacks/grayford-2019 cannot be before milestones/marsh-merger by their dates",
    ),
    Broken(
        "order-inferred-from-nothing",
        MARSH,
        "  - id: marsh-ferry\n",
        "  - id: marsh-ferry\n    event_links:\n      - {from: attacks/grayford-2019, kind: after, "
        'to: milestones/marsh-merger, inferred: "yes"}\n',
        "inferred",
        "inferred: nothing says from what the order follows. Expected a note with the reason",
    ),
    # --- words of vocabularies
    Broken(
        "vocabulary",
        MARSH,
        "kind: acronym}",
        "kind: acronim}",
        "acronim",
        "'acronim' is no word of name_kinds (vocabularies.yml). Did you mean 'acronym'?",
    ),
    Broken(
        "vocabulary-modality",
        MARSH,
        "modality: title\n    about: ministry",
        "modality: tittle\n    about: ministry",
        "tittle",
        "is no word of modalities",
    ),
    Broken(
        "vocabulary-passage",
        MARSH,
        "{note: 4}",
        "{notes: 4}",
        "{notes: 4}",
        "'notes' is no word of passage_kinds (vocabularies.yml). Did you mean 'note'?",
    ),
    Broken(
        "scope-word",
        MARSH,
        'cites: [{marker: "2", scope: sentence}]',
        'cites: [{marker: "2", scope: sentance}]',
        "sentance",
        "'sentance' does not fit here. Expected sentence or paragraph; did you mean 'sentence'?",
    ),
    Broken(
        "word-of-the-loaders",
        "vocabularies.yml",
        "  decade: {label: Decade, description: A decade.}\n",
        "",
        "precisions:",
        "the word 'decade' of precisions is missing",
    ),
    Broken(
        "label-twice",
        "vocabularies.yml",
        "{label: Author, description: Of a document.}",
        "{label: Member, description: Of a document.}",
        "author: {label: Member",
        "the label 'Member' is already that of 'member'",
    ),
    # --- ids
    Broken(
        "unknown-group",
        MARSH,
        "who: old-sluice",
        "who: old-sluce",
        "old-sluce",
        "who: there is no 'old-sluce' in groups.yml or people.yml. Expected the id of a group or a "
        "person; did you mean 'old-sluice'?",
    ),
    Broken(
        "unknown-place",
        MARSH,
        "date: 2019-06-04\n          place: grayford",
        "date: 2019-06-04\n          place: grafford",
        "grafford",
        "did you mean 'grayford'?",
    ),
    Broken(
        "unknown-actor",
        MARSH,
        "name: The Reed Banner, who: reed-banner",
        "name: The Reed Banner, who: reed-baner",
        "reed-baner",
        "did you mean 'reed-banner'?",
    ),
    Broken(
        "other-kind-of-id",
        MARSH,
        "value: Moves by boat, place: delta",
        "value: Moves by boat, place: reed-banner",
        "Moves by boat",
        "place: 'reed-banner' is a group. Expected the id of a place.",
    ),
    Broken(
        "id-of-two",
        "people.yml",
        "mara-okko:",
        "grayford:",
        "grayford:\n"[:-1],
        "the id 'grayford' is already that of a person",
        where="places.yml",
    ),
    Broken(
        "name-of-two",
        "groups.yml",
        "{name: Tide Council,",
        "{name: Old Sluice,",
        "tide-council",
        "the name 'Old Sluice' is already that of 'old-sluice'",
    ),
    Broken(
        "unused",
        "groups.yml",
        "tide-council: {",
        "idle: {name: Idle, kind: armed-group}\ntide-council: {",
        "idle:",
        "nothing refers to 'idle'",
    ),
    Broken(
        "attack-not-told",
        "attacks.yml",
        "grayford-ferry:",
        "idle: {title: Idle, scope: general}\ngrayford-ferry:",
        "idle:",
        "nothing refers to 'idle'",
    ),
    # --- dates
    Broken(
        "no-date",
        MARSH,
        "date: 2019-06-04",
        "date: 4 June 2019",
        "date: 4 June 2019",
        "date: '4 June 2019' is no date. Expected an EDTF date such as 2018-03-03",
    ),
    Broken(
        "february-31",
        MARSH,
        "date: 2019-06-04",
        "date: 2019-02-31",
        "2019-02-31",
        "'2019-02-31' is not in the calendar",
    ),
    Broken("season", MARSH, "date: 2019-05}", "date: 2019-21}", "2019-21", "is a season"),
    Broken(
        "bare-slash", MARSH, "date: 2019-05}", "date: 2019-05/}", "2019-05/", "leaves an end bare"
    ),
    Broken(
        "backwards",
        MARSH,
        "date: 2019-05}",
        "date: 2019-05/2018}",
        "2019-05/2018",
        "ends before it starts",
    ),
    Broken(
        "end-before-start",
        MARSH,
        "role: merged, start: 2017, set",
        "role: merged, start: 2017, end: 2016, set",
        "end: 2016",
        "end: it ends by 2016-12-31, before it starts, which is from 2017-01-01 on",
    ),
    Broken(
        "after-publication",
        DELTA,
        "date: ../2017}",
        "date: 2022}",
        "date: 2022",
        "the date told by 'delta-split' lies after the work that tells it appeared. Expected an "
        "earlier date, or, where the document does say so, a disagreement with a reading that "
        "rests on claim 'delta-split'.",
    ),
    Broken(
        "dated-by-nothing",
        MARSH,
        "dated_by: marsh-title-listing",
        "dated_by: marsh-title-list",
        "dated_by:",
        "dated_by: there is no claim 'marsh-title-list'. Expected the id of a claim; did "
        "you mean 'marsh-title-listing'",
    ),
    Broken(
        "dated-by-itself",
        MARSH,
        "dated_by: marsh-title-listing",
        "dated_by: marsh-listing",
        "dated_by:",
        "dated_by: the claim names itself",
    ),
    Broken(
        "published-outside",
        "sources.yml",
        "earliest: 2020-02-01",
        "earliest: 2019-02-01",
        "2019-02-01",
        "earliest: 2019-02-01 lies outside 2020",
    ),
    Broken(
        "published-backwards",
        "sources.yml",
        "latest: 2020-12-31",
        "latest: 2020-01-31",
        "2020-01-31",
        "earliest: 2020-02-01 is after the latest day, 2020-01-31",
    ),
    # --- claims
    Broken(
        "no-rows",
        MARSH,
        "    gives:\n      - attack: {told: past, of: grayford-2019}\n",
        "    gives: []\n",
        "gives: []",
        "nothing stands here. Expected a list of the rows",
    ),
    Broken(
        "rows-without-claim",
        MARSH,
        "  - id: marsh-map\n    at:",
        "  - at:",
        "at: Attacks / caption 1\n    from",
        "'id' is missing. Expected an id",
    ),
    Broken(
        "claim-twice",
        DELTA,
        "id: delta-captain",
        "id: delta-ferry",
        "id: delta-ferry\n    at: Reach / 1\n    from: Anso",
        "the claim 'delta-ferry' is already at",
    ),
    Broken(
        "claim-of-two-profiles",
        DELTA,
        "id: delta-title",
        "id: marsh-title",
        "id: marsh-title\n",
        "the claim 'marsh-title' is already at",
        where=MARSH,
    ),
    Broken(
        "anchor-changed",
        MARSH,
        "from: In March 2019, the Ministry",
        "from: In March 2019,",
        "from: In March 2019,",
        "the anchor of 'marsh-listing' does not fit the lock file. Expected "
        "a lock that `make anchors` has brought up to date",
    ),
    Broken(
        "anchor-too-long",
        MARSH,
        "to: an outlawed movement",
        "to: the Reed Banner (RB) as an outlawed",
        "to: the Reed Banner",
        "Expected one to five words exactly as the document has them",
    ),
    Broken(
        "claim-moved",
        MARSH,
        "id: marsh-pull-quote\n    at: Overview / pull-quote 1",
        "id: marsh-pull-quote\n    at: Overview / 1",
        "from: A movement of boats",
        "the anchor of 'marsh-pull-quote' does not fit the lock file",
    ),
    Broken(
        "no-such-place",
        MARSH,
        "id: marsh-pledge\n    at: Attacks / 1",
        "id: marsh-pledge\n    at: Attacks / 2",
        "at: Attacks / 2",
        "at: section 'Attacks' has 1 of the kind paragraph, no 2",
    ),
    Broken(
        "no-such-section",
        MARSH,
        "id: marsh-pledge\n    at: Attacks / 1",
        "id: marsh-pledge\n    at: Atacks / 1",
        "at: Atacks / 1",
        "did you mean 'Attacks'?",
    ),
    Broken(
        "not-in-order",
        MARSH,
        "id: marsh-merger\n    at: Overview / 1",
        "id: marsh-merger\n    at: Overview / title",
        "at: Overview / title\n    from: The Reed Banner, led",
        "stands after 'marsh-listing', which is further down",
    ),
    Broken(
        "title-without-about",
        MARSH,
        "    about: delta-wire-2019\n",
        "",
        "id: marsh-title-lock-house",
        "is of modality title and has no about",
    ),
    Broken(
        "about-without-title",
        MARSH,
        "modality: reference\n    gives: [{source: ministry-2019}]\n\n  - id: marsh-title-l",
        "about: ministry-2019\n    gives: [{source: ministry-2019}]\n\n  - id: marsh-title-l",
        "about: ministry-2019\n    gives: [",
        "of modality stated and has an",
    ),
    Broken(
        "in-words-without-modality",
        MARSH,
        "    says: In large type it is called a movement of boats.\n",
        '    says: In large type it is called a movement of boats.\n    in_words: "yes"\n',
        "in_words:",
        "in_words: 'marsh-pull-quote' is of modality stated, which has no mark",
    ),
    Broken(
        "denied-in-other-words",
        MARSH,
        "value: Moves by boat,",
        'value: Moves by boat, denied: "yes",',
        "value: Moves by boat",
        "value: 'Moves by boat' is denied and does not say so itself. Expected a value with “not”",
    ),
    Broken(
        "spelling-twice",
        DELTA,
        "name: Reed Bannér, kind: variant",
        "name: Reed Banner, kind: variant",
        "kind: variant",
        "the spelling 'Reed Banner' of 'reed-banner' is already at",
    ),
    Broken(
        "not-in-lock",
        MARSH,
        "id: marsh-ferry",
        "id: marsh-ferryboat",
        "from: the ferry at Grayford",
        "the anchor of 'marsh-ferryboat' does not fit the lock file",
    ),
    Broken(
        "layout-changed",
        MARSH,
        "blocks: [heading, paragraph, caption, credit]",
        "blocks: [heading, paragraph, caption, paragraph]",
        "layout:",
        "the layout does not fit the lock file",
    ),
    Broken(
        "no-facts-changed",
        MARSH,
        "from: This page is a, to: summary",
        "from: This page is, to: summary",
        "from: This page is,",
        "this sentence without facts does not fit the lock file",
    ),
    Broken(
        "lock-garbled",
        "profiles/marsh-atlas-2020.lock.csv",
        "passage,",
        "pasage,",
        "pasage,",
        "this line is no line of a lock",
    ),
    # --- citations
    Broken(
        "marker-unknown",
        MARSH,
        'cites: [{marker: "2", scope',
        'cites: [{marker: "7", scope',
        'cites: [{marker: "7"',
        "marker: the document has no marker '7'",
    ),
    Broken(
        "marker-elsewhere",
        MARSH,
        'cites: [{marker: "2", scope',
        'cites: [{marker: "4", scope',
        'cites: [{marker: "4"',
        "marker: '4' stands in Attacks, caption 1, not in Overview, para. 1",
    ),
    Broken(
        "marker-of-two-works",
        MARSH,
        '{marker: "3", work: delta-wire-2019, scope: sentence}',
        '{marker: "3", scope: sentence}',
        '- {marker: "3", scope',
        "marker: '3' names 2 works. Expected work: delta-wire-2019 or marsh-post-2019.",
    ),
    Broken(
        "marker-of-another-work",
        MARSH,
        '{marker: "3", work: delta-wire-2019, scope: sentence}',
        '{marker: "3", work: okko-2020, scope: sentence}',
        "work: okko-2020",
        "work: marker '3' does not name 'okko-2020'",
    ),
    Broken(
        "cited-twice",
        MARSH,
        'cites: [{marker: "1", scope: sentence}]',
        'cites: [{marker: "1", scope: sentence}, {marker: "1", scope: sentence}]',
        'cites: [{marker: "1"',
        "marker 1 is cited here twice",
    ),
    Broken(
        "ibid-of-nothing",
        MARSH,
        'form: ibid, work: ministry-2019, through: "1"',
        "form: ibid, work: ministry-2019",
        "form: ibid",
        "form: ibid needs through",
    ),
    Broken(
        "note-through",
        MARSH,
        "entry: Notes / 1, form: footnote, work: ministry-2019",
        'entry: Notes / 1, form: footnote, through: "2", work: ministry-2019',
        "entry: Notes / 1",
        "form: footnote has no through",
    ),
    Broken(
        "through-another-work",
        MARSH,
        'work: ministry-2019, through: "1"}\n  - {marker: "3"',
        'work: ministry-2019, through: "3"}\n  - {marker: "3"',
        "form: ibid",
        "through: marker '3' does not name 'ministry-2019'",
    ),
    Broken(
        "citation-of-nothing",
        MARSH,
        "form: footnote, work: marsh-post-2019",
        "form: footnote, work: marsh-post-2018",
        "marsh-post-2018",
        "did you mean 'marsh-post-2019'",
    ),
    Broken(
        "citation-of-itself",
        DELTA,
        "entry: Works Cited / 1, form: author-date, work: okko-2020",
        "entry: Works Cited / 1, form: author-date, work: delta-notes-2021",
        "work: delta-notes-2021",
        "work: 'delta-notes-2021' is the document itself",
    ),
    Broken(
        "work-not-cited",
        "sources.yml",
        "points:\n",
        "idle:\n  title: Idle\n  kind: news\n  access: cited\n\npoints:\n",
        "idle:",
        "no citation names the cited work 'idle'",
    ),
    Broken(
        "citation-twice",
        DELTA,
        "at: Reach / 1, entry",
        "at: Origins / 1, entry",
        "- {marker: Okko 2020, at: Origins / 1, entry: Works Cited / 1, form: author-date, work: "
        "okko-2020}\n\n",
        "the citation Okko 2020 of 'okko-2020' is already at",
    ),
    # --- rows
    Broken(
        "perpetrator-of-no-kind",
        MARSH,
        "          responsibility: attributed\n",
        "",
        "actors:",
        "Expected responsibility: attributed (the document says so), claimed (",
    ),
    Broken(
        "two-values",
        MARSH,
        "- attack: {told: past, of: grayford-2019}",
        "- attack: {told: past, of: grayford-2019, target: mill}",
        "target: mill",
        "target: 'mill' is given here and 'lock house' at",
    ),
    Broken(
        "count",
        MARSH,
        "killed: 3..}",
        "killed: three}",
        "killed: three",
        "Expected a count of people",
    ),
    Broken(
        "count-backwards", MARSH, "killed: 3..}", "killed: 3..2}", "killed: 3..2", "runs backwards"
    ),
    Broken(
        "low-and-high",
        DELTA,
        "high: 60",
        "high: 6",
        "high: 6",
        "high: 6 is less than low, 40",
    ),
    Broken("no-number", DELTA, "low: 40", "low: forty", "forty", "Expected a number without signs"),
    Broken(
        "pledge-without-renewal",
        MARSH,
        "kind: allegiance, renewal: no,",
        "kind: allegiance,",
        "kind: allegiance",
        "a relation of kind allegiance lacks renewal",
    ),
    Broken(
        "renewal-of-no-pledge",
        DELTA,
        "kind: predecessor,",
        "kind: predecessor, renewal: yes,",
        "renewal: yes",
        "a relation of kind predecessor has renewal",
    ),
    Broken(
        "member-of-itself",
        MARSH,
        "who: heron-guard, role",
        "who: reed-banner, role",
        "who: reed-banner, role",
        "'reed-banner' is a member of itself",
    ),
    # --- places and sources
    Broken(
        "globe", "places.yml", "latitude: 12.5", "latitude: 112.5", "112.5", "is not on the globe"
    ),
    Broken(
        "point-of-a-region",
        "places.yml",
        "delta: {name: Delta, kind: region, country: XA, parent: lowmere}",
        "delta: {name: Delta, kind: region, country: XA, parent: lowmere, geonames_id: 2, "
        "latitude: 1, longitude: 1}",
        "delta: {",
        "'delta' is a region and has a point",
    ),
    Broken(
        "point-of-nothing",
        "places.yml",
        "  geonames_id: 1\n",
        "",
        "latitude: 12.5",
        "'latitude' needs geonames_id. A point is latitude: 13.51, longitude: 2.11, geonames_id: ",
    ),
    Broken(
        "half-a-point",
        "places.yml",
        "  longitude: -3.25\n",
        "",
        "latitude: 12.5",
        "'latitude' needs longitude",
    ),
    Broken(
        "no-parent",
        "places.yml",
        "parent: delta",
        "parent: dalta",
        "dalta",
        "did you mean 'delta'?",
    ),
    Broken(
        "in-itself",
        "places.yml",
        "{name: Lowmere, kind: country, country: XA}",
        "{name: Lowmere, kind: country, country: XA, parent: grayford}",
        "lowmere: {",
        "lies in itself",
    ),
    Broken(
        "other-country",
        "places.yml",
        "kind: town\n  country: XA",
        "kind: town\n  country: XB",
        "parent: delta",
        "parent: 'delta' has the country code XA, 'grayford' has XB",
    ),
    Broken(
        "country-code",
        "places.yml",
        "kind: town\n  country: XA",
        "kind: town\n  country: Xa",
        "country: Xa",
        "Expected a country's code of two capitals",
    ),
    Broken(
        "address",
        "sources.yml",
        "url: https://example.org/notes",
        "url: example.org/notes",
        "example.org/notes",
        "Expected an address that begins with http",
    ),
    Broken(
        "read-without-address",
        "sources.yml",
        "  url: https://example.org/notes\n",
        "",
        "delta-notes-2021:",
        "is read and has no url",
    ),
    Broken(
        "read-without-profile",
        "sources.yml",
        "  access: read\n  redistributable: yes\n  follow_order: 10",
        "  access: data\n  redistributable: yes\n  follow_order: 10",
        "access: data",
        "'marsh-atlas-2020' has a profile and is not read",
    ),
    Broken(
        "profile-of-nothing",
        DELTA,
        "source: delta-notes-2021",
        "source: delta-note-2021",
        "source:",
        "did you mean 'delta-notes-2021'",
    ),
    # --- disagreements
    Broken(
        "reading-beyond-its-claim",
        "disagreements.yml",
        "On 4 June, claim",
        "On 4 June in Lowmere, claim",
        "On 4 June in Lowmere",
        "the claim 'marsh-lock-house' does not carry 'Lowmere'",
    ),
    Broken(
        "compatible-conflict",
        "disagreements.yml",
        "status: open",
        "status: compatible",
        "status: compatible",
        "a disagreement of kind value is a conflict, and not compatible",
    ),
    Broken(
        "conflict-without-a-summary",
        "disagreements.yml",
        "  summary: One says 4 June, and a title is dated a day before.\n",
        "",
        "kind: value",
        "there is no summary of this conflict",
    ),
    Broken(
        "note-line-with-two-labels",
        "disagreements.yml",
        "note: The one title is dated a day before the attack.",
        "note: [{For 4 June: A., For 3 June: B.}, {Open: C.}]",
        "note: [{For",
        "there are 2 keys here. Expected one label and its words, such as `- Open: …`",
    ),
    Broken(
        "note-line-without-a-label",
        "disagreements.yml",
        "note: The one title is dated a day before the attack.",
        "note: [{Open: C.}, The title is older.]",
        "note: [{Open",
        "'The title is older.' does not fit here. Expected one label and its words",
    ),
    Broken(
        "note-of-one-line",
        "disagreements.yml",
        "note: The one title is dated a day before the attack.",
        "note: [{Open: C.}]",
        "note: [{Open",
        "there are 1 items here. Expected some words, or a list of lines, each with a label",
    ),
    *(
        Broken(
            f"summary-is-{word}",
            "disagreements.yml",
            "summary: One says 4 June, and a title is dated a day before.",
            f"summary: {word}",
            f"summary: {word}",
            f"'{word}' does not fit here. Expected some words.",
        )
        for word in ("null", "~")
    ),
    Broken(
        "source-without-a-reading",
        "disagreements.yml",
        "By 3 June, claim: marsh-title-lock-house",
        "On 4 June, claim: marsh-lock-house",
        "readings:",
        "'delta-wire-2019' is in the conflict 'attack-date:grayford-2019' and has no reading",
    ),
    Broken(
        "one-reading",
        "disagreements.yml",
        "    - {reading: Burnt, claim: marsh-ferry}\n",
        "",
        "readings:\n    - {reading: Not",
        "there are 1 items here. Expected a list of two readings",
    ),
    Broken(
        "reading-of-nothing",
        "disagreements.yml",
        "claim: marsh-ferry",
        "claim: marsh-fery",
        "marsh-fery",
        "claim: there is no claim 'marsh-fery'. Expected the id of a claim; did you",
    ),
    Broken(
        "not-settled",
        "disagreements.yml",
        '  settles: ["attack-date:grayford-2019"]\n',
        "",
        "",
        "nobody has looked at the conflict 'attack-date:grayford-2019'",
    ),
    Broken(
        "settles-nothing",
        "disagreements.yml",
        'settles: ["attack-date:grayford-2019"]',
        'settles: ["attack-date:grayford-2019", "attack-date:grayford-2020"]',
        "settles:",
        "settles: there is no conflict 'attack-date:grayford-2020' (any more)",
    ),
    Broken(
        "reading-that-may-bear-the-sign",
        "disagreements.yml",
        ', at_issue: "yes"}',
        "}",
        "{reading: On 4 June",
        "at_issue is missing: does the sign of this disagreement stand on the claim?",
    ),
    Broken(
        "one-side-at-issue",
        "disagreements.yml",
        'claim: marsh-lock-house, at_issue: "yes"',
        'claim: marsh-lock-house, at_issue: "no"',
        "readings:",
        'at_issue is "yes" for 1 of these readings. Expected both sides of the conflict',
    ),
    Broken(
        "silence-at-issue",
        "disagreements.yml",
        "source: delta-notes-2021",
        'source: delta-notes-2021, at_issue: "yes"',
        "Not told",
        "at_issue: a source that is silent bears no sign",
    ),
    Broken(
        "sign-of-an-omission",
        "disagreements.yml",
        "claim: marsh-ferry",
        'claim: marsh-ferry, at_issue: "no"',
        "Burnt, claim",
        "at_issue: of kind omission, compatible, claims bear no sign",
    ),
    Broken(
        "omission-as-written",
        "disagreements.yml",
        "kind: omission",
        'kind: omission\n  as_written: "yes"',
        "as_written",
        "as_written: a disagreement of kind omission is no conflict",
    ),
    Broken(
        "reading-of-a-claim-and-a-source",
        "disagreements.yml",
        "claim: marsh-ferry",
        "claim: marsh-ferry, source: delta-notes-2021",
        "Burnt, claim",
        "claim",
    ),
    Broken(
        "disagreement-twice",
        "disagreements.yml",
        "id: ferry-omitted",
        "id: grayford-date",
        "id: grayford-date\n  topic: The ferry",
        "the disagreement 'grayford-date' is already at",
    ),
]


@pytest.fixture(scope="session")
def built(
    tmp_path_factory: pytest.TempPathFactory, small_schema: Path
) -> tuple[Path, dict[str, bytes]]:
    """Build the invented facts once, and return the folder and its contents afterwards."""
    folder = tmp_path_factory.mktemp("built")
    output = folder / "small.db"
    fixtures = Path(__file__).resolve().parent.parent / "fixtures" / "facts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.database.SCHEMA", small_schema)
        assert exit_code(build.main, ["--facts", str(fixtures), "--output", str(output)]) == 0
    return output, {path.name: path.read_bytes() for path in folder.iterdir()}


def build_broken(facts: Path, built: tuple[Path, dict[str, bytes]]) -> int:
    """Build over the existing database, and check that it stays as it is."""
    output, before = built
    code = exit_code(build.main, ["--facts", str(facts), "--output", str(output)])
    assert {path.name: path.read_bytes() for path in output.parent.iterdir()} == before
    return code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mistake(
    case: Broken,
    facts: Path,
    built: tuple[Path, dict[str, bytes]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = facts / case.file
    text = path.read_text(encoding="utf-8")
    assert case.old in text
    path.write_text(text.replace(case.old, case.new, 1), encoding="utf-8")
    named = facts / (case.where or case.file)
    place = str(named)
    if case.at:
        before, found, _ = named.read_text(encoding="utf-8").partition(case.at)
        assert found
        place += f":{before.count(chr(10)) + 1}"
    assert build_broken(facts, built) == 1
    messages = capsys.readouterr().err.splitlines()
    fitting = [message for message in messages if message.startswith(f"{place}: ")]
    assert any(case.says in message for message in fitting), messages


def test_at_least_thirty() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 30


def test_all_mistakes_of_all_files_in_one_run(
    facts: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("groups.yml", "people.yml", MARSH, DELTA):
        path = facts / name
        path.write_text(path.read_text(encoding="utf-8").replace(": ", ":  ", 1) + "\nwrong: x\n")
    text = (facts / DELTA).read_text(encoding="utf-8")
    (facts / DELTA).write_text(
        text.replace("role: former-leader", "role: ex").replace("2017}", "x}")
    )
    assert build_broken(facts, built) == 1
    *messages, last = capsys.readouterr().err.splitlines()
    files = [message.split(":")[0].removeprefix(f"{facts}/") for message in messages]
    assert files == sorted(files)
    assert set(files) == {"groups.yml", "people.yml", MARSH, DELTA}
    assert sum(DELTA in message for message in messages) == 3
    assert last.startswith(f"{len(messages)} to mend; ")


def test_all_mistakes_of_one_row_in_one_run(
    facts: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid word hides neither an id nor a date next to it, and each is reported once."""
    text = (facts / MARSH).read_text(encoding="utf-8")
    row = "{told: past, of: grayford-ferry, place: grayford, type: arson}"
    broken = "{told: then, of: grayford-ferry, place: nowhere, date: 3 May, killed: 5, type: arson}"
    other = "{told: past, of: grayford-2019}"
    unfit = "{told: past, of: grayford-2019, place: No Id!, date: ''}"
    (facts / MARSH).write_text(text.replace(row, broken).replace(other, unfit))
    assert build_broken(facts, built) == 1
    *messages, _last = capsys.readouterr().err.splitlines()
    said = (
        "'then' does not fit",
        "there is no 'nowhere'",
        "'3 May' is no date",
        "'No Id!'",
        "empty",
    )
    for words in said:
        assert sum(words in message for message in messages) == 1, words
    assert len(messages) == len(said)


@pytest.mark.parametrize("name", ["groups.yml", "disagreements.yml", "vocabularies.yml"])
def test_a_file_is_missing(
    name: str, facts: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    (facts / name).unlink()
    assert build_broken(facts, built) == 1
    assert f"{facts / name}: there is no such file" in capsys.readouterr().err


def test_a_lock_is_missing(
    facts: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    (facts / "profiles" / "delta-notes-2021.lock.csv").unlink()
    assert build_broken(facts, built) == 1
    (message,) = capsys.readouterr().err.splitlines()[:-1]
    assert "there is no lock file delta-notes-2021.lock.csv" in message


def test_a_file_that_nobody_reads(
    facts: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(facts / "groups.yml", facts / "group.yml")
    assert build_broken(facts, built) == 1
    assert "no file of facts has this name" in capsys.readouterr().err


def test_another_encoding(
    facts: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    path = facts / DELTA
    path.write_bytes(path.read_bytes().decode().encode("latin-1"))
    assert build_broken(facts, built) == 1
    line = (facts / DELTA).read_bytes().split(b"\xe9")[0].count(b"\n") + 1
    assert f"{path}:{line}: byte 0xe9 is not UTF-8" in capsys.readouterr().err


def test_no_facts(
    tmp_path: Path, built: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert build_broken(tmp_path / "nowhere", built) == 2
    assert capsys.readouterr().err == f"there is no folder {tmp_path / 'nowhere'} with facts\n"


def test_the_invented_facts_are_without_a_mistake(run_build: Callable[[], int]) -> None:
    assert run_build() == 0
