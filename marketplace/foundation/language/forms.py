"""Words whose forms Snowball parts, or joins with words that mean something else. Folded, root first."""

from __future__ import annotations

DANISH = """
ledelse ledelsen ledelser ledelserne ledelses ledelsens ledelsernes
led leddet leddene
leder lederen ledere lederne lede ledede ledt ledte ledes ledende
ledig ledige ledigt ledighed
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
by byen byer byerne
bro broen broer broerne
soe soeen soeer soeerne
oe oeen oeer oeerne
aa aaen aaer
aar aaret aarene
oel oellet oellene
aeg aegget aeggene
ur uret urene
sky skyen skyer skyerne
fly flyet flyene
loen loennen loenninger loenningerne
el ellen
uge ugen uger ugerne ugentlig ugentlige ugentligt
is isen
trae traeet traeer traeerne
ny nyt nye nyere nyeste
fri frit frie
stor stort store stoerre stoerst stoerste
gammel gammelt gamle aeldre aeldst aeldste
god godt gode bedre bedst bedste
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
tale talen taler talerne talere tales talte talt talende
tal tallet tallene
vare varen varer varerne varernes varens
foerer foereren foerere foererne
foer
bager bageren bagere bagerne
bage bagte bagt bagning
bag
sikker sikkert sikre sikrer sikret sikrede sikres sikrere sikrest
sikkerhed sikkerheden sikkerheder sikkerhedens
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
billig billige billigt billigere billigst billigste
billet billetten billetter billetterne
daglig daglige dagligt
dans dansen danse danser dansede danset
farlig farlige farligt farligere
haandtere haandterer haandteres haandteret haandterede haandterende
levere leverer leveres leveret leverede leverende
overlevere overleverer overleveres overleveret overleverede
lejlighed lejligheden lejligheder lejlighederne
grundig grundige grundigt grundigere
mark marken marker markerne
markere markerer markeres markeret markerede
menighed menigheden menigheder
moderne
modig modige modigt
mundtlig mundtlige mundtligt
orden ordenen
ord ordet ordene
ordre ordren ordrer ordrerne ordrernes ordrens
redigere redigerer redigeres redigeret
ret retten
rette retter rettet rettede rettes rettelse rettelsen rettelser
rettighed rettigheden rettigheder rettighederne
rotere roterer roterende
saglig saglige sagligt
skoen skoennet skoenne
skoenhed skoenheden
smidig smidige smidigt
sortere sorterer sorteres sorteret sorterede
stil stilen stile
stille stiller stilles stillet
tidlig tidlige tidligt tidligere
venlig venlige venligt venlighed
virkelig virkelige virkeligt virkelighed virkeligheden
vaerelse vaerelset vaerelser vaerelserne
naering naeringen
natur naturen naturens naturer
rolig rolige roligt
master masteren masterne
varig varige varigt varighed varigheden
saelge saelger saelgere saelgeren saelgerne solgt solgte saelges
vaelge vaelger vaelges valgt valgte
skrive skriver skrives skrev skrevet
drive driver drives drev drevet
give giver gives gav givet
traeffe traeffer traeffes traf truffet
forstaa forstaar forstaas forstod forstaaet
system systemet systemer systemerne systemets systemernes
sprog sproget sprogene sprogs sprogets
"""

ENGLISH = """
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
child children
animation animations animate animated animates animating animator animators
audition auditions auditioning
empirical empirically
fabricate fabricates fabricated fabricating fabrication
hospitality
humanities
initiative initiatives
integrity
memorial memorials
mineral minerals
objective objectives
positive positively
publication publications
securities
personality personalities
terminal terminals
vegetation
escalator escalators
radiator radiators
icing
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


ROOTS: dict[str, dict[str, str]] = {"da": _table(DANISH), "en": _table(ENGLISH)}
