"""Writes confusables.toml: characters that look like ASCII.

    python contract/lexicon/confusables.py TABLES > contract/lexicon/confusables.toml

TABLES is src/tables.rs of the crate unicode-security (0.1.3), which holds Unicode's confusables.txt.
"""

import collections
import pathlib
import re
import sys
import unicodedata

ENTRY = re.compile(r"\('\\u\{([0-9a-f]+)\}',\s*&\[([^\]]*)\]\)")
CHARACTER = re.compile(r"'\\u\{([0-9a-f]+)\}'")

rust = pathlib.Path(sys.argv[1]).read_text()
rust = rust[rust.index("const CONFUSABLES: &'static [(char, &'static [char])]") :]
rust = rust[: rust.index("];\n")]
looks = collections.defaultdict(list)
for source, target in ENTRY.findall(rust):
    target = "".join(chr(int(c, 16)) for c in CHARACTER.findall(target))
    target = "".join(c for c in target if not unicodedata.combining(c))  # a letter with a stroke is that letter
    if int(source, 16) > 0x7F and target and target.isascii() and len(target) <= 4 and target.isprintable():
        looks[target.lower()].append(int(source, 16))

print("# Written by confusables.py from the crate unicode-security 0.1.3; see NOTICE.md. Code points by what they look like.")
for target in sorted(looks):
    quoted = target.replace("\\", "\\\\").replace('"', '\\"')
    codes = [f"0x{c:X}" for c in sorted(looks[target])]
    print(f'"{quoted}" = [{", ".join(codes)}]')
