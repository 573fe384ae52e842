"""The kernel's functions written a second time, from contract/SPEC.md alone and in another language, for the functions whose
definition there is short enough to be read. Nothing here was taken from either kernel.

CPython's floats are IEEE 754 binary64, its operators round once each and it fuses nothing, so that results are equal to the
last bit or wrong. SPEC's names are used for SPEC's things.
"""

import math
import struct

import snowballstemmer
import unicodedata2 as ucd

MASK = (1 << 64) - 1


class Refused(Exception):
    """An error that the contract defines: its code, and what its message begins with."""

    def __init__(self, code, message):
        super().__init__(code, message)
        self.code, self.message = code, message


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def from_bits(u):
    return struct.unpack("<d", struct.pack("<Q", u))[0]


# --- Hash64 ---------------------------------------------------------------------------------------------------------


def mix(x, y):
    product = x * y
    return (product >> 64) ^ (product & MASK)


def hash64(data):
    h = 0x9E3779B97F4A7C15
    for at in range(0, len(data), 8):
        h = mix(h ^ int.from_bytes(data[at : at + 8], "little"), 0xA0761D6478BD642F)
    return mix(h ^ len(data), 0xE7037ED1A0B428DB)


# --- ln and exp -----------------------------------------------------------------------------------------------------

LN2_HIGH, LN2_LOW = from_bits(0x3FE62E42FEE00000), from_bits(0x3DEA39EF35793C76)
LOG2E = from_bits(0x3FF71547652B82FE)
ROOT_HALF = 0x3FE6A09E667F3BCD
EXP_MIN, EXP_MAX = from_bits(0xC0874910D52D3051), from_bits(0x40862E42FEFA39EF)
L1, L2, L3, L4, L5, L6, L7 = map(
    from_bits,
    (0x3FE5555555555593, 0x3FD999999997FA04, 0x3FD2492494229359, 0x3FCC71C51D8E78AF, 0x3FC7466496CB03DE, 0x3FC39A09D078C69F, 0x3FC2F112DF3E5244),
)
E1, E2, E3, E4, E5 = map(from_bits, (0x3FC555555555553E, 0xBF66C16C16BEBD93, 0x3F11566AAF25DE2C, 0xBEBBBD41C5D26BF1, 0x3E66376972BEA4D0))


def ln(x):
    if not x > 0:
        return -math.inf
    if x == math.inf:
        return x
    k = 0
    if x < 2.0**-1022:
        x, k = x * 2.0**54, -54
    u = bits(x) + (0x3FF0000000000000 - ROOT_HALF)
    k = float(k + ((u >> 52) - 1023))
    f = from_bits((u & 0x000FFFFFFFFFFFFF) + ROOT_HALF) - 1
    s = f / (2 + f)
    z = s * s
    w = z * z
    even = w * (L2 + w * (L4 + w * L6))
    odd = z * (L1 + w * (L3 + w * (L5 + w * L7)))
    h = (0.5 * f) * f
    tail = s * (h + (odd + even)) + k * LN2_LOW
    return k * LN2_HIGH - ((h - tail) - f)


def exp(x):
    if math.isnan(x) or x < EXP_MIN:
        return 0.0
    if x > EXP_MAX:
        return math.inf
    k = math.floor(x * LOG2E + 0.5)
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    r = high - low
    t = r * r
    p = t * (E4 + t * E5)
    p = t * (E3 + p)
    p = t * (E2 + p)
    p = t * (E1 + p)
    c = r - p
    y = 1 - ((low - (r * c) / (2 - c)) - high)
    if k == 1024:
        return (y * 2) * 2.0**1023
    if k < -1022:
        return (y * 2.0 ** (k + 54)) * 2.0**-54
    return y * 2.0**k


# --- NLI arithmetic -------------------------------------------------------------------------------------------------


def clamp(x):
    if not x > 0:
        return 0.0
    return 1.0 if x > 1 else x


def rows(numbers, cols):
    if cols < 1:
        raise Refused("shape", f"{cols} columns")
    if len(numbers) % cols:
        raise Refused("shape", f"{len(numbers)} numbers in rows of {cols}")
    return [numbers[at : at + cols] for at in range(0, len(numbers), cols)]


def softmax(logits, cols):
    out = []
    for row in rows(logits, cols):
        m = max((x for x in row if not math.isnan(x)), default=-math.inf)
        shares = [1.0 if m == -math.inf or x == m else 0.0 if math.isnan(x) or m == math.inf else exp(x - m) for x in row]
        total = 0.0
        for share in shares:
            total += share
        out += [share / total for share in shares]
    return out


def finite_or(x, otherwise):
    return x if math.isfinite(x) else otherwise


def divergence(probs, cols, contradiction, neutral):
    split = rows(probs, cols)
    if cols == 1:
        raise Refused("shape", "1 column")
    if cols == 2:
        return [clamp(1 - finite_or(row[1], 0.0)) for row in split]
    if not (0 <= contradiction < cols and 0 <= neutral < cols):
        raise Refused("shape", f"contradiction in column {contradiction}, neutral in {neutral}")
    return [clamp(finite_or(row[contradiction], 0.0) + 0.5 * finite_or(row[neutral], 0.0)) for row in split]


def confidence(probs, cols):
    out = []
    for row in rows(probs, cols):
        counted = [p for p in row if 0 < p <= 1]
        if cols == 1 or not counted:
            out.append(1.0 if cols == 1 else 0.0)
            continue
        h = 0.0
        for p in counted:
            h = h - p * ln(p)
        out.append(clamp(1 - h / ln(float(cols))))
    return out


# --- Coherence ------------------------------------------------------------------------------------------------------


def within(name, x, low, high):
    if not low <= x <= high:
        raise Refused("config", f"{name} is ")


COHERENCE = {"threshold": 0.6, "soft_limit": 0.7, "w_logic": 0.6, "w_fact": 0.4}


def coherence(config, h_logical, h_factual):
    c = COHERENCE | config
    for name in COHERENCE:
        within(name, c[name], 0, 1)
    if abs((c["w_logic"] + c["w_fact"]) - 1) > 1e-9:
        raise Refused("config", "w_logic + w_fact is ")
    score = clamp(1 - (c["w_logic"] * finite_or(h_logical, 0.5) + c["w_fact"] * finite_or(h_factual, 0.5)))
    approved = score >= c["threshold"]
    return score, approved, approved and score < c["soft_limit"]


# --- Halt -----------------------------------------------------------------------------------------------------------

LARGEST = from_bits(0x7FEFFFFFFFFFFFFF)
SMALLEST = from_bits(1)
HALT = {
    "hard_limit": (0.5, -LARGEST, LARGEST),
    "soft_limit": (0.7, -LARGEST, LARGEST),
    "window": (10, 1, 65536),
    "window_threshold": (0.55, -LARGEST, LARGEST),
    "trend_window": (5, 2, 65536),
    "trend_threshold": (0.15, 0, LARGEST),
    "entropy_limit": (1.2, 0, LARGEST),
    "deadline_ms": (50.0, SMALLEST, LARGEST),
}


def halt(config, tokens):
    """Returns how many tokens passed and (reason, value, limit) of the one that halted, None if none did."""
    c = {name: default for name, (default, _, _) in HALT.items()} | config
    for name, (_, low, high) in HALT.items():
        within(name, c[name], low, high)
    y = []
    for index, (score, entropy, elapsed) in enumerate(tokens):
        found = halt_at(c, y, score, entropy, elapsed)
        if found:
            return index, found
    return len(tokens), None


def halt_at(c, y, score, entropy, elapsed):
    if not math.isfinite(score):
        return "non_finite", 0.0, c["hard_limit"]
    if score < c["hard_limit"]:
        return "hard_limit", score, c["hard_limit"]
    y.append(score)
    if len(y) >= c["window"]:
        total = 0.0
        for x in y[len(y) - c["window"] :]:
            total += x
        m = total / c["window"]
        if m < c["window_threshold"]:
            return "window_mean", m, c["window_threshold"]
    if len(y) >= c["trend_window"]:
        d = trend(y[len(y) - c["trend_window"] :])
        if d > c["trend_threshold"]:
            return "trend", d, c["trend_threshold"]
    for reason, x, limit in (("entropy", entropy, c["entropy_limit"]), ("deadline", elapsed, c["deadline_ms"])):
        if x is not None and (not math.isfinite(x) or x > limit):
            return reason, finite_or(x, 0.0), limit
    return None


def trend(y):
    n = len(y)
    s, i = 0.0, 0
    while i < n - 1 - i:
        s += float(n - 1 - 2 * i) * (y[i] - y[n - 1 - i])
        i += 1
    d = (6 * s) / float(n * (n + 1))
    return 0.0 if math.isnan(d) else d


# --- InjectionVerdict -----------------------------------------------------------------------------------------------

INJECTION = {"detect": 0.7, "drift": 0.6, "claim": 0.75, "trace_floor": 0.15, "stage1_weight": 0.3}


def injection_verdict(config, claims, sanitizer, baseline):
    c = INJECTION | config
    for name in INJECTION:
        within(name, c[name], 0, 1)
    sanitizer, baseline = clamp(finite_or(sanitizer, 0.0)), clamp(finite_or(baseline, 0.0))
    verdicts = []
    for traceability, forward, reverse in claims:
        d = min(clamp(finite_or(forward, 0.5)), clamp(finite_or(reverse, 0.5)))
        d = 0.0 if baseline == 1 else clamp((d - baseline) / (1 - baseline))
        trace = clamp(finite_or(traceability, 0.0))
        if trace < c["trace_floor"] or trace < 0.2 and d >= c["claim"] or trace < 0.3 and d >= c["drift"]:
            verdicts.append(("injected", d))
        else:
            verdicts.append(("drifted" if d >= c["drift"] else "grounded", d))
    i, j = (sum(v == name for v, _ in verdicts) for name in ("injected", "drifted"))
    risk = (float(i) + 0.4 * float(j)) / len(claims) if claims else 0.0
    combined = clamp(c["stage1_weight"] * sanitizer + (1 - c["stage1_weight"]) * risk)
    return verdicts, risk, combined, combined >= c["detect"]


# --- Fold -----------------------------------------------------------------------------------------------------------

HIDDEN = [  # Default_Ignorable_Code_Point of Unicode 15.0, DerivedCoreProperties.txt
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]  # fmt: skip


def code_points(data):
    """The code points of some bytes with their offsets; each byte that is no part of valid UTF-8 is one U+FFFD."""
    at = 0
    while at < len(data):
        for size in (1, 2, 3, 4):
            try:
                char = data[at : at + size].decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(char) == 1 and len(data[at : at + size]) == size:
                yield at, char
                at += size
                break
        else:
            yield at, "\ufffd"
            at += 1


def fold_char(char):
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        s = code - 0xAC00
        jamo = chr(0x1100 + s // 588) + chr(0x1161 + s % 588 // 28)
        return jamo + chr(0x11A7 + s % 28) if s % 28 else jamo
    text = char
    while True:
        folded = "".join(simple_fold(c) for c in ucd.normalize("NFKD", text))
        if folded == text:
            return text
        text = folded


def simple_fold(char):
    folded = "\u00df" if char == "\u1e9e" else char.casefold()
    return folded if len(folded) == 1 else char


def is_lgc(char):
    return ucd.category(char)[0] == "L" and ucd.name(char, "").split(" ")[0] in ("LATIN", "GREEK", "CYRILLIC")


def fold(data):
    text, offsets, waiting = [], [], []
    after_lgc = False

    def emit(char, offset):
        encoded = char.encode("utf-8")
        text.append(encoded)
        offsets.extend([offset] * len(encoded))

    def flush():
        for _, char, offset in sorted(waiting, key=lambda mark: mark[0]):  # which is stable
            emit(char, offset)
        waiting.clear()

    for offset, original in code_points(data):
        if any(low <= ord(original) <= high for low, high in HIDDEN):
            continue
        for char in fold_char(original):
            if 0x300 <= ord(char) <= 0x36F and after_lgc:
                continue
            order = ucd.combining(char)
            if order:
                if len(waiting) == 30:
                    flush()
                waiting.append((order, char, offset))
                continue
            flush()
            emit(char, offset)
            if ucd.category(char)[0] != "M":
                after_lgc = is_lgc(char)
    flush()
    return b"".join(text), offsets


# --- Stem and the index ---------------------------------------------------------------------------------------------

stem = snowballstemmer.stemmer("english").stemWord


def bm25(documents, queries, k, k1=1.2, b=0.75):
    """Searches by the formula over all documents, which are (id, terms); queries are terms."""
    if not 0 <= k1 <= 1e100:
        raise Refused("config", "k1 is ")
    if not 0 <= b <= 1:
        raise Refused("config", "b is ")
    n = len(documents)
    total = sum(len(terms) for _, terms in documents)
    results = []
    for query in queries:
        scored = []
        for number, (identity, terms) in enumerate(documents):
            score, found = 0.0, False
            for term in query:
                df = sum(term in other for _, other in documents)
                tf = terms.count(term)
                if not tf:
                    continue
                found = True
                idf = ln((float(n - df) + 0.5) / (float(df) + 0.5) + 1)
                weight = idf * (k1 + 1)
                norm = k1 * ((1 - b) + (b * len(terms)) / (total / n))
                score += weight * (tf / (tf + norm))
            if found:
                scored.append((-score, number, identity))
        results.append([(identity, -score) for score, _, identity in sorted(scored)[: max(k, 0)]])
    return results


def load_index(saved):
    """Reads a saved index and returns the number of documents, or refuses it at a byte."""
    at = 0

    def take(size):
        nonlocal at
        if size > len(saved) - at:
            at = len(saved)
            raise Refused("corrupt_index", f"saved index, byte {at}: ends too early")
        at += size
        return saved[at - size : at]

    def refuse(reason):
        raise Refused("corrupt_index", f"saved index, byte {at}: {reason}")

    def number():
        return int.from_bytes(take(8), "little")

    if take(8) != b"BKFINDEX":
        refuse("begins with ")
    if number() != 1:
        refuse("format is ")
    k1, b = (from_bits(number()) for _ in range(2))
    ids = []
    for _ in range(number()):
        ids.append(take(number()))
        take(number())
    want = hash64(saved[:at])
    if number() != want:
        refuse("checksum is ")
    if at < len(saved):
        refuse("goes on after its checksum")
    if not 0 <= k1 <= 1e100:
        refuse("k1 is ")
    if not 0 <= b <= 1:
        refuse("b is ")
    if len(set(ids)) != len(ids):
        refuse("index: a document with id ")
    return len(ids)
