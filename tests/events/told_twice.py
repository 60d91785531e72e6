"""Invented incidents as two data sets would tell them: a reader could say which of them are one.

None of them is real; the names are of places in Mali and Burkina Faso, the words such as the data
sets use. Pairs lie far from each other in time, so that each is judged for itself.
"""

import datetime
from typing import NamedTuple

from benchmarks.synthetic import GTD as GTD_COLUMNS
from benchmarks.synthetic import JNIM, JNIM_OR_IS, UCDP_23, Event, acled_row

Row = dict[str, str]
BATTLE = ("Battles", "Armed clash")
ATTACK = ("Violence against civilians", "Attack")
ABDUCTION = ("Violence against civilians", "Abduction/forced disappearance")
MINE = ("Explosions/Remote violence", "Remote explosive/landmine/IED")
AIR = ("Explosions/Remote violence", "Air/drone strike")
ARMY = "Military Forces of Burkina Faso (2015-2022)"
FAMA = "Military Forces of Mali (2012-2020)"
VDP = "VDP: Volunteers for Defense of Homeland"
PEOPLE = "Civilians (Burkina Faso)"
MALIANS = "Civilians (Mali)"
SOMEBODY = "Unidentified Armed Group (Burkina Faso)"
BF, ML = ("Burkina Faso", "854", "BFO"), ("Mali", "466", "MLI")
STATE = ("Government of Burkina Faso", "JNIM")
MALI = ("Government of Mali", "JNIM")
KILLING = ("JNIM", "Civilians")


def acled(
    day: str,
    kind: tuple[str, str],
    parties: tuple[str, str],
    place: tuple[str, float, float],
    killed: int,
    notes: str,
    *,
    vague: bool = False,
    week: bool = False,
) -> Row:
    """Give a record of ACLED's, but for its id."""
    when = datetime.date.fromisoformat(day)
    is_malian = any("Mali" in party for party in parties)
    event = Event(
        "", when, place[1], place[2], place[0], ML if is_malian else BF, *kind,
        actor1=parties[0], actor2=parties[1], killed=killed,
        notes=f"On {when:%d %B %Y}, {notes}", time_precision=2 if week else 1,
        geo_precision=3 if vague else 1,
    )  # fmt: skip
    return acled_row(event)


def ucdp(
    days: str,
    sides: tuple[str, str],
    place: tuple[str, float, float],
    described: str,
    killed: tuple[int, int, int],
    headline: str,
    *,
    precise: str = "1",
) -> Row:
    """Give a record of UCDP's, but for its id."""
    first, _, last = days.partition(" ")
    kind = "3" if sides[1] == "Civilians" else "1" if "Government" in sides[0] else "2"
    return dict.fromkeys(UCDP_23, "") | {
        "year": first[:4], "type_of_violence": kind, "side_a": sides[0], "side_b": sides[1],
        "source_article": f'"Invented Radio,{first},{headline}"', "where_prec": precise,
        "where_coordinates": place[0], "where_description": described,
        "latitude": str(place[1]), "longitude": str(place[2]),
        "country": "Mali" if "Mali" in "".join(sides) + described else "Burkina Faso",
        "date_prec": "2" if last else "1", "date_start": first, "date_end": last or first,
        "low": str(killed[0]), "best": str(killed[1]), "high": str(killed[2]),
    }  # fmt: skip


def gtd(
    day: str,
    target: str,
    place: tuple[str, float, float],
    killed: int,
    summary: str,
    *,
    group: str = "Unknown",
) -> Row:
    """Give a record of the GTD's, but for its id."""
    year, month, date = day.split("-")
    return dict.fromkeys(GTD_COLUMNS, "") | {
        "iyear": year, "imonth": str(int(month)), "iday": str(int(date)),
        "country_txt": "Burkina Faso", "city": place[0], "latitude": str(place[1]),
        "longitude": str(place[2]), "specificity": "1",
        "summary": f"{month}/{date}/{year}: {summary}",
        "attacktype1_txt": "Armed Assault", "targtype1_txt": target, "target1": "Soldiers",
        "gname": group, "guncertain1": "0", "nkill": str(killed), "nkillter": "0", "nwound": "0",
    }  # fmt: skip


class Told(NamedTuple):
    """Records, and which of them are one incident: those that bear the same letter."""

    kind: str
    records: tuple[Row, ...]
    incidents: str = "aa"


ONE = (
    Told("accents", (
        acled("2019-01-14", BATTLE, (JNIM_OR_IS, ARMY), ("Yendere", 10.2112, -4.9667), 2,
              "suspected JNIM militants attacked the border post of Yendere (Niangoloko, Comoe)."
              " Two policemen were killed."),
        ucdp("2019-01-14", STATE, ("Yendéré village", 10.2, -4.9682), "Yendéré border post",
             (2, 2, 2), "Burkina: deux policiers tués à la frontière ivoirienne"))),
    Told("other place, which one names", (
        acled("2019-03-20", MINE, (JNIM, ARMY), ("Taparko", 13.5139, -0.2436), 6,
              "an army vehicle hit an IED planted by JNIM on the Taparko-Yalgo road."
              " 6 soldiers were killed."),
        ucdp("2019-03-20", STATE, ("Yalgo town", 13.5797, -0.2676), "between Taparko and Yalgo",
             (6, 6, 6), "Six soldiers killed by roadside bomb"))),
    Told("other place, a rare toll", (
        acled("2019-05-25", ATTACK, (JNIM, PEOPLE), ("Kobaoua", 13.621, -1.05), 17,
              "presumed JNIM militants killed 17 people in the village of Kobaoua."),
        ucdp("2019-05-25", KILLING, ("Barsalogho town", 13.4182, -1.0571), "Barsalogho area",
             (17, 17, 17), "Seventeen killed in northern village"), )),
    Told("other place, spelled otherwise", (
        acled("2019-07-29", BATTLE, (JNIM, VDP), ("Tiougou", 13.31, -2.2), 3,
              "JNIM ambushed volunteers near Perkouraa. At least 3 killed."),
        ucdp("2019-07-29", STATE, ("Perkoura village", 13.22, -2.2), "Perkoura", (2, 3, 3),
             "Three volunteers killed"))),
    Told("a day later", (
        acled("2019-09-09", ATTACK, (JNIM, PEOPLE), ("Guibare", 13.127, -1.531), 5,
              "gunmen attacked the gold mining site of Guibare overnight. Five were killed."),
        ucdp("2019-09-08", KILLING, ("Guibaré village", 13.1231, -1.5319), "gold site of Guibaré",
             (5, 5, 5), "Five killed at gold mine"))),
    Told("a day later, other place, the road", (
        acled("2019-11-12", BATTLE, (JNIM_OR_IS, ARMY), ("Pobe Mengao", 13.893, -1.758), 4,
              "a supply convoy was ambushed on the axis between Djibo and Bourzanga, at Namsiguia."
              " 4 soldiers were killed."),
        ucdp("2019-11-11", STATE, ("Namsiguia village", 13.832, -1.718), "Djibo-Bourzanga axis",
             (3, 4, 5), "Convoi attaqué à Namsiguia"))),
    Told("two days later, a rare toll", (
        acled("2020-01-20", ATTACK, (JNIM, PEOPLE), ("Nagraogo", 13.271, -1.302), 36,
              "militants attacked the market of Nagraogo. 36 civilians were killed."),
        ucdp("2020-01-18", KILLING, ("Nagraogo village", 13.2667, -1.3), "Nagraogo market",
             (32, 36, 36), "36 civils tués dans le nord"))),
    Told("a week", (
        acled("2020-03-18", BATTLE, (JNIM, ARMY), ("Kelbo", 13.874, -1.174), 7,
              "JNIM attacked a military camp at Kelbo. Seven soldiers were killed.", week=True),
        ucdp("2020-03-16", STATE, ("Kelbo village", 13.8667, -1.1833), "Kelbo camp", (7, 7, 8),
             "Seven soldiers killed in Kelbo"))),
    Told("a stretch of days", (
        acled("2020-05-30", ATTACK, (JNIM, PEOPLE), ("Kompienbiga", 11.1, 0.65), 25,
              "gunmen opened fire at the cattle market of Kompienbiga. At least 25 killed."),
        ucdp("2020-05-28 2020-06-01", KILLING, ("Kompiembiga village", 11.1087, 0.6583),
             "market of Kompienbiga", (25, 25, 30), "At least 25 dead in cattle market"))),
    Told("imprecise, the village is named", (
        acled("2020-07-27", BATTLE, (JNIM, ARMY), ("Gaskinde", 14.09, -1.63), 8,
              "JNIM ambushed an army patrol at Gaskinde (Djibo, Soum). 8 soldiers killed."),
        ucdp("2020-07-27", STATE, ("Soum province", 14.3333, -1.4), "Gaskindé, Soum", (8, 8, 8),
             "Eight soldiers killed in ambush", precise="3"))),
    Told("imprecise, in the other", (
        acled("2020-09-24", ATTACK, (JNIM, PEOPLE), ("Namentenga", 13.25, -0.5), 9,
              "militants killed nine people in Namentenga.", vague=True),
        ucdp("2020-09-24", KILLING, ("Yalgo town", 13.5797, -0.2676), "Yalgo, Namentenga",
             (9, 9, 9), "Nine killed in Namentenga"))),
    Told("unknown in ACLED", (
        acled("2020-11-21", ATTACK, (SOMEBODY, PEOPLE), ("Mansila", 13.154, 0.647), 3,
              "unidentified armed men killed three farmers in Mansila (Yagha)."),
        ucdp("2020-11-21", KILLING, ("Mansila village", 13.15, 0.65), "Mansila", (3, 3, 3),
             "Trois civils tués à Mansila"))),
    Told("unknown in the GTD", (
        gtd("2021-01-18", "Military", ("Koutougou", 14.34, -1.02), 14,
            "Assailants attacked a military base in Koutougou. At least 14 soldiers were killed."),
        ucdp("2021-01-18", STATE, ("Koutougou village", 14.3333, -1.0), "Koutougou base",
             (14, 14, 14), "Fourteen soldiers killed"))),
    Told("nobody killed", (
        gtd("2021-03-17", "Military", ("Nassoumbou", 14.212, -1.518), 0,
            "Assailants fired mortars at the barracks of Nassoumbou. There were no casualties.",
            group="Jamaat Nusrat al-Islam wal Muslimin (JNIM)"),
        acled("2021-03-17", BATTLE, (JNIM_OR_IS, ARMY), ("Nassoumbou", 14.21, -1.52), 0,
              "JNIM shelled the barracks at Nassoumbou. No casualties."))),
    Told("other tolls", (
        acled("2021-05-16", BATTLE, (JNIM, VDP), ("Barga", 13.694, -2.237), 9,
              "JNIM attacked volunteers at Barga (Yatenga). 9 fighters killed."),
        ucdp("2021-05-16", STATE, ("Barga village", 13.6833, -2.2333), "Barga, Yatenga",
             (5, 7, 12), "Several volunteers killed in Barga"))),
    Told("perhaps nobody killed", (
        acled("2021-07-15", BATTLE, (JNIM, ARMY), ("Mentao", 13.9582, -1.6952), 0,
              "JNIM attacked an army position at Mentao on the Djibo road. Casualties unknown."),
        ucdp("2021-07-15", STATE, ("Mèntaô village", 13.954, -1.674), "Djibo-Mentao road",
             (0, 3, 3), "Trois policiers tués"))),
    Told("an air strike", (
        acled("2021-09-13", AIR, (ARMY, JNIM), ("Raogo", 12.99, -0.72), 20,
              "the army carried out a drone strike on JNIM positions in Raogo. 20 militants died."),
        ucdp("2021-09-13", STATE, ("Tougouri town", 13.0164, -0.6625), "Raogo, Tougouri",
             (18, 20, 20), "Vingt terroristes neutralisés"))),
    Told("volunteers as civilians", (
        acled("2021-11-12", BATTLE, (JNIM, VDP), ("Solle", 14.019, -2.117), 12,
              "JNIM ambushed volunteers and traders at Solle. 12 killed."),
        ucdp("2021-11-12", KILLING, ("Sollé village", 14.0167, -2.1167), "Sollé", (12, 12, 12),
             "Twelve villagers and volunteers killed in Sollé"))),
    Told("rare parties", (
        acled("2022-01-11", BATTLE, ("Dozo Communal Militia (Mali)", JNIM),
              ("Femaye", 14.02, -4.34), 1, "dozos clashed with JNIM at Femaye (Djenne)."),
        ucdp("2022-01-11", ("Dozos (Mali)", "JNIM"), ("Femaye", 14.0, -4.33), "Femaye, Mali",
             (0, 2, 3), "Clashes in Djenne"))),
    Told("split by ACLED", (
        acled("2022-03-12", ATTACK, (JNIM, PEOPLE), ("Diapaga", 12.0707, 1.7888), 3,
              "militants attacked Diapaga and killed three people."),
        acled("2022-03-12", ATTACK, (JNIM, PEOPLE), ("Tapoa Barrage", 12.13, 1.765), 4,
              "militants attacked Tapoa Barrage, after Diapaga, and killed four people."),
        ucdp("2022-03-12", KILLING, ("Diapaga town", 12.0738, 1.79), "Diapaga, Tapoa Barrage",
             (7, 7, 7), "Seven killed in two attacks")), "aaa"),
    Told("split by UCDP", (
        acled("2022-05-11", BATTLE, (JNIM, ARMY), ("Sanh", 13.4197, -2.4276), 7,
              "JNIM attacked soldiers in Sanh and Bougounam. 7 soldiers were killed."),
        ucdp("2022-05-11", STATE, ("Sanh village", 13.4197, -2.4276), "Sanh and Bougounam",
             (5, 5, 5), "Sept soldats tués"),
        ucdp("2022-05-11", STATE, ("Bougounam village", 13.3626, -2.3925), "Sanh and Bougounam",
             (2, 2, 2), "Sept soldats tués")), "aaa"),
    Told("three data sets", (
        acled("2022-07-10", ATTACK, (JNIM, PEOPLE), ("Seytenga", 13.979, 0.308), 79,
              "militants massacred 79 people in Seytenga."),
        gtd("2022-07-11", "Private Citizens & Property", ("Seytenga", 13.97, 0.31), 86,
            "Assailants attacked Seytenga. At least 86 people were killed."),
        ucdp("2022-07-10 2022-07-11", KILLING, ("Seytenga village", 13.98, 0.305), "Seytenga",
             (79, 86, 100), "At least 79 killed in Seytenga")), "aaa"),
    Told("two on a day, told apart by their tolls", (
        acled("2022-09-08", BATTLE, (JNIM, ARMY), ("Silgadji", 13.81, -1.55), 8,
              "JNIM ambushed soldiers at Silgadji. Eight killed."),
        acled("2022-09-08", BATTLE, (JNIM, ARMY), ("Bourzanga", 13.678, -1.546), 1,
              "JNIM shot at a checkpoint in Bourzanga. One soldier killed."),
        ucdp("2022-09-08", STATE, ("Bourzanga town", 13.68, -1.55), "Silgadji", (8, 8, 8),
             "Eight soldiers die"),
        ucdp("2022-09-08", STATE, ("Bourzanga town", 13.68, -1.55), "Bourzanga", (1, 1, 1),
             "A soldier dies in Bourzanga")), "abab"),
)  # fmt: skip

TWO = (
    Told("another attack two days later", (
        acled("2019-02-14", ATTACK, (JNIM, PEOPLE), ("Arbinda", 14.231, -0.861), 2,
              "gunmen shot two traders dead at the market of Arbinda."),
        ucdp("2019-02-12", STATE, ("Aribinda town", 14.2284, -0.8632), "Arbinda (convoy)",
             (9, 9, 9), "Nine soldiers killed in convoy attack")), "ab"),
    Told("another village, another toll", (
        acled("2019-04-15", BATTLE, (JNIM, ARMY), ("Banh", 14.05, -2.45), 1,
              "JNIM shot a soldier dead in Banh."),
        ucdp("2019-04-15", STATE, ("Titao town", 13.95, -2.3), "Titao", (6, 6, 6),
             "Six soldiers killed in Titao")), "ab"),
    Told("opposite sides", (
        acled("2019-06-14", ATTACK, (ARMY, PEOPLE), ("Tanwalbougou", 12.12, 0.72), 12,
              "gendarmes killed 12 Fulani men in Tanwalbougou."),
        ucdp("2019-06-14", KILLING, ("Tanwolbougou village", 12.1167, 0.7167), "Tanwalbougou",
             (12, 12, 12), "Twelve dead")), "ab"),
    Told("another group", (
        acled("2019-08-13", BATTLE, ("Islamic State (Greater Sahara)", ARMY),
              ("Inata", 14.36, -1.15), 5, "ISGS attacked a post in Inata. Five dead."),
        ucdp("2019-08-13", STATE, ("Inata", 14.3667, -1.15), "Inata", (5, 5, 5),
             "Five dead")), "ab"),
    Told("an abduction", (
        acled("2019-10-12", ABDUCTION, (JNIM, PEOPLE), ("Pama", 11.25, 0.7), 0,
              "militants abducted a teacher in Pama."),
        ucdp("2019-10-12", KILLING, ("Pama town", 11.2497, 0.7075), "Pama", (3, 3, 3),
             "Three killed in Pama")), "ab"),
    Told("one killed on the next day, far away", (
        acled("2019-12-11", ATTACK, (JNIM, PEOPLE), ("Gorgadji", 14.03, -0.52), 1,
              "a herder was shot in Gorgadji."),
        ucdp("2019-12-12", KILLING, ("Dori town", 14.0354, -0.3447), "Dori", (1, 1, 1),
             "Trader killed in Dori")), "ab"),
    Told("soldiers and civilians", (
        acled("2020-02-09", BATTLE, (JNIM, ARMY), ("Bani", 13.72, -0.17), 2,
              "JNIM ambushed a patrol near Bani. Two soldiers killed."),
        ucdp("2020-02-09", KILLING, ("Seytenga village", 13.78, -0.01), "Lamdamol", (2, 2, 2),
             "Two villagers killed in Lamdamol")), "ab"),
    Told("an uneventful clash three weeks of which are possible", (
        acled("2020-04-08", BATTLE, (JNIM, ARMY), ("Koumbri", 13.8478, -2.417), 0,
              "JNIM and soldiers exchanged fire near Koumbri."),
        ucdp("2020-03-25 2020-04-14", STATE, ("Nord region", 13.75, -2.3), "Nord region",
             (31, 31, 60), "Army says 31 militants killed in three weeks", precise="4")), "ab"),
)  # fmt: skip
