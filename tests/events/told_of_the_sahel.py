"""Incidents of the Sahel as ACLED, the GTD and UCDP would tell them, and a reader's judgement.

The records are invented, some after well-known attacks. Each shows a habit of the data sets: the
commune's town for a village, a toll of 0 for "unknown", one raid as a battle and a killing of
civilians, a stretch of days, French headlines. They were judged before the program was asked.
"""

from benchmarks.synthetic import JNIM, JNIM_OR_IS
from tests.events.told_twice import (
    AIR,
    ARMY,
    ATTACK,
    BATTLE,
    FAMA,
    KILLING,
    MALI,
    MALIANS,
    MINE,
    PEOPLE,
    SOMEBODY,
    STATE,
    VDP,
    Told,
    acled,
    gtd,
    ucdp,
)

FRANCE = "Military Forces of France (2017-)"
MINUSMA = (
    "MINUSMA: United Nations Multidimensional Integrated Stabilization Mission in Mali (2013-2023)"
)
ISSP = "Islamic State Sahel Province (ISSP)"
DOGON = "Dan Na Ambassagou"
GTD_JNIM = "Jamaat Nusrat al-Islam wal Muslimin (JNIM)"
MALIANS_KILL = ("Government of Mali", "Civilians")
RIVALS = ("IS", "JNIM")
LOOTING = ("Strategic developments", "Looting/property destruction")

ONE = (
    Told("the commune's town for a village", (
        acled("2018-11-06", BATTLE, (JNIM, ARMY), ("Kabonga", 11.41, 0.93), 4,
              "an army vehicle was ambushed by JNIM at Kabonga (Logobou, Tapoa). Four soldiers"
              " and two"
              " militants were wounded, four soldiers killed."),
        ucdp("2018-11-06", STATE, ("Logobou town", 11.4, 1.04), "Kabonga, Logobou commune", (4,
             4, 4),
             "Burkina Faso: quatre militaires tués à Kabonga"))),
    Told("the commune's town, and the village nowhere", (
        acled("2022-10-04", ATTACK, (JNIM, PEOPLE), ("Ouembatenga", 13.05, -1.35), 11,
              "JNIM militants attacked the village of Ouembatenga (Pensa, Bam). Eleven people"
              " killed."),
        ucdp("2022-10-04", KILLING, ("Pensa village", 13.13, -1.3), "Pensa commune", (11, 11, 11),
             "Onze civils tués dans la commune de Pensa"))),
    Told("a road between two towns", (
        acled("2021-02-10", BATTLE, (JNIM, FAMA), ("Boni", 15.075, -2.218), 10,
              "JNIM attacked a FAMa operating base between Boni and Hombori, ten soldiers killed."),
        ucdp("2021-02-10", MALI, ("Boni town", 15.08, -2.22), "between Boni and Hombori, Mali",
             (9, 10, 10), "Mali: dix soldats tués dans une attaque à Boni"))),
    Told("a mine on a road, each end", (
        acled("2020-04-24", MINE, (JNIM, FAMA), ("Petaka", 14.93, -2.83), 5,
              "a FAMa vehicle struck an IED planted by JNIM between Douentza and Petaka on the"
              " RN16."
              " Five soldiers died."),
        ucdp("2020-04-24", MALI, ("Douentza town", 15.0, -2.95), "RN16 between Douentza and Petaka,"
             " Mali", (5, 5, 5), "Mali: cinq soldats tués par une mine"))),
    Told("a night", (
        acled("2021-06-05", ATTACK, (JNIM, PEOPLE), ("Solhan", 13.2, 0.45), 160,
              "JNIM fighters attacked the village of Solhan (Sebba, Yagha) overnight, and killed at"
              " least 160 people, among them artisanal gold miners."),
        ucdp("2021-06-04 2021-06-05", KILLING, ("Solhan village", 13.19, 0.4333), "Solhan, Yagha",
             (132, 132, 160), "Burkina: au moins 132 civils tués à Solhan"))),
    Told("a militia by three names", (
        acled("2019-03-23", ATTACK, (DOGON, MALIANS), ("Ogossagou Peul", 13.83, -3.27), 160,
              "Dan Na Ambassagou militiamen killed 160 Fulani in Ogossagou (Bankass, Mopti)."),
        ucdp("2019-03-23", ("Dan na Ambassagou", "Civilians"), ("Ogossagou village", 13.81, -3.26),
             "Ogossagou, Bankass, Mali", (153, 157, 160), "Massacre in Ogossagou"),
        gtd("2019-03-23", "Private Citizens & Property", ("Ogossagou", 13.82, -3.27), 157,
            "Assailants dressed as hunters attacked Ogossagou, Mopti, Mali. At least 157 killed.",
            group="Dogon extremists")), "aaa"),
    Told("peacekeepers", (
        acled("2019-01-20", BATTLE, (JNIM, MINUSMA), ("Aguelhok", 19.465, 0.857), 13,
              "JNIM attacked a MINUSMA camp in Aguelhok (Kidal). 10 Chadian peacekeepers and at"
              " least three militants were killed. Mali."),
        ucdp("2019-01-20", MALI, ("Aguelhok town", 19.4667, 0.8667), "MINUSMA camp in Aguelhok,"
        " Mali",
             (11, 11, 13), "Ten UN peacekeepers killed in northern Mali"))),
    Told("French forces", (
        acled("2020-02-06", BATTLE, (FRANCE, JNIM), ("Ndaki", 15.47, -1.75), 20,
              "French Barkhane forces conducted an operation west of Ndaki (Gourma, Mali) against"
              " JNIM"
              " militants. 20 fighters neutralized."),
        ucdp("2020-02-06", MALI, ("Gossi town", 15.82, -1.3), "Gourma, west of Ndaki, Mali",
             (20, 20, 20), "Barkhane: une vingtaine de djihadistes neutralisés dans le Gourma",
             precise="2"))),
    Told("French forces, near", (
        acled("2019-11-02", BATTLE, (FRANCE, JNIM), ("Indelimane", 15.4, 1.38), 3,
              "French forces killed three JNIM militants near Indelimane (Menaka, Mali)."),
        ucdp("2019-11-02", MALI, ("Indelimane", 15.39, 1.4), "Indelimane area, Mali", (3, 3, 3),
             "French forces kill three jihadists"))),
    Told("an army's days in a town", (
        acled("2022-03-27", ATTACK, ("Military Forces of Mali (2021-)", MALIANS),
              ("Moura", 14.36, -4.6), 500,
              "FAMa and Wagner operatives killed some 500 people in Moura (Djenne, Mopti)."),
        ucdp("2022-03-27 2022-03-31", MALIANS_KILL, ("Moura village", 14.35, -4.6), "Moura, Mali",
             (300, 500, 500), "Massacre à Moura"))),
    Told("a bus on a mine, nobody named", (
        acled("2020-01-04", MINE, (SOMEBODY, PEOPLE), ("Toeni", 13.43, -3.2), 14,
              "a bus carrying pupils hit an IED on the Toeni-Tougan axis. 14 killed, seven of them"
              " pupils."),
        gtd("2020-01-04", "Private Citizens & Property", ("Toeni", 13.42, -3.19), 14,
            "An explosive device detonated under a bus near Toeni, Boucle du Mouhoun."
            " 14 passengers were killed."),
        ucdp("2020-01-04", KILLING, ("Toéni village", 13.43, -3.2), "Toéni-Tougan road",
             (14, 14, 14), "Quatorze morts dans l'explosion d'un bus")), "aaa"),
    Told("a raid in three villages", (
        acled("2022-06-18", ATTACK, (JNIM, MALIANS), ("Diallassagou", 13.73, -3.62), 60,
              "Katiba Macina attacked Diallassagou (Bankass). Fatalities split across 3"
              " locations."),
        acled("2022-06-18", ATTACK, (JNIM, MALIANS), ("Diaweli", 13.75, -3.6), 40,
              "Katiba Macina attacked Diaweli (Bankass). Fatalities split across 3 locations."),
        acled("2022-06-18", ATTACK, (JNIM, MALIANS), ("Dessagou", 13.77, -3.66), 32,
              "Katiba Macina attacked Dessagou (Bankass). Fatalities split across 3 locations."),
        ucdp("2022-06-18 2022-06-19", KILLING, ("Dialassagou village", 13.73, -3.61),
             "Dialassagou, Diaweli and Dessagou, Mali", (132, 132, 132), "132 civils tués")),
        "aaaa"),
    Told("one raid, two dyads", (
        acled("2021-08-18", BATTLE, (JNIM, VDP), ("Boukouma", 14.12, -0.75), 10,
              "JNIM attacked a convoy escorted by VDP near Boukouma (Arbinda, Soum). Ten people"
              " were"
              " killed: four VDP and six civilians."),
        ucdp("2021-08-18", STATE, ("Boukouma village", 14.12, -0.75), "Boukouma, Arbinda", (4, 4,
             4),
             "Convoi attaqué vers Arbinda"),
        ucdp("2021-08-18", KILLING, ("Boukouma village", 14.12, -0.75), "Boukouma, Arbinda",
             (6, 6, 6), "Convoi attaqué vers Arbinda")), "aaa"),
    Told("a battle and a killing in each", (
        acled("2022-01-15", BATTLE, (JNIM, VDP), ("Namssiguia", 13.55, -1.62), 2,
              "JNIM attacked VDP in Namssiguia (Bourzanga, Bam). Two VDP killed."),
        acled("2022-01-15", ATTACK, (JNIM, PEOPLE), ("Namssiguia", 13.55, -1.62), 8,
              "JNIM killed eight civilians in Namssiguia (Bourzanga, Bam)."),
        ucdp("2022-01-15", STATE, ("Namsiguia village", 13.55, -1.61), "Namsiguia", (2, 2, 2),
             "Deux VDP tués"),
        ucdp("2022-01-15", KILLING, ("Namsiguia village", 13.55, -1.61), "Namsiguia", (8, 8, 8),
             "Huit civils tués à Namsiguia")), "abab"),
    Told("spelled otherwise", (
        acled("2020-11-11", BATTLE, (JNIM_OR_IS, ARMY), ("Tin-Akof", 14.97, -0.17), 14,
              "a military convoy was ambushed at Tin-Akof (Oudalan). 14 soldiers were killed."),
        ucdp("2020-11-11", STATE, ("Tin Hakoff village", 14.97, -0.16), "Tin Hakoff, Oudalan",
             (14, 14, 20), "14 soldats tués dans une embuscade dans l'Oudalan"))),
    Told("told a day later", (
        acled("2021-05-19", ATTACK, (JNIM, PEOPLE), ("Adjarara", 14.72, -0.17), 15,
              "militants attacked a baptism at Adjarara (Tin-Akof, Oudalan) and killed 15 people."),
        ucdp("2021-05-18", KILLING, ("Adjarara village", 14.72, -0.18), "Adjarara, baptism",
             (15, 15, 15), "Quinze morts lors d'un baptême"))),
    Told("told a day later, by a mean toll", (
        acled("2021-03-13", BATTLE, (JNIM, VDP), ("Kogolbaraogo", 13.22, -1.41), 3,
              "JNIM attacked a VDP base in Kogolbaraogo (Namissiguima, Sanmatenga). Three VDP"
              " died."),
        ucdp("2021-03-12", STATE, ("Kogolbaraogo village", 13.22, -1.41),
             "VDP base in Kogolbaraogo, Namissiguima", (3, 3, 3), "Trois VDP tués"))),
    Told("two days, a rare toll", (
        acled("2019-12-24", ATTACK, (JNIM_OR_IS, PEOPLE), ("Arbinda", 14.23, -0.86), 35,
              "militants attacked Arbinda (Soum) and its barracks. 35 civilians, 31 women,"
              " killed."),
        ucdp("2019-12-26", KILLING, ("Aribinda town", 14.2284, -0.8632), "Aribinda",
             (35, 35, 35), "35 civils dont 31 femmes tués à Arbinda"))),
    Told("some day of the week", (
        acled("2022-05-12", ATTACK, (JNIM, PEOPLE), ("Guessel", 14.35, -0.2), 8,
              "around 12 May (week of), militants killed eight people at Guessel (Falagountou,"
              " Seno).",
              week=True),
        ucdp("2022-05-14", KILLING, ("Guessel village", 14.35, -0.2), "Guessel, Falagountou",
             (8, 8, 8), "Huit morts à Guessel"))),
    Told("the month of an operation", (
        acled("2019-05-16", BATTLE, (ARMY, JNIM), ("Kabonga Forest", 11.55, 1.1), 22,
              "during operation Otapuanu soldiers killed 22 militants in the Kabonga Forest."),
        ucdp("2019-05-06 2019-05-20", STATE, ("Kabonga forest", 11.55, 1.08),
             "forest of Kabonga, operation Otapuanu", (22, 22, 22),
             "Otapuanu: 22 terroristes neutralisés"))),
    Told("attackers counted, or not", (
        gtd("2019-12-03", "Military", ("Toeni", 13.44, -3.21), 21,
            "Assailants attacked military detachments in Toeni, Sourou, Burkina Faso. At least 21"
            " people, including 18 assailants, were killed.", group=GTD_JNIM),
        ucdp("2019-12-03", STATE, ("Toéni village", 13.43, -3.2), "Toéni detachment", (21, 21, 23),
             "Trois soldats et une vingtaine de terroristes tués"))),
    Told("attackers not counted in one", (
        acled("2021-10-04", BATTLE, (JNIM, ARMY), ("Yirgou", 13.43, -1.03), 30,
              "JNIM attacked the military detachment of Yirgou (Barsalogho, Sanmatenga). 14"
              " soldiers"
              " and 16 militants killed."),
        ucdp("2021-10-04", STATE, ("Yirgou village", 13.43, -1.03), "Yirgou detachment, Barsalogho",
             (14, 14, 30), "14 soldats tués à Yirgou"))),
    Told("perhaps the other group", (
        acled("2020-08-07", ATTACK, (JNIM_OR_IS, PEOPLE), ("Namoungou", 12.13, 0.62), 20,
              "armed men opened fire at the cattle market of Namoungou (Fada N'Gourma). 20"
              " killed."),
        ucdp("2020-08-07", ("IS", "Civilians"), ("Namoungou village", 12.12, 0.6),
             "cattle market of Namoungou", (20, 20, 20), "Une vingtaine de morts dans un marché"))),
    Told("extremists", (
        gtd("2018-10-05", "Military", ("Gayeri", 12.65, 0.49), 6,
            "An explosive device struck a military convoy near Gayeri, Komonjdjari. Six killed.",
            group="Muslim extremists"),
        acled("2018-10-05", MINE, (JNIM_OR_IS, ARMY), ("Gayeri", 12.649, 0.493), 6,
              "an army convoy hit an IED at Gayeri (Komandjari). Six soldiers killed."))),
    Told("a part of the group", (
        acled("2018-05-21", BATTLE, ("Katiba Macina", FAMA), ("Tenenkou", 14.457, -4.917), 7,
              "Katiba Macina attacked a FAMa patrol near Tenenkou. Seven soldiers killed."),
        ucdp("2018-05-21", MALI, ("Ténenkou town", 14.46, -4.92), "Tenenkou, Mali", (7, 7, 7),
             "Sept soldats tués"))),
    Told("the group's older name", (
        acled("2017-04-18", BATTLE, (JNIM, FAMA), ("Gourma-Rharous", 16.88, -1.92), 5,
              "JNIM attacked a camp at Gourma-Rharous (Timbuktu, Mali). Five soldiers killed."),
        ucdp("2017-04-18", ("Government of Mali", "AQIM"), ("Gourma-Rharous town", 16.88, -1.92),
             "Gourma Rharous, Mali", (4, 5, 5), "Au moins quatre soldats tués à Gourma Rharous"))),
    Told("an allied group", (
        acled("2017-11-09", ATTACK, ("Ansaroul Islam", PEOPLE), ("Taouremba", 13.93, -0.9), 9,
              "Ansaroul Islam militants killed nine people in Taouremba (Tongomayel, Soum)."),
        gtd("2017-11-09", "Private Citizens & Property", ("Taouremba", 13.93, -0.91), 9,
            "Assailants opened fire on civilians in Taouremba, Sahel. At least nine were killed.",
            group="Ansar al-Islam"))),
    Told("a region's point, the village in the text", (
        acled("2020-07-01", ATTACK, (JNIM, MALIANS), ("Gouari", 13.95, -3.65), 15,
              "gunmen attacked Gouari, Panga Dougou and Djimdo (Bankass, Mopti). 15 killed."),
        ucdp("2020-07-01", KILLING, ("Bankass cercle", 13.7, -3.4), "Gouari village, Bankass, Mali",
             (15, 15, 15), "Quinze civils tués dans le cercle de Bankass", precise="3"))),
    Told("a region's point, nothing else", (
        acled("2023-02-08", BATTLE, (JNIM, VDP), ("Kienfangue", 13.42, -1.9), 19,
              "JNIM ambushed VDP at Kienfangue (Zimtanga, Bam). 19 VDP killed."),
        ucdp("2023-02-08", STATE, ("Bam province", 13.5, -1.6), "Bam province", (19, 19, 19),
             "19 VDP tués dans le Bam", precise="3"))),
    Told("a camp overrun, other tolls", (
        acled("2019-09-30", BATTLE, (JNIM, FAMA), ("Boulikessi", 14.94, -1.22), 40,
              "JNIM attacked and overran the G5 camp of Boulikessi. At least 40 soldiers killed."),
        ucdp("2019-09-30 2019-10-01", MALI, ("Boulkessi village", 14.95, -1.23), "Boulkessi, Mali",
             (25, 38, 85), "Mali: 38 soldats tués à Boulkessi"))),
    Told("civilians on a mine", (
        acled("2022-09-05", MINE, (JNIM, PEOPLE), ("Silgadji", 13.8, -1.56), 35,
              "a supply convoy's truck hit an IED planted by JNIM between Djibo and Bourzanga."
              " 35 civilians killed."),
        ucdp("2022-09-05", KILLING, ("Bourzanga town", 13.68, -1.55), "between Djibo and Bourzanga",
             (35, 35, 35), "35 civils tués par un engin explosif, convoi de ravitaillement"))),
    Told("nobody known to be killed, the company named", (
        acled("2019-08-16", BATTLE, (JNIM_OR_IS, ARMY), ("Boungou", 11.93, 0.75), 0,
              "gunmen attacked a convoy of the Semafo mine near Boungou (Est). Fatalities"
              " unknown."),
        ucdp("2019-08-16", STATE, ("Boungou", 11.93, 0.75), "Semafo convoy near Boungou", (0, 2, 2),
             "Attaque d'un convoi de Semafo"))),
    Told("several killed", (
        acled("2022-12-30", BATTLE, (JNIM, VDP), ("Rakoegtenga", 13.59, -2.52), 3,
              "JNIM attacked VDP in Rakoegtenga (Barga, Yatenga). Several VDP were killed."),
        ucdp("2022-12-30", STATE, ("Rakouègtenga village", 13.58, -2.52), "Rakouegtenga, Barga",
             (2, 2, 5), "Plusieurs VDP tués"))),
    Told("hunters", (
        acled("2021-01-10", BATTLE, (JNIM, "Dozo Communal Militia (Mali)"), ("Farabougou", 14.9,
              -5.99),
              5, "JNIM and Dozo clashed at Farabougou (Niono, Segou). Five killed. Mali."),
        ucdp("2021-01-10", ("Dozos (Mali)", "JNIM"), ("Farabougou village", 14.9, -5.98),
             "Farabougou",
             (5, 5, 5), "Affrontements à Farabougou"))),
    Told("jihadists against each other", (
        acled("2020-04-13", BATTLE, (JNIM, ISSP), ("Ndaki", 15.47, -1.75), 12,
              "ISSP and JNIM militants clashed near Ndaki (Gourma-Rharous, Mali). 12 killed."),
        ucdp("2020-04-13", RIVALS, ("Ndaki", 15.46, -1.75), "Ndaki, Mali", (12, 12, 40),
             "Combats entre jihadistes à Ndaki"))),
    Told("the attack of two sites", (
        gtd("2018-03-29", "Military", ("Ouagadougou", 12.37, -1.52), 10,
            "Assailants attacked the army headquarters in Ouagadougou. One of two attacks.",
            group=GTD_JNIM),
        gtd("2018-03-29", "Government (Diplomatic)", ("Ouagadougou", 12.37, -1.53), 6,
            "Assailants attacked the French embassy in Ouagadougou. One of two attacks.",
            group=GTD_JNIM),
        acled("2018-03-29", BATTLE, (JNIM, ARMY), ("Ouagadougou", 12.37, -1.53), 16,
              "JNIM attacked the army headquarters and an embassy in Ouagadougou. 16 killed."),
        ucdp("2018-03-29", STATE, ("Ouagadougou city", 12.37, -1.53),
             "army headquarters and embassy, Ouagadougou", (16, 16, 28),
             "Ouagadougou : attaque de l'état-major et de l'ambassade")), "aaaa"),
)  # fmt: skip

TWO = (
    Told("the next day at the same place", (
        acled("2020-03-09", ATTACK, (JNIM, PEOPLE), ("Dinguila", 13.52, -2.15), 4,
              "gunmen returned to Dinguila (Barga) during the burial and killed four."),
        ucdp("2020-03-08", KILLING, ("Dinguila village", 13.52, -2.15), "Dinguila and Barga",
             (43, 43, 43), "43 morts dans des attaques à Dinguila et Barga")), "ab"),
    Told("one killed each, a teacher and a volunteer", (
        acled("2021-11-20", BATTLE, (JNIM, VDP), ("Thiou", 13.81, -2.66), 1,
              "JNIM shot at VDP near Thiou (Yatenga). One VDP was killed."),
        ucdp("2021-11-20", KILLING, ("Kain village", 13.87, -2.73), "Kain", (1, 1, 1),
             "Un enseignant assassiné à Kain")), "ab"),
    Told("one killed each in one town", (
        acled("2022-02-23", BATTLE, (JNIM, VDP), ("Djibo", 14.099, -1.63), 1,
              "JNIM shot a VDP dead at a checkpoint in Djibo (Soum)."),
        ucdp("2022-02-23", KILLING, ("Djibo town", 14.1, -1.63), "Djibo, water tower", (4, 4, 4),
             "Quatre femmes tuées en cherchant de l'eau")), "ab"),
    Told("soldiers killed the villagers", (
        acled("2020-04-09", ATTACK, (ARMY, PEOPLE), ("Djibo", 14.1, -1.63), 31,
              "soldiers executed 31 unarmed Fulani in Djibo (Soum)."),
        ucdp("2020-04-09", KILLING, ("Djibo town", 14.1, -1.63), "Djibo", (31, 31, 31),
             "31 corps découverts")), "ab"),
    Told("jihadists among themselves, and an ambush", (
        acled("2020-06-19", BATTLE, (JNIM, ISSP), ("Arbinda", 14.23, -0.86), 7,
              "JNIM and ISSP clashed west of Arbinda. Seven militants killed."),
        ucdp("2020-06-19", STATE, ("Aribinda town", 14.2284, -0.8632), "Arbinda", (7, 7, 7),
             "Sept soldats tués")), "ab"),
    Told("another group's massacre", (
        acled("2022-03-10", ATTACK, (ISSP, MALIANS), ("Tamalat", 15.5, 2.9), 40,
              "ISSP militants killed 40 people in Tamalat (Menaka, Mali)."),
        ucdp("2022-03-10", KILLING, ("Tamalat", 15.5, 2.9), "Tamalat, Mali", (40, 40, 40),
             "Quarante morts")), "ab"),
    Told("revenge from the air on the next day", (
        acled("2023-04-16", AIR, (ARMY, JNIM), ("Kongoussi", 13.33, -1.53), 6,
              "an army drone struck JNIM militants near Kongoussi (Bam). Six militants killed."),
        ucdp("2023-04-15", STATE, ("Kongoussi town", 13.33, -1.53), "Aorema", (40, 40, 42),
             "Quarante soldats et VDP tués")), "ab"),
    Told("a mine two days later on the same road", (
        acled("2021-06-25", MINE, (JNIM, ARMY), ("Foube", 13.6, -1.0), 1,
              "a soldier died when a vehicle hit an IED on the Foube-Barsalogho axis."),
        ucdp("2021-06-23", STATE, ("Barsalogho town", 13.42, -1.06), "Foubé-Barsalogho road",
             (11, 11, 11), "Onze policiers tués dans une embuscade")), "ab"),
    Told("looting", (
        acled("2022-07-01", LOOTING, (JNIM, PEOPLE),
              ("Bourasso", 12.66, -3.7), 0,
              "JNIM stole cattle and burnt the health centre at Bourasso (Kossi)."),
        ucdp("2022-07-03", KILLING, ("Bourasso village", 12.65, -3.7), "Bourasso", (22, 22, 34),
             "22 civils tués à Bourasso")), "ab"),
    Told("an abduction, and a death", (
        acled("2021-04-26", ("Violence against civilians", "Abduction/forced disappearance"),
              (JNIM, PEOPLE), ("Madjoari", 11.43, 1.23), 0,
              "militants abducted two men in Madjoari (Kompienga)."),
        ucdp("2021-04-26", KILLING, ("Madjoari village", 11.43, 1.23), "Madjoari", (1, 1, 1),
             "Un berger tué")), "ab"),
    Told("one killed each, ten kilometres apart", (
        acled("2019-10-19", ATTACK, (JNIM, PEOPLE), ("Gasseliki", 14.0, -0.97), 1,
              "a herder was killed by militants in Gasseliki (Arbinda, Soum)."),
        ucdp("2019-10-19", KILLING, ("Pobe Mengao village", 14.06, -1.08), "Bouro", (1, 1, 1),
             "Un conseiller municipal assassiné")), "ab"),
    Told("weeks of a region", (
        acled("2022-11-04", BATTLE, (JNIM, VDP), ("Solle", 14.02, -2.12), 2,
              "JNIM attacked VDP at Solle (Loroum). Two killed."),
        ucdp("2022-10-25 2022-11-15", STATE, ("Nord region", 13.9, -2.3), "Nord region", (60, 60,
             90),
             "L'armée annonce la mort de 60 terroristes", precise="4")), "ab"),
    Told("villages of one press report", (
        acled("2021-11-22", ATTACK, (JNIM, PEOPLE), ("Kologkom", 13.0, -1.1), 4,
              "JNIM killed four people at Kologkom (Kaya)."),
        acled("2021-11-22", ATTACK, (JNIM, PEOPLE), ("Foubere", 13.1, -1.2), 7,
              "JNIM killed seven people at Foubere (Namissiguima)."),
        ucdp("2021-11-22", KILLING, ("Kologkom village", 13.0, -1.1), "Kologkom, Foubéré", (4, 4,
             4),
             "Onze morts à Kologkom et Foubéré"),
        ucdp("2021-11-22", KILLING, ("Foubéré village", 13.1, -1.2), "Kologkom, Foubéré", (7, 7, 7),
             "Onze morts à Kologkom et Foubéré")), "abab"),
    Told("names that differ by a letter", (
        acled("2022-08-28", ATTACK, (JNIM, PEOPLE), ("Bougue", 11.8, 0.62), 2,
              "gunmen killed two farmers in Bougue (Fada)."),
        ucdp("2022-08-28", STATE, ("Bougui village", 11.95, 0.5), "Bougui", (6, 6, 6),
             "Six gendarmes tués à Bougui")), "ab"),
    Told("soldiers die here, militants there", (
        acled("2022-04-08", BATTLE, (ARMY, JNIM), ("Namissiguima", 13.32, -1.25), 20,
              "soldiers repelled JNIM at Namissiguima (Sanmatenga), and killed 20 militants."),
        ucdp("2022-04-09", STATE, ("Barsalogho town", 13.42, -1.06), "Barsalogho", (2, 2, 2),
             "Deux soldats tués à Barsalogho")), "ab"),
    Told("a shot at a post, and its mortars a day before", (
        gtd("2019-05-02", "Military", ("Inata", 14.36, -1.16), 0,
            "Assailants fired mortars at the gendarmerie in Inata. No casualties."),
        ucdp("2019-05-03", STATE, ("Inata mine", 14.37, -1.16), "Inata gendarmerie post", (5, 5, 5),
             "Cinq gendarmes tués")), "ab"),
    Told("an imam and a councillor", (
        acled("2019-09-14", ATTACK, (JNIM_OR_IS, PEOPLE), ("Kerboule", 14.22, -1.45), 1,
              "an imam was killed in Kerboule (Djibo, Soum)."),
        ucdp("2019-09-13", KILLING, ("Djibo town", 14.1, -1.63), "Djibo", (1, 1, 1),
             "Un conseiller assassiné à Djibo")), "ab"),
    Told("an army's strike, and its victims among the people", (
        acled("2022-08-01", AIR, (ARMY, PEOPLE), ("Pognoa", 11.06, 0.95), 12,
              "an army helicopter struck a funeral in Pognoa (Kompienga) by mistake. 12"
              " civilians."),
        ucdp("2022-08-01", KILLING, ("Pognoa village", 11.06, 0.95), "Pognoa", (12, 12, 12),
             "Douze morts")), "ab"),
    Told("a convoy, and its wreck", (
        acled("2019-11-07", MINE, (JNIM, ARMY), ("Ougarou", 12.15, 0.93), 1,
              "a vehicle that returned to tow the wreck hit an IED near Ougarou. One soldier"
              " died."),
        ucdp("2019-11-06", KILLING, ("Ougarou village", 12.15, 0.93), "Boungou convoy, Ougarou",
             (38, 38, 39), "38 morts dans l'attaque d'un convoi de la Semafo")), "ab"),
    Told("the volunteers' own killing", (
        acled("2020-02-28", ATTACK, (VDP, PEOPLE), ("Barga", 13.69, -2.24), 6,
              "VDP killed six Fulani in Barga (Yatenga)."),
        ucdp("2020-02-28", KILLING, ("Barga village", 13.69, -2.24), "Barga", (6, 6, 6),
             "Six villageois tués")), "ab"),
    Told("two clashes of a week that may be any day", (
        acled("2022-06-20", BATTLE, (JNIM, FAMA), ("Dinangourou", 14.45, -2.24), 2,
              "around 20 June (week of), JNIM ambushed FAMa near Dinangourou (Koro). Two killed.",
              week=True),
        ucdp("2022-06-22", MALI, ("Dinangourou village", 14.45, -2.24), "Dinangourou, Mali",
             (17, 17, 17), "17 soldats tués à Dinangourou")), "ab"),
)  # fmt: skip
