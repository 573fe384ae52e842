"""Prints what Unicode 15.0 says about every code point, for the tests of contract/gen.

    python contract/oracle/fold_oracle.py

One line a code point, in order: code point, general category, canonical combining class, decimal digit value or -, and
its folding (NFKD and simple case folding by turns until nothing changes), code points in hex. Needs the PyPI package
unicodedata2==15.0.0. Hangul syllables and surrogates fold to themselves, as contract/SPEC.md says; so do hidden code
points there, which the reader of this output has to leave out, as unicodedata2 does not know that property.
"""

import sys

import unicodedata2 as ucd

# The one code point that NFKD leaves alone and whose full case folding, which Python has, is longer than its simple one.
SIMPLE = {"\u1e9e": "\u00df"}


def case_fold(char):
    folded = SIMPLE.get(char) or char.casefold()
    return folded if len(folded) == 1 else char


def fold(char):
    if 0xAC00 <= ord(char) <= 0xD7A3 or 0xD800 <= ord(char) <= 0xDFFF:
        return char
    text = char
    while True:
        folded = "".join(map(case_fold, ucd.normalize("NFKD", text)))
        if folded == text:
            return text
        text = folded


def main():
    if ucd.unidata_version != "15.0.0":
        sys.exit(f"unicodedata2 has Unicode {ucd.unidata_version}, wanted 15.0.0")
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        folded = " ".join(f"{ord(c):x}" for c in fold(char))
        print(f"{code:x}", ucd.category(char), ucd.combining(char), ucd.decimal(char, "-"), folded)


main()
