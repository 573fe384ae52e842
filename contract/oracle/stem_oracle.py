"""Stems words by Snowball English as PyPI snowballstemmer has it, for the test of fallback.Stem.

    python contract/oracle/stem_oracle.py < words > stems

One word a line in, its stem on the same line out; an empty line stays one. Needs the PyPI package
snowballstemmer==3.1.1: other versions have other exceptions.
"""

import sys
from importlib.metadata import version

import snowballstemmer

WANTED = "3.1.1"


def main():
    found = version("snowballstemmer")
    if found != WANTED:
        sys.exit(f"snowballstemmer is {found}, wanted {WANTED}")
    stem = snowballstemmer.stemmer("english").stemWord
    for line in sys.stdin:
        print(stem(line.rstrip("\n")))


main()
