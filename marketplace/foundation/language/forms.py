"""Words whose forms Snowball parts, or joins with words that mean something else. Folded, root first."""

from __future__ import annotations

_DANISH = """
ledelse ledelsen ledelser ledelserne ledelses ledelsens ledelsernes
led leddet leddene
ledning ledningen ledninger ledningerne
kursus kurser kurset kurserne kursets kursernes
medie mediet medier medierne medias media mediets mediers
barn barnet boern boernene boerns boernenes barnets boerne
mand manden maend maendene mands mandens
bog bogen boeger boegerne bogens
baeger baegeret baegre
haand haanden haender haenderne
fod foden foedder foedderne
tand tanden taender taenderne tandens
nat natten naetter naetterne
kraft kraften kraefter kraefterne
rod roden roedder roedderne
bonde bonden boender boenderne
ko koen koeer koeerne
oeje oejet oejne oejnene
dato datoen datoer datoerne
data dataene datas
virus vira virusset virusser
museum museet museer museerne museets
centrum centrummet centrummer
center centeret centret centre centrene centrets centerets
register registeret registret registre registrene
semester semesteret semestret semestre
filter filteret filtret filtre filtrene
teater teatret teateret teatre
nummer nummeret numrene numre
koekken koekkenet koekkener koekkenerne koekkenets
regel reglen regler reglerne reglernes
artikel artiklen artikler artiklerne
kabel kablet kabler kablerne
titel titlen titler titlerne
middel midlet midler midlerne
cykel cyklen cykler cyklerne
muskel musklen muskler musklerne
vinkel vinklen vinkler vinklerne
moebel moeblet moebler moeblerne
kapitel kapitlet kapitler kapitlerne
kedel kedlen kedler kedlerne
seddel sedlen sedler sedlerne
finger fingeren fingre fingrene
kammer kammeret kamre
mester mesteren mestre mestrene mesters
lager lageret lagre lagrene lagerets
lag laget lagene
tale talen talerne
tal tallet tallene
vare varen varer varerne varernes varens
foerer foereren foerere foererne
foer
bager bageren bagere bagerne
bage bagte bagt bagning
bag
sikker sikkert sikre sikrere sikrest
mode moden
mod modet
lov loven love lovene lovens
kunde kunden kunder kunderne kundens kundernes
kunne
kode koder koden koderne
kod
regne regner regnede regnet
regn regnen
mest
virksomhed virksomheden virksomheder virksomhederne virksomhedens virksomhedernes
system systemet systemer systemerne systemets systemernes
sprog sproget sprogene sprogs sprogets
"""

_ENGLISH = """
business businesses
busy busier busiest
marketing
engineer engineers engineering engineered
engine engines
experience experiences experienced experiencing
experiment experiments experimental experimenting experimentation
authority authorities
important importance importantly
import imports importing imported importer importers importation
organic organically
organ organs
university universities
universe universal universally
numerical numerically
numerous
child children childs
woman women womens
man men mens
foot feet
tooth teeth
mouse mice
criterion criteria
phenomenon phenomena
medium media
analysis analyses analyse analysed analysing analyze analyzed analyzing
analyst analysts
hypothesis hypotheses
diagnosis diagnoses diagnose diagnosed diagnosing
crisis crises
thesis theses
leaf leaves
life lives
knife knives
physics
physician physicians
physical physically
behaviour behaviours behavior behaviors behavioural behavioral
colour colours color colors coloured colored colouring coloring
labour labor
centre centres center centers
programme programmes program programs
programming programmer programmers programmed
licence licences license licenses licensing licensed
catalogue catalogues catalog catalogs cataloguing cataloging
fibre fibres fiber fibers
theatre theatres theater theaters
defence defense
favour favor
neighbour neighbor neighbours neighbors
neighbourhood neighborhood
metre metres meter meters
litre litres liter liters
tyre tyres tire tires
aluminium aluminum
model models modelling modeling modelled modeled
"""


def _table(rows: str) -> dict[str, str]:
    """Every form with its root; the genitive of each is understood."""
    table: dict[str, str] = {}
    for root, *forms in map(str.split, rows.strip().splitlines()):
        for form in (root, *forms):
            table.update({form: root} if form.endswith("s") else {form: root, form + "s": root})
    return table


ROOTS: dict[str, dict[str, str]] = {"da": _table(_DANISH), "en": _table(_ENGLISH)}
