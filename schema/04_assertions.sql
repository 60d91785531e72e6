-- Assertions: each row is one reading with one claim behind it. Dates are EDTF with inclusive bounds;
-- a NULL bound is open. *_claim_id next to a date is the claim that the date rests on, if that is
-- not the row's own (another passage, the dated title of a work, or the claim that gives the order
-- of events).
-- told is the tense of the sentence: present (holds on the day of publication), past and
-- perfect (held at its date or at some time up to publication), future (was still to come), none (no
-- verb). Nothing is dated by default: without a date, only the present has a day.
-- certainty is possible if the words leave open whether it is so, or who is meant, or only imply it;
-- modality, next to it, is how the claim says it. A date with
-- ?, ~ or % is at most possible as well: its bounds are those of the date as written.

-- Membership of a group or person in a group. start_kind and end_kind: event (it began or ended then) or
-- seen (it held then; when it began or ended is not stated).
CREATE TABLE membership (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT NOT NULL REFERENCES "groups" (id),
  member_group_id TEXT REFERENCES "groups" (id) CHECK (member_group_id <> group_id),
  member_person_id TEXT REFERENCES people (id),
  role TEXT NOT NULL REFERENCES roles (id),
  start_edtf TEXT,
  start_earliest TEXT CHECK (start_earliest IS date(start_earliest)),
  start_latest TEXT CHECK (start_latest IS date(start_latest)),
  start_precision TEXT REFERENCES precisions (id),
  start_kind TEXT NOT NULL CHECK (start_kind IN ('event', 'seen')),
  end_edtf TEXT,
  end_earliest TEXT CHECK (end_earliest IS date(end_earliest)),
  end_latest TEXT CHECK (end_latest IS date(end_latest)),
  end_precision TEXT REFERENCES precisions (id),
  end_kind TEXT NOT NULL CHECK (end_kind IN ('event', 'seen')),
  reading_set TEXT REFERENCES reading_sets (id),
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  date_claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK ((member_group_id IS NULL) <> (member_person_id IS NULL)),
  CHECK (start_earliest <= start_latest),
  CHECK (end_earliest <= end_latest),
  CHECK (start_earliest <= end_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(member_group_id), typeof(member_person_id), typeof(role),
    typeof(start_edtf), typeof(start_precision), typeof(start_kind), typeof(end_edtf), typeof(end_precision),
    typeof(end_kind), typeof(reading_set), typeof(modality), typeof(claim_id), typeof(date_claim_id), typeof(note)
  ))
);

-- A relation other than membership. date_kind as above: event (happened then) or seen (held then).
-- is_renewal is for pledges, and NULL if it is not stated whether one is new or renewed.
CREATE TABLE relations (
  id TEXT NOT NULL PRIMARY KEY,
  from_group_id TEXT REFERENCES "groups" (id),
  from_person_id TEXT REFERENCES people (id),
  to_group_id TEXT REFERENCES "groups" (id),
  to_person_id TEXT REFERENCES people (id),
  kind TEXT NOT NULL REFERENCES relation_kinds (id),
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  date_kind TEXT NOT NULL CHECK (date_kind IN ('event', 'seen')),
  is_renewal INTEGER CHECK (is_renewal IN (0, 1)),
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  date_claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK ((from_group_id IS NULL) <> (from_person_id IS NULL)),
  CHECK ((to_group_id IS NULL) <> (to_person_id IS NULL)),
  CHECK (date_earliest <= date_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(from_group_id), typeof(from_person_id), typeof(to_group_id), typeof(to_person_id),
    typeof(kind), typeof(date_edtf), typeof(date_precision), typeof(date_kind), typeof(modality), typeof(claim_id),
    typeof(date_claim_id), typeof(note)
  ))
);

-- A figure about a group, or about no group (group_id NULL); about_group_id is another group mentioned in its
-- scope. as_told is the figure as printed; low and high are its bounds in unit, NULL if the document
-- prints none; is_approximate is for “about” or “around”. as_of_* is the date of the
-- figure; period_* the period that it counts over. holder: whose estimate it is, as in statements.
CREATE TABLE estimates (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  about_group_id TEXT REFERENCES "groups" (id),
  measure TEXT NOT NULL REFERENCES measures (id),
  comparator TEXT CHECK (comparator IN ('=', '~', '>', '>=', '<', '<=', 'between')),
  is_approximate INTEGER NOT NULL DEFAULT 0 CHECK (is_approximate IN (0, 1)),
  low REAL CHECK (typeof(low) IN ('real', 'null') AND low >= 0),
  high REAL CHECK (typeof(high) IN ('real', 'null') AND high >= 0),
  unit TEXT NOT NULL,
  as_told TEXT NOT NULL,
  scope TEXT NOT NULL,
  as_of_edtf TEXT,
  as_of_earliest TEXT CHECK (as_of_earliest IS date(as_of_earliest)),
  as_of_latest TEXT CHECK (as_of_latest IS date(as_of_latest)),
  as_of_precision TEXT REFERENCES precisions (id),
  period_edtf TEXT,
  period_earliest TEXT CHECK (period_earliest IS date(period_earliest)),
  period_latest TEXT CHECK (period_latest IS date(period_latest)),
  period_precision TEXT REFERENCES precisions (id),
  place_id TEXT REFERENCES places (id),
  holder TEXT CHECK (holder IN ('named', 'not-stated')),
  holder_group_id TEXT REFERENCES "groups" (id),
  holder_person_id TEXT REFERENCES people (id),
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  note TEXT,
  CHECK (coalesce(holder = 'named', 0) = (holder_group_id IS NOT NULL) + (holder_person_id IS NOT NULL)),
  CHECK (low <= high),
  CHECK (as_of_earliest <= as_of_latest),
  CHECK (period_earliest <= period_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(about_group_id), typeof(measure), typeof(comparator), typeof(unit),
    typeof(as_told), typeof(scope), typeof(as_of_edtf), typeof(as_of_precision), typeof(period_edtf),
    typeof(period_precision), typeof(place_id), typeof(holder_group_id), typeof(holder_person_id),
    typeof(modality), typeof(claim_id), typeof(note)
  ))
);

CREATE TABLE designations (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  authority_id TEXT NOT NULL REFERENCES "groups" (id),
  programme TEXT,
  legal_basis TEXT,
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  date_claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK ((group_id IS NULL) <> (person_id IS NULL)),
  CHECK (date_earliest <= date_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(person_id), typeof(authority_id), typeof(programme),
    typeof(legal_basis), typeof(date_edtf), typeof(date_precision), typeof(claim_id), typeof(date_claim_id),
    typeof(note)
  ))
);

-- An operation, agreement, conflict, founding, merger, uprising or other event that is not an attack. Their
-- names, if any, are in `names`.
CREATE TABLE milestones (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  kind TEXT NOT NULL REFERENCES milestone_kinds (id),
  title TEXT NOT NULL,
  about_group_id TEXT REFERENCES "groups" (id),
  place_id TEXT REFERENCES places (id),
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  date_kind TEXT NOT NULL CHECK (date_kind IN ('event', 'seen')),
  outcome TEXT,
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  date_claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK (group_id IS NULL OR person_id IS NULL),
  CHECK (date_earliest <= date_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(person_id), typeof(kind), typeof(title), typeof(about_group_id),
    typeof(place_id), typeof(date_edtf), typeof(date_precision), typeof(date_kind), typeof(outcome),
    typeof(modality), typeof(claim_id), typeof(date_claim_id), typeof(note)
  ))
);

-- A public statement: who made it, on what occasion, about what, in summary. holder: whose view it is;
-- speaker: whose words are quoted or reported. Each is named (see the ids) or not-stated. A NULL holder is
-- the document's own voice; a NULL speaker means that nobody is quoted.
CREATE TABLE statements (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  kind TEXT NOT NULL REFERENCES statement_kinds (id),
  summary TEXT NOT NULL,
  occasion TEXT,
  about_group_id TEXT REFERENCES "groups" (id),
  about_attack_id TEXT REFERENCES attacks (id) DEFERRABLE INITIALLY DEFERRED,
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  holder TEXT CHECK (holder IN ('named', 'not-stated')),
  holder_group_id TEXT REFERENCES "groups" (id),
  holder_person_id TEXT REFERENCES people (id),
  speaker TEXT CHECK (speaker IN ('named', 'not-stated')),
  speaker_group_id TEXT REFERENCES "groups" (id),
  speaker_person_id TEXT REFERENCES people (id),
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  date_claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK ((group_id IS NULL) <> (person_id IS NULL)),
  CHECK (coalesce(holder = 'named', 0) = (holder_group_id IS NOT NULL) + (holder_person_id IS NOT NULL)),
  CHECK (coalesce(speaker = 'named', 0) = (speaker_group_id IS NOT NULL) + (speaker_person_id IS NOT NULL)),
  CHECK (date_earliest <= date_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(person_id), typeof(kind), typeof(summary), typeof(occasion),
    typeof(about_group_id), typeof(about_attack_id), typeof(date_edtf), typeof(date_precision),
    typeof(modality), typeof(claim_id), typeof(date_claim_id), typeof(holder_group_id),
    typeof(holder_person_id), typeof(speaker_group_id), typeof(speaker_person_id),
    typeof(note)
  ))
);

-- An objective, ideology, target, tactic, area, structure, finance, origin or assessment.
-- date_* is when it is said to hold; for the present tense, the day of publication. holder and speaker as above.
CREATE TABLE characteristics (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  kind TEXT NOT NULL REFERENCES characteristic_kinds (id),
  value TEXT NOT NULL,
  is_denied INTEGER NOT NULL DEFAULT 0 CHECK (is_denied IN (0, 1)),
  about_group_id TEXT REFERENCES "groups" (id),
  place_id TEXT REFERENCES places (id),
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  date_kind TEXT NOT NULL CHECK (date_kind IN ('event', 'seen')),
  holder TEXT CHECK (holder IN ('named', 'not-stated')),
  holder_group_id TEXT REFERENCES "groups" (id),
  holder_person_id TEXT REFERENCES people (id),
  speaker TEXT CHECK (speaker IN ('named', 'not-stated')),
  speaker_group_id TEXT REFERENCES "groups" (id),
  speaker_person_id TEXT REFERENCES people (id),
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  date_claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK ((group_id IS NULL) <> (person_id IS NULL)),
  CHECK (coalesce(holder = 'named', 0) = (holder_group_id IS NOT NULL) + (holder_person_id IS NOT NULL)),
  CHECK (coalesce(speaker = 'named', 0) = (speaker_group_id IS NOT NULL) + (speaker_person_id IS NOT NULL)),
  CHECK (date_earliest <= date_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(person_id), typeof(kind), typeof(value), typeof(about_group_id),
    typeof(place_id), typeof(date_edtf), typeof(date_precision), typeof(date_kind), typeof(modality), typeof(claim_id),
    typeof(date_claim_id), typeof(holder_group_id), typeof(holder_person_id), typeof(speaker_group_id),
    typeof(speaker_person_id),
    typeof(note)
  ))
);

-- The order or cause of two events, by one claim: the first is before, after, in response to, at the same
-- time as, or part of the second. Certain links bound the dates of events in the same document.
-- is_inferred if no words state the order: a group that took a town had been founded.
CREATE TABLE event_links (
  id TEXT NOT NULL PRIMARY KEY,
  from_attack_id TEXT REFERENCES attacks (id) DEFERRABLE INITIALLY DEFERRED,
  from_milestone_id TEXT REFERENCES milestones (id),
  from_relation_id TEXT REFERENCES relations (id),
  from_statement_id TEXT REFERENCES statements (id),
  kind TEXT NOT NULL REFERENCES event_link_kinds (id),
  to_attack_id TEXT REFERENCES attacks (id) DEFERRABLE INITIALLY DEFERRED,
  to_milestone_id TEXT REFERENCES milestones (id),
  to_relation_id TEXT REFERENCES relations (id),
  to_statement_id TEXT REFERENCES statements (id),
  is_inferred INTEGER NOT NULL DEFAULT 0 CHECK (is_inferred IN (0, 1)),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  note TEXT,
  CHECK (
    (from_attack_id IS NOT NULL) + (from_milestone_id IS NOT NULL) + (from_relation_id IS NOT NULL)
    + (from_statement_id IS NOT NULL) = 1
  ),
  CHECK (
    (to_attack_id IS NOT NULL) + (to_milestone_id IS NOT NULL) + (to_relation_id IS NOT NULL)
    + (to_statement_id IS NOT NULL) = 1
  ),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(from_attack_id), typeof(from_milestone_id), typeof(from_relation_id),
    typeof(from_statement_id), typeof(kind), typeof(to_attack_id), typeof(to_milestone_id),
    typeof(to_relation_id), typeof(to_statement_id), typeof(modality), typeof(claim_id), typeof(note)
  ))
);
