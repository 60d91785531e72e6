-- Indexes on the foreign keys that pages and queries follow, and on columns they sort and filter by.
-- UNIQUE constraints in the tables above have their own.

CREATE INDEX passages_kind ON passages (kind);
CREATE INDEX claims_passage_id ON claims (passage_id);
CREATE INDEX claims_about_source_id ON claims (about_source_id) WHERE about_source_id IS NOT NULL;
CREATE INDEX claims_modality ON claims (modality);
CREATE INDEX citations_cited_source_id ON citations (cited_source_id);
CREATE INDEX citations_passage_id ON citations (passage_id);
CREATE INDEX citations_entry_passage_id ON citations (entry_passage_id);
CREATE INDEX claim_citations_citation_id ON claim_citations (citation_id);
CREATE INDEX citation_checks_citation_id ON citation_checks (citation_id);
CREATE INDEX source_claims_claim_id ON source_claims (claim_id);

CREATE INDEX names_person_id ON names (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX names_place_id ON names (place_id) WHERE place_id IS NOT NULL;
CREATE INDEX names_milestone_id ON names (milestone_id) WHERE milestone_id IS NOT NULL;
CREATE INDEX names_claim_id ON names (claim_id);
CREATE INDEX names_source_id ON names (source_id);

CREATE INDEX places_parent_id ON places (parent_id) WHERE parent_id IS NOT NULL;

CREATE INDEX membership_group_id ON membership (group_id);
CREATE INDEX membership_member_group_id ON membership (member_group_id)
WHERE member_group_id IS NOT NULL;
CREATE INDEX membership_member_person_id ON membership (member_person_id)
WHERE member_person_id IS NOT NULL;
CREATE INDEX membership_claim_id ON membership (claim_id);

CREATE INDEX relations_from_group_id ON relations (from_group_id) WHERE from_group_id IS NOT NULL;
CREATE INDEX relations_from_person_id ON relations (from_person_id)
WHERE from_person_id IS NOT NULL;
CREATE INDEX relations_to_group_id ON relations (to_group_id) WHERE to_group_id IS NOT NULL;
CREATE INDEX relations_to_person_id ON relations (to_person_id) WHERE to_person_id IS NOT NULL;
CREATE INDEX relations_claim_id ON relations (claim_id);

CREATE INDEX estimates_group_id ON estimates (group_id);
CREATE INDEX estimates_claim_id ON estimates (claim_id);
CREATE INDEX designations_group_id ON designations (group_id);
CREATE INDEX designations_claim_id ON designations (claim_id);
CREATE INDEX milestones_group_id ON milestones (group_id);
CREATE INDEX milestones_claim_id ON milestones (claim_id);
CREATE INDEX statements_group_id ON statements (group_id);
CREATE INDEX statements_person_id ON statements (person_id);
CREATE INDEX statements_claim_id ON statements (claim_id);
CREATE INDEX characteristics_group_id ON characteristics (group_id);
CREATE INDEX characteristics_person_id ON characteristics (person_id)
WHERE person_id IS NOT NULL;
CREATE INDEX characteristics_claim_id ON characteristics (claim_id);

CREATE INDEX event_links_claim_id ON event_links (claim_id);
CREATE INDEX event_links_from_attack_id ON event_links (from_attack_id) WHERE from_attack_id IS NOT NULL;
CREATE INDEX event_links_from_milestone_id ON event_links (from_milestone_id) WHERE from_milestone_id IS NOT NULL;
CREATE INDEX event_links_to_attack_id ON event_links (to_attack_id) WHERE to_attack_id IS NOT NULL;
CREATE INDEX event_links_to_milestone_id ON event_links (to_milestone_id) WHERE to_milestone_id IS NOT NULL;

-- These serve a million event records as well.
CREATE INDEX attacks_date_earliest ON attacks (date_earliest);
-- Including the day, by which the table is sorted, so that the page of a month reads only its own rows.
CREATE INDEX attacks_month ON attacks (month, date_earliest);
CREATE INDEX attacks_spanning ON attacks (date_earliest) WHERE month IS NULL;
CREATE INDEX attacks_dispute_earliest ON attacks (dispute_earliest)
WHERE dispute_earliest IS NOT NULL;
CREATE INDEX attacks_perpetrator_id ON attacks (perpetrator_id) WHERE perpetrator_id IS NOT NULL;
CREATE INDEX attacks_place_id ON attacks (place_id) WHERE place_id IS NOT NULL;
CREATE INDEX attack_reports_attack_id ON attack_reports (attack_id);
CREATE INDEX attack_reports_source_id ON attack_reports (source_id);
CREATE INDEX report_claims_claim_id ON report_claims (claim_id);
CREATE INDEX attack_actors_attack_id ON attack_actors (attack_id);
CREATE INDEX attack_actors_report_id ON attack_actors (report_id);
-- A covering index for whether and how a group took part in an attack.
CREATE INDEX attack_actors_group_id ON attack_actors (group_id, attack_id, side, certainty)
WHERE group_id IS NOT NULL;
-- Row pages and the map count these; they stay small, because records have none of them.
CREATE INDEX attacks_without_point ON attacks (latitude, date_earliest) WHERE latitude IS NULL;
CREATE INDEX attack_reports_without_point ON attack_reports (latitude, attack_id) WHERE latitude IS NULL;
CREATE INDEX attack_reports_place_id ON attack_reports (place_id) WHERE place_id IS NOT NULL;
CREATE INDEX attack_reports_via_source_id ON attack_reports (via_source_id)
WHERE via_source_id IS NOT NULL;
CREATE INDEX attack_reports_date_claim_id ON attack_reports (date_claim_id)
WHERE date_claim_id IS NOT NULL;
CREATE INDEX attack_actors_person_id ON attack_actors (person_id) WHERE person_id IS NOT NULL;

CREATE INDEX disagreements_attack_id ON disagreements (attack_id) WHERE attack_id IS NOT NULL;
CREATE INDEX disagreement_readings_claim_id ON disagreement_readings (claim_id);
CREATE INDEX identifiers_group_id ON identifiers (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX identifiers_person_id ON identifiers (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX identifiers_place_id ON identifiers (place_id) WHERE place_id IS NOT NULL;
CREATE INDEX identifiers_identifier ON identifiers (identifier);
CREATE INDEX identifiers_source_id ON identifiers (source_id);
CREATE INDEX identifiers_scheme ON identifiers (scheme);
