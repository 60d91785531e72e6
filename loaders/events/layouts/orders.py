"""The columns of published files in order, for files that have lost their header."""

_UCDP_START = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a
side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date
source_headline source_original where_prec where_coordinates where_description adm_1 adm_2
latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec
date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown
"""
_UCDP_19 = """
id year active_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name
side_a_new_id gwnoa side_a side_b_new_id gwnob side_b number_of_sources source_article
source_office source_date source_headline source_original where_prec where_coordinates adm_1
adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec
date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown low best high
"""
_ACLED_2016 = """
gwno event_id_cnty event_id_no_cnty event_date year time_precision event_type actor1 ally_actor_1
inter1 actor2 ally_actor_2 inter2 interaction country admin1 admin2 admin3 location latitude
longitude geo_precision source notes fatalities
"""
_ACLED_2020 = """
data_id iso event_id_cnty event_id_no_cnty event_date year time_precision event_type
sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction region country
admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes
fatalities timestamp iso3
"""
_ACLED_2023 = """
event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1
assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region
country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes
fatalities tags timestamp
"""

ORDERS: tuple[tuple[str, ...], ...] = (
    tuple(f"{_UCDP_START} best high low gwnoa gwnob".split()),
    tuple(f"{_UCDP_START} best_est high_est low_est".split()),
    tuple(_UCDP_19.split()),
    tuple(_ACLED_2023.split()),
    tuple(_ACLED_2020.split()),
    tuple(name for name in _ACLED_2020.split() if name != "sub_event_type"),
    tuple(_ACLED_2016.split()),
)
"""The orders of columns in releases and exports."""
