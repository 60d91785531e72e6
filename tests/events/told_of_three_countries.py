"""Incidents of three countries as the data sets would tell them, and a reader's judgement.

The records are invented, some after well-known attacks, and were judged before the program was
asked. They show habits that the others do not: notes that nobody knows the toll, "several" coded as
three, "around" a day, attackers counted in one, a double explosion, alike raids a day apart.
"""

from benchmarks.synthetic import JNIM, JNIM_OR_IS
from tests.events.told_twice import (
    ABDUCTION,
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
NIGER = "Military Forces of Niger (2011-2021)"
NIGERIENS = "Civilians (Niger)"
GEND = "Police Forces of Burkina Faso (2015-2022) - Gendarmerie"
POLICE = "Police Forces of Burkina Faso (2015-2022)"
ISGS = "Islamic State (Greater Sahara)"
GTD_JNIM = "Jamaat Nusrat al-Islam wal Muslimin (JNIM)"
KOGL = "Koglweogo Communal Militia (Burkina Faso)"
LOOT = ("Strategic developments", "Looting/property destruction")
SHELL = ("Explosions/Remote violence", "Shelling/artillery/missile attack")
SUICIDE = ("Explosions/Remote violence", "Suicide bomb")
AQIM = "AQIM: Al Qaeda in the Islamic Maghreb"

ONE = (
    Told("casualties unknown, and many in the other", (
        acled("2023-05-11", BATTLE, (JNIM, VDP), ("Ouindigui", 13.72, -2.32), 0,
              "JNIM militants attacked VDP near Ouindigui (Loroum). Casualties from the clash"
              " unknown."),
        ucdp("2023-05-11", STATE, ("Ouindigui village", 13.74, -2.3), "Ouindigui", (18, 18, 18),
             "Dix-huit VDP tués à Ouindigui"))),
    Told("casualties unknown in the notes", (
        acled("2021-02-03", BATTLE, (JNIM, VDP), ("Dablo", 13.77, -1.20), 0,
              "JNIM militants attacked VDP fighters near Dablo (Sanmatenga). Casualties unknown."),
        ucdp("2021-02-03", STATE, ("Dablo village", 13.77, -1.2), "Dablo, Sanmatenga", (5, 5, 5),
             "Cinq VDP tués à Dablo"))),
    Told("number of deaths unknown, the GTD", (
        gtd("2018-04-12", "Police", ("Koutougou", 14.34, -1.02), 0,
            "Assailants attacked a police post in Koutougou. The number of casualties is"
            " unknown.", group=GTD_JNIM),
        acled("2018-04-12", BATTLE, (JNIM, POLICE), ("Koutougou", 14.35, -1.02), 2,
              "JNIM militants attacked a police station in Koutougou (Soum), two police were"
              " killed."))),
    Told("several, coded three", (
        acled("2021-08-05", BATTLE, (JNIM, ARMY), ("Dounkou", 13.30, -3.22), 3,
              "presumed JNIM militants attacked soldiers at Dounkou (Toeni, Sourou). Several"
              " soldiers killed. Fatalities coded as 3."),
        ucdp("2021-08-05", STATE, ("Dounkou village", 13.29, -3.22), "Dounkou, Sourou",
             (4, 4, 10), "Plusieurs soldats tués à Dounkou"))),
    Told("a suicide car at a camp", (
        acled("2017-01-18", SUICIDE, ("Al Mourabitoune Battalion", FAMA),
              ("Gao", 16.2717, -0.0447), 77,
              "an Al Mourabitoune suicide bomber drove a car into the MOC camp in Gao. 77"
              " people were killed. Mali."),
        ucdp("2017-01-18", ("Government of Mali", "al-Murabitun"), ("Gao town", 16.27, -0.04),
             "MOC camp in Gao, Mali", (54, 77, 77),
             "Mali: attentat suicide contre le camp du MOC à Gao"),
        gtd("2017-01-18", "Military", ("Gao", 16.271, -0.0446), 80,
            "A suicide bomber detonated an explosives-laden vehicle at the MOC camp in Gao,"
            " Mali. At least 77 soldiers and three assailants were killed.",
            group="Al-Mourabitoun")), "aaa"),
    Told("told around a date, two days on", (
        acled("2022-04-25", ATTACK, (JNIM, PEOPLE), ("Barhiaga", 12.97, 0.22), 6,
              "around 25 April 2022 (as reported), JNIM militants killed six people in Barhiaga"
              " (Bilanga, Gnagna)."),
        ucdp("2022-04-23", KILLING, ("Barhiaga village", 12.97, 0.22),
             "Barhiaga, Bilanga commune", (6, 6, 6), "Six personnes tuées à Barhiaga"))),
    Told("the same market, killed counted later", (
        acled("2020-05-30", ATTACK, (JNIM_OR_IS, PEOPLE), ("Loroum", 13.92, -2.23), 15,
              "armed men opened fire on a convoy of traders between Titao and Sollé (Loroum)."
              " 15 civilians killed."),
        ucdp("2020-05-29", KILLING, ("Titao town", 13.77, -2.07),
             "traders' convoy, Titao-Sollé road", (15, 15, 16),
             "15 morts dans l'attaque d'un convoi de commerçants dans le Loroum"))),
    Told("dam of a town, mine", (
        acled("2018-08-11", MINE, (JNIM_OR_IS, GEND), ("Boungou", 11.98, 1.08), 6,
              "a vehicle of gendarmes escorting mine workers hit an IED near the Boungou gold"
              " mine. Five gendarmes and a civilian died."),
        ucdp("2018-08-11", STATE, ("Boungou village", 11.97, 1.1), "Boungou gold mine, Gourma",
             (6, 6, 6), "Burkina: cinq gendarmes et un civil tués par un engin explosif"))),
    Told("the GTD counts the attackers", (
        gtd("2016-12-16", "Military", ("Nassoumbou", 14.21, -1.51), 13,
            "Assailants attacked a military base in Nassoumbou. At least 12 soldiers and one"
            " assailant were killed.", group="Ansaroul Islam"),
        ucdp("2016-12-16", ("Government of Burkina Faso", "Ansaroul Islam"),
             ("Nassoumbou village", 14.21, -1.52), "Nassoumbou base", (11, 12, 12),
             "Douze militaires tués à Nassoumbou"))),
    Told("three days of siege", (
        acled("2022-06-12", ATTACK, (JNIM, PEOPLE), ("Madjoari", 11.43, 1.23), 50,
              "JNIM militants attacked people who fled Madjoari (Kompienga) and killed about 50."),
        ucdp("2022-06-11 2022-06-13", KILLING, ("Madjoari village", 11.43, 1.22),
             "Madjoari-Nadiagou", (50, 50, 50), "Une cinquantaine de civils tués à Madjoari"))),
    Told("an attack on a gold site, a quarter's name", (
        acled("2020-01-25", ATTACK, (JNIM_OR_IS, PEOPLE), ("Silgadji", 13.81, -1.55), 39,
              "militants separated men and women at the market of Silgadji and killed 39 men."),
        gtd("2020-01-25", "Private Citizens & Property", ("Silgadji", 13.8, -1.55), 39,
            "Assailants opened fire on civilians in Silgadji, Soum. At least 39 people were"
            " killed."),
        ucdp("2020-01-25 2020-01-27", KILLING, ("Silgadji village", 13.81, -1.55),
             "Silgadji, Tongomayel", (36, 39, 39), "Au moins 39 civils tués")), "aaa"),
    Told("peacekeepers on a road", (
        acled("2021-04-02", BATTLE, (JNIM, MINUSMA), ("Aguelhok", 19.4658, 0.8558), 30,
              "JNIM attacked the MINUSMA camp at Aguelhok, four Chadian peacekeepers and some"
              " 26 militants killed. Mali."),
        ucdp("2021-04-02", MALI, ("Aguelhoc town", 19.47, 0.86), "Aguelhok, Kidal, Mali",
             (24, 24, 44), "Quatre casques bleus tchadiens tués à Aguelhok"))),
    Told("French airmen, a forest with no name", (
        acled("2020-05-15", AIR, (FRANCE, JNIM), ("Korientze", 15.40, -3.78), 10,
              "French forces struck JNIM militants in the flooded area north-east of Korientze."
              " Around ten killed. Mali."),
        ucdp("2020-05-14 2020-05-15", MALI, ("Korientzé village", 15.4, -3.78), "Korientze, Mali",
             (10, 10, 10), "Barkhane neutralise une dizaine de terroristes"))),
    Told("AQIM before the merger", (
        acled("2015-01-05", BATTLE, (AQIM, FAMA), ("Nampala", 15.279, -5.552), 11,
              "AQIM militants attacked the camp at Nampala (Niono, Segou). Eleven soldiers"
              " killed. Mali."),
        ucdp("2015-01-05", ("Government of Mali", "AQIM"), ("Nampala village", 15.28, -5.55),
             "Nampala camp, Mali", (7, 11, 16), "Mali: attaque du camp de Nampala"),
        gtd("2015-01-05", "Military", ("Nampala", 15.27, -5.55), 8,
            "Assailants attacked a military base in Nampala, Mali. At least eight soldiers were"
            " killed.", group="Al-Qaida in the Islamic Maghreb (AQIM)")), "aaa"),
    Told("volunteers and koglweogo", (
        acled("2020-03-22", BATTLE, (JNIM, KOGL), ("Barga", 13.70, -2.24), 3,
              "JNIM clashed with Koglweogo in Barga (Yatenga). Three Koglweogo killed."),
        ucdp("2020-03-22", ("JNIM", "Koglweogo"), ("Barga village", 13.7, -2.24), "Barga",
             (3, 3, 3), "Trois Koglweogo tués à Barga"))),
    Told("a region's point with the town in the notes", (
        acled("2019-06-01", ATTACK, (JNIM_OR_IS, PEOPLE), ("Soum", 14.25, -1.35), 17,
              "unknown gunmen killed 17 people in an unspecified village of Arbinda commune.",
              vague=True),
        ucdp("2019-06-01", KILLING, ("Aribinda town", 14.2284, -0.8632), "Arbinda commune, Soum",
             (17, 17, 17), "17 civils tués dans la commune d'Arbinda"))),
    Told("a village split by the data set that counts by dyad", (
        acled("2022-08-09", MINE, (JNIM, ARMY), ("Namsiguia", 13.83, -1.72), 15,
              "two vehicles hit IEDs, on the axis of Bourzanga and Djibo near Namsiguia. 15"
              " soldiers killed in the double explosion."),
        ucdp("2022-08-09", STATE, ("Bourzanga town", 13.68, -1.55), "Bourzanga-Djibo axis",
             (15, 15, 15), "Quinze soldats tués dans une double explosion"))),
    Told("a week in one, a day in the other, a mean toll and a village", (
        acled("2021-10-10", ATTACK, (JNIM, PEOPLE), ("Tougouri", 13.31, -0.51), 2,
              "in the week of 10 October, militants killed two people in Tougouri (Namentenga).",
              week=True),
        ucdp("2021-10-08", KILLING, ("Tougouri town", 13.31, -0.51), "Tougouri", (2, 2, 2),
             "Deux personnes tuées à Tougouri"))),
    Told("Niger, a school", (
        acled("2020-01-09", BATTLE, (ISGS, NIGER), ("Chinagodrar", 15.1, 1.6), 89,
              "ISGS attacked the camp of Chinagodrar (Abala, Tillaberi). 89 soldiers killed."),
        ucdp("2020-01-09", ("Government of Niger", "IS"), ("Chinégodrar village", 15.11, 1.6),
             "Chinegodrar, Tillaberi, Niger", (89, 89, 174),
             "Niger: 89 soldats tués à Chinégodar"))),
    Told("no toll in the GTD", (
        gtd("2019-07-14", "Military", ("Djibo", 14.10, -1.63), 0,
            "An explosive device detonated against a military patrol in Djibo, Soum. Casualties"
            " unknown.", group="Unknown") | {"nkill": ""},
        acled("2019-07-14", MINE, (JNIM_OR_IS, ARMY), ("Djibo", 14.0994, -1.6303), 4,
              "an army patrol hit an IED outside Djibo (Soum). Four soldiers were killed."))),
    Told("the day before, in the night, few killed", (
        acled("2019-03-18", BATTLE, (JNIM, GEND), ("Tanwalbougou", 12.12, 0.72), 2,
              "overnight, militants attacked the gendarmerie of Tanwalbougou. Two gendarmes"
              " killed."),
        ucdp("2019-03-17 2019-03-18", STATE, ("Tanwolbougou village", 12.12, 0.72),
             "Tanwalbougou gendarmerie", (2, 2, 2), "Deux gendarmes tués à Tanwalbougou"))),
)  # fmt: skip
TWO = (
    Told("two posts of one night, alike", (
        acled("2017-03-05", BATTLE, (JNIM, FAMA), ("Boulikessi", 14.94, -1.22), 11,
              "JNIM attacked the camp of Boulikessi (Douentza). Eleven soldiers killed. Mali."),
        ucdp("2017-03-05", MALI, ("Mondoro village", 14.67, -1.95), "Mondoro, Mali", (2, 2, 2),
             "Deux soldats tués à Mondoro")), "ab"),
    Told("a mine and a shooting in one town on one day", (
        acled("2021-12-08", MINE, (JNIM, PEOPLE), ("Arbinda", 14.2284, -0.8632), 1,
              "a cart hit an IED at Arbinda (Soum). One child was killed."),
        ucdp("2021-12-08", STATE, ("Aribinda town", 14.2284, -0.8632), "Arbinda, checkpoint",
             (6, 6, 6), "Six VDP tués à un checkpoint")), "ab"),
    Told("a burial's attack the next day, alike but for the toll", (
        acled("2022-02-01", ATTACK, (JNIM, PEOPLE), ("Kain", 13.87, -2.73), 3,
              "JNIM militants returned and killed three who came to bury the dead in Kain"
              " (Yatenga)."),
        ucdp("2022-01-31", KILLING, ("Kain village", 13.87, -2.73), "Kain", (12, 12, 12),
             "Douze villageois tués à Kain")), "ab"),
    Told("rivals in one forest", (
        acled("2020-04-13", BATTLE, (JNIM, ISGS), ("Tin-Tabakatt", 14.5, -1.9), 25,
              "JNIM and ISGS clashed at Tin-Tabakatt. 25 militants killed."),
        ucdp("2020-04-13", KILLING, ("Tin Tabakat", 14.5, -1.9), "Tin Tabakat", (2, 2, 2),
             "Deux éleveurs tués")), "ab"),
    Told("the army's strike after a raid", (
        acled("2022-07-05", AIR, (ARMY, JNIM), ("Barani", 13.17, -3.89), 30,
              "an air strike killed 30 JNIM militants near Barani (Kossi)."),
        ucdp("2022-07-04", KILLING, ("Bourasso village", 12.65, -3.7), "Bourasso", (22, 22, 34),
             "22 civils tués à Bourasso")), "ab"),
    Told("two killings of one, thirteen kilometres, other targets", (
        acled("2021-05-14", ATTACK, (JNIM, PEOPLE), ("Gangaol", 14.2, -0.2), 1,
              "JNIM militants killed a village chief in Gangaol (Dori, Seno)."),
        ucdp("2021-05-14", STATE, ("Dori town", 14.0354, -0.0347), "Dori", (1, 1, 1),
             "Un policier tué à Dori")), "ab"),
    Told("looting at the same mine", (
        acled("2020-10-03", LOOT, (JNIM, PEOPLE), ("Mansila", 13.15, 0.65), 0,
              "JNIM militants burned a school in Mansila (Yagha)."),
        ucdp("2020-10-03", STATE, ("Mansila village", 13.15, 0.65), "Mansila", (1, 1, 1),
             "Un gendarme tué à Mansila")), "ab"),
    Told("soldiers dead, two days before and elsewhere in the commune", (
        acled("2019-09-28", BATTLE, (JNIM, ARMY), ("Zimtanga", 13.42, -1.9), 3,
              "JNIM attacked soldiers at Zimtanga (Bam). Three soldiers killed."),
        ucdp("2019-09-30", KILLING, ("Komsilga village", 13.45, -1.75),
             "Komsilga, Zimtanga commune", (9, 9, 9), "Neuf civils tués à Komsilga")), "ab"),
    Told("another group across the border", (
        acled("2021-01-02", ATTACK, (ISGS, NIGERIENS), ("Tchoma Bangou", 14.4, 1.1), 70,
              "ISGS militants killed 70 people in Tchoma Bangou (Ouallam)."),
        ucdp("2021-01-02", ("JNIM", "Civilians"), ("Zaroumdareye", 14.45, 1.13),
             "Zaroumdareye, Niger", (30, 30, 30), "Trente morts")), "ab"),
    Told("volunteers kill, insurgents die", (
        acled("2021-03-02", ATTACK, (VDP, PEOPLE), ("Tanwalbougou", 12.12, 0.72), 8,
              "VDP killed eight Fulani men in Tanwalbougou."),
        ucdp("2021-03-01", STATE, ("Tanwolbougou village", 12.12, 0.72), "Tanwalbougou",
             (8, 8, 8), "Huit terroristes tués")), "ab"),
    Told("an abduction where soldiers died", (
        acled("2019-12-17", ABDUCTION, (JNIM_OR_IS, PEOPLE), ("Pama", 11.25, 0.7), 0,
              "gunmen abducted a priest and two aides in Pama."),
        ucdp("2019-12-16", STATE, ("Pama town", 11.25, 0.7), "Pama", (3, 3, 3),
             "Trois soldats tués à Pama")), "ab"),
    Told("mortars of two days, nobody hit and some", (
        acled("2018-07-20", SHELL, (JNIM, MINUSMA), ("Kidal", 18.44, 1.41), 0,
              "JNIM fired mortars at the MINUSMA camp in Kidal. No casualties. Mali."),
        ucdp("2018-07-22", MALI, ("Kidal town", 18.44, 1.41), "Kidal, Mali", (14, 14, 14),
             "Quatorze assaillants tués")), "ab"),
    Told("weeks of a province, one village", (
        acled("2021-09-12", BATTLE, (JNIM, GEND), ("Sakoani", 12.07, 1.5), 6,
              "JNIM attacked gendarmes at Sakoani (Tapoa). Six gendarmes killed."),
        ucdp("2021-09-01 2021-09-25", STATE, ("Est region", 12.1, 0.9), "Est region",
             (43, 43, 43), "43 terroristes neutralisés en septembre", precise="4")), "ab"),
    Told("two villages, one report, each of its own", (
        acled("2022-10-09", ATTACK, (JNIM, PEOPLE), ("Bilanga", 12.55, -0.03), 2,
              "JNIM killed two farmers in Bilanga (Gnagna)."),
        acled("2022-10-09", ATTACK, (JNIM, PEOPLE), ("Bogande", 12.97, -0.15), 9,
              "JNIM killed nine traders near Bogande (Gnagna)."),
        ucdp("2022-10-09", KILLING, ("Bogandé town", 12.97, -0.14), "Bogandé", (9, 9, 9),
             "Neuf commerçants tués"),
        ucdp("2022-10-09", KILLING, ("Bilanga village", 12.55, -0.03), "Bilanga", (2, 2, 2),
             "Deux paysans tués")), "abba"),
    Told("protest and attack", (
        acled("2022-09-26", ("Riots", "Mob violence"), ("Rioters (Burkina Faso)", PEOPLE),
              ("Djibo", 14.1, -1.63), 0, "rioters looted food stores in Djibo."),
        ucdp("2022-09-26", STATE, ("Gaskindé village", 14.09, -1.64), "Gaskinde convoy to Djibo",
             (37, 37, 37), "37 morts dans le convoi de Gaskindé")), "ab"),
    Told("an assassination in the same town on the next day", (
        acled("2018-11-27", ATTACK, (JNIM, MALIANS), ("Kidal", 18.44, 1.41), 1,
              "JNIM executed an alleged informant in Kidal. Mali."),
        ucdp("2018-11-26", ("Government of Mali", "JNIM"), ("Kidal town", 18.44, 1.41),
             "Kidal, Mali", (1, 1, 1), "Un casque bleu tué à Kidal")), "ab"),
    Told("two clashes of one road, a day apart, other tolls", (
        acled("2022-11-12", BATTLE, (JNIM, ARMY), ("Gorom-Gorom", 14.44, -0.23), 3,
              "soldiers pursued the attackers near Gorom-Gorom and killed three militants."),
        ucdp("2022-11-11", STATE, ("Tin Akof village", 14.97, -0.16), "Tin-Akof", (14, 14, 14),
             "14 soldats tués")), "ab"),
    Told("a GTD record of another target", (
        gtd("2019-02-15", "Educational Institution", ("Gayeri", 12.65, 0.49), 0,
            "Assailants set fire to a school in Gayeri. There were no casualties."),
        ucdp("2019-02-15", ("JNIM", "Civilians"), ("Nohao village", 12.6, 0.45), "Nohao",
             (5, 5, 5), "Cinq morts à Nohao")), "ab"),
    Told("customs post, and a mine of the same week", (
        acled("2019-02-17", MINE, (JNIM_OR_IS, ARMY), ("Pama", 11.25, 0.7), 2,
              "a military vehicle hit an IED near Pama. Two soldiers killed."),
        ucdp("2019-02-15", KILLING, ("Nohao customs post", 11.4, 0.6), "Nohao", (5, 5, 5),
             "Quatre douaniers et un prêtre tués")), "ab"),
    Told("herders and their militia", (
        acled("2021-06-03", BATTLE, ("Dan Na Ambassagou", JNIM), ("Koro", 14.07, -3.08), 2,
              "Dan Na Ambassagou and JNIM clashed near Koro. Two killed. Mali."),
        ucdp("2021-06-03", ("JNIM", "Civilians"), ("Koro town", 14.07, -3.08), "Koro, Mali",
             (5, 5, 5), "Cinq cultivateurs tués à Koro")), "ab"),
)  # fmt: skip
