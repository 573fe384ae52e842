"""Writes frequency.toml from SymSpell's English frequency list.

    python contract/lexicon/frequency.py frequency_dictionary_en_82_765.txt > contract/lexicon/frequency.toml

The list (one "word count" a line) ships with the PyPI package symspellpy 6.10.1. A word's weight is twice its
information in bits, less 12, rounded half up and kept within 1 to 34; a word that is not listed weighs 34, and words
heavier than 27 are left out to keep the file small, as is everything that is not a to z. The list knows only British
spellings of some words; their American spellings get the same weight.
"""

import math
import re
import sys
import textwrap

LIGHTEST, HEAVIEST, HEAVIEST_LISTED = 1, 34, 27

# What turns the British spelling of a word that the list has into the American one that it lacks.
AMERICAN = [
    (r"^((?:dis|mis|multi|tri|un|water)?(?:arb|arm|behavi|cand|clam|col|enam|end|fav|ferv|flav|glam|harb|hon|hum|lab|"
     r"neighb|od|parl|ranc|rig|rum|sav|splend|tum|val|vap|vig))our", r"\1or"),
    (r"((?:cent|theat|lit|met|fib|calib|meag|lust|somb|spect|mit|och|sept|scept|goit|manoeuv))re(s?)$", r"\1er\2"),
    (r"(cent|calib)red$", r"\1ered"),
    (r"^(def|off|pret)ence", r"\1ense"),
    (r"((?:cancel|channel|counsel|dial|enamel|fuel|jewel|label|level|marshal|model|panel|quarrel|rival|shovel|signal|"
     r"snorkel|spiral|total|travel|tunnel|unravel))l(ed|ing|er|ers)$", r"\1\2"),
    (r"(anal|paral|catal|hydrol|dial)ys(e|ed|ing|er|ers|es)$", r"\1yz\2"),
    (r"haem", "hem"), (r"anaem", "anem"), (r"leukaem", "leukem"), (r"anaesth", "anesth"), (r"paed", "ped"),
    (r"gynaec", "gynec"), (r"^oe(dema|s[ot])", r"e\1"), (r"^foet", "fet"), (r"faec", "fec"), (r"rrhoea", "rrhea"),
    (r"^mum(s?|my)$", r"mom\1"), (r"^maths$", "math"), (r"^aluminium$", "aluminum"), (r"^jewellery$", "jewelry"),
    (r"^catalogue(s?)$", r"catalog\1"), (r"^plough", "plow"), (r"^towards$", "toward"), (r"^afterwards$", "afterward"),
    (r"^grey", "gray"), (r"^tyre", "tire"), (r"^moustache", "mustache"), (r"^pyjamas$", "pajamas"), (r"^cosy$", "cozy"),
    (r"^sceptic", "skeptic"), (r"^mould", "mold"), (r"^fulfil(s?)$", r"fulfill\1"), (r"^enrol(s?|ment)$", r"enroll\1"),
    (r"^instalment", "installment"), (r"^skilful", "skillful"), (r"^artefact", "artifact"),
]

HEADER = """\
# The weight of English words: common words are light, rare ones heavy. A word's weight is twice its information in
# bits, less 12, rounded and kept within 1 to 34. Words that are not listed weigh 34. Stop words never weigh more than 3.
#
# Made by contract/lexicon/frequency.py; do not edit. Source: the English frequency list of SymSpell by Wolf Garbe, as
# shipped in symspellpy 6.10.1 (frequency_dictionary_en_82_765.txt, MIT licence), which joins the counts of the Google
# Books Ngram data (CC BY 3.0) with the SCOWL spelling lists (free with notice). Notices: NOTICE.md beside this file.
#
# To give a word another weight, run the script with another list, or list the word in the lexicon that it belongs to.

[weight]
"""


def weights(lines):
    counts = {}
    for line in lines:
        word, count = line.split()
        counts[word] = int(count)
    for word, count in list(counts.items()):
        for british, american in AMERICAN:
            counts.setdefault(re.sub(british, american, word), count)
    total = sum(counts.values())
    for word, count in counts.items():
        bits = math.log2(total / count)
        yield word, min(max(math.floor(2 * bits - 12 + 0.5), LIGHTEST), HEAVIEST)


def main():
    with open(sys.argv[1], encoding="utf-8-sig") as lines:
        levels = {}
        for word, weight in weights(lines):
            if weight <= HEAVIEST_LISTED and word.isascii() and word.isalpha() and word == word.lower():
                levels.setdefault(weight, []).append(word)
    print(HEADER, end="")
    for weight, words in sorted(levels.items()):
        print(f'{weight} = """')
        print("\n".join(textwrap.wrap(" ".join(sorted(words)), 120, break_on_hyphens=False)))
        print('"""')


main()
