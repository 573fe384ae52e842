// The C interface of the backfire kernel. Written by kernel/header from kernel/abi; not edited.
//
// Rules that hold for every function:
//
// - It returns a status, unless it cannot fail. A fault within the kernel is caught and returns BF_STATUS_PANIC; the
//   handle can be used on, and nothing unwinds into the caller.
// - Texts are a pointer and a length in bytes, need not be UTF-8 and not end with NUL, and are borrowed for the call. NULL
//   is allowed where the length is 0.
// - Outputs are memory of the caller's, aligned for their type; they may hold nothing yet. They are untouched unless the
//   status is BF_STATUS_OK, except for sizes asked for, which are stored with BF_STATUS_BUFFER too, and what a function says
//   of itself. After BF_STATUS_PANIC they mean nothing.
// - A message, where the caller passes one, says in words why the call failed. It is written on failure only.
// - bf_kernel and bf_index are the only handles. Each is freed once, by the function that its maker names; freeing NULL does
//   nothing. Handles may be used from any thread and from several at once, but none while or after it is freed.
// - Offsets are bytes of the text passed in, half-open. No function reads clocks, files, the environment or the locale.


#ifndef BACKFIRE_H
#define BACKFIRE_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

// The version of the kernel that this header belongs to, and the fingerprint of its declarations.
#define BF_VERSION "0.1.0"
#define BF_ABI_FINGERPRINT UINT64_C(0x9bede7d02f21c39b)

// The bytes that a `Message` can hold.
#define BF_MESSAGE_SIZE 252

// How a call went. Values are never reused.
enum bf_status
#ifdef __cplusplus
  : int32_t
#endif // __cplusplus
 {
    // Done.
    BF_STATUS_OK = 0,
    // A pointer is NULL that must not be, or a length or an offset is impossible.
    BF_STATUS_ARGUMENT = 1,
    // The output does not fit; the size needed has been stored. Nothing else was.
    BF_STATUS_BUFFER = 2,
    // The tables were refused.
    BF_STATUS_TABLES = 3,
    // A number of a configuration is out of its range.
    BF_STATUS_CONFIG = 4,
    // The length of a matrix does not fit its columns, or a column does not exist.
    BF_STATUS_SHAPE = 5,
    // A document with this id is in the index already.
    BF_STATUS_DUPLICATE_ID = 6,
    // No document number is left.
    BF_STATUS_INDEX_FULL = 7,
    // The bytes are not a saved index.
    BF_STATUS_CORRUPT_INDEX = 8,
    // A snapshot cannot be changed.
    BF_STATUS_FROZEN = 9,
    // A fault in the kernel was caught. The handle can be used on; what outputs hold means nothing.
    BF_STATUS_PANIC = 10,
};
#ifndef __cplusplus
typedef int32_t bf_status;
#endif // __cplusplus

// What the facts say of a claim.
enum bf_verdict
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // The facts neither bear the claim out nor contradict it.
    BF_VERDICT_UNKNOWN,
    // The facts bear the claim out.
    BF_VERDICT_SUPPORTED,
    // The facts contradict the claim.
    BF_VERDICT_CONTRADICTED,
};
#ifndef __cplusplus
typedef uint8_t bf_verdict;
#endif // __cplusplus

// The rule that decided a verdict.
enum bf_reason
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // Too little of the claim is in the deciding fact.
    BF_REASON_UNSUPPORTED,
    // There are no facts.
    BF_REASON_NO_FACTS,
    // The claim says nothing that could be checked.
    BF_REASON_NO_CONTENT,
    // The claim's words are in the evidence and nothing in the same slot differs.
    BF_REASON_RESTATED,
    // Another number in the same slot.
    BF_REASON_NUMBER,
    // The same number in another unit.
    BF_REASON_UNIT,
    // Another date, time or weekday in the same slot.
    BF_REASON_DATE,
    // One negates what the other states.
    BF_REASON_NEGATION,
    // The opposite word in the same slot.
    BF_REASON_ANTONYM,
    // Another name in the same slot.
    BF_REASON_ENTITY,
};
#ifndef __cplusplus
typedef uint8_t bf_reason;
#endif // __cplusplus

// The condition that halted, in the order in which they are checked.
enum bf_halt_reason
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // It did not halt.
    BF_HALT_REASON_NONE,
    // The score is no finite number.
    BF_HALT_REASON_NON_FINITE,
    // The score is below the hard limit.
    BF_HALT_REASON_HARD_LIMIT,
    // The mean over the window is below its threshold.
    BF_HALT_REASON_WINDOW_MEAN,
    // The scores fall too fast.
    BF_HALT_REASON_TREND,
    // The entropy of the logits is above its limit.
    BF_HALT_REASON_ENTROPY,
    // Scoring took too long.
    BF_HALT_REASON_DEADLINE,
};
#ifndef __cplusplus
typedef uint8_t bf_halt_reason;
#endif // __cplusplus

// What a claim is taken for.
enum bf_claim_verdict
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // It follows from the intent.
    BF_CLAIM_VERDICT_GROUNDED,
    // It left the intent.
    BF_CLAIM_VERDICT_DRIFTED,
    // It comes from elsewhere.
    BF_CLAIM_VERDICT_INJECTED,
};
#ifndef __cplusplus
typedef uint8_t bf_claim_verdict;
#endif // __cplusplus

// How the numbers of a claim stand to those of a source.
enum bf_numeric
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // Nothing to compare.
    BF_NUMERIC_NONE,
    // Every number of the claim that can be compared is in the source.
    BF_NUMERIC_CONSISTENT,
    // Some number of the claim has only other values beside it.
    BF_NUMERIC_CONFLICTING,
};
#ifndef __cplusplus
typedef uint8_t bf_numeric;
#endif // __cplusplus

// What a `Number` counts.
enum bf_number_kind
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // A count or measure: 12,345.6; 4.2 billion; 15 %; $19; three.
    BF_NUMBER_KIND_CARDINAL,
    // 3rd, third.
    BF_NUMBER_KIND_ORDINAL,
    // A date or a part of one: 2024-03-15, 15 March, May 2021, 1999.
    BF_NUMBER_KIND_DATE,
    // A time of day, in minutes after midnight.
    BF_NUMBER_KIND_TIME,
    // Monday is 1.
    BF_NUMBER_KIND_WEEKDAY,
    // 1980s.
    BF_NUMBER_KIND_DECADE,
    // Digits that are no quantity: a version, a long account number.
    BF_NUMBER_KIND_CODE,
};
#ifndef __cplusplus
typedef uint8_t bf_number_kind;
#endif // __cplusplus

// What a text is, which decides on the rules that are looked for.
enum bf_scan_mode
#ifdef __cplusplus
  : uint8_t
#endif // __cplusplus
 {
    // What a user typed.
    BF_SCAN_MODE_PROMPT,
    // What a tool or retrieval returned.
    BF_SCAN_MODE_DOCUMENT,
    // What a model answered.
    BF_SCAN_MODE_OUTPUT,
};
#ifndef __cplusplus
typedef uint8_t bf_scan_mode;
#endif // __cplusplus

// An index of documents, or a snapshot of one. Any number of threads may use it at once. It keeps what it needs of its
// kernel, which may be freed first.
typedef struct bf_index bf_index;

// A kernel: one set of tables and what interprets it. Never changes; any number of threads may use it at once.
typedef struct bf_kernel bf_kernel;

// Why a call failed, in words; owned by the caller, and written only by calls that do not return `BF_STATUS_OK`. UTF-8
// without a final NUL, cut off on a code-point boundary if it is longer than the room there is.
typedef struct bf_message {
    // Bytes of `text` in use.
    uint32_t len;
    // The words.
    uint8_t text[BF_MESSAGE_SIZE];
} bf_message;

// What the first characters of a line say about it.
typedef uint8_t bf_line_kind;

// Finds the ends of claims in a text that may still be growing. The default value stands at the start of a text. It
// holds no pointer and may be copied to try something out. It may come from memory that other code wrote, so its fields
// have types of which every bit pattern is a value.
typedef struct bf_segmenter {
    // `buf[..scan]` has been looked at.
    size_t scan;
    // The end of the last character in `buf[..scan]` that is not white space; 0 if there is none.
    size_t last;
    // Bytes between the start of the line and `buf[scan]`.
    ptrdiff_t column;
    // Not 0: the kind of the line is known.
    uint8_t mid_line;
    // Of the line that `scan` stands in.
    bf_line_kind kind;
    // Not 0: within fenced code.
    uint8_t fence;
} bf_segmenter;

// A half-open range of byte offsets in the text it belongs to.
typedef struct bf_span {
    // The first byte.
    size_t start;
    // One past the last byte.
    size_t end;
} bf_span;

// The verdict on one claim, with its evidence.
typedef struct bf_grounding {
    // What the facts say.
    bf_verdict verdict;
    // The rule that decided.
    bf_reason reason;
    // In \[0,1\]: how much of the claim the deciding fact bears out.
    double support;
    // The claim in the text passed in, without white space around it.
    struct bf_span claim;
    // Document number of the deciding fact in the snapshot; −1 if there is none.
    int64_t doc;
    // The deciding sentence in the fact's text.
    struct bf_span evidence;
    // The words of the claim that contradict, in the text passed in; empty unless contradicted.
    struct bf_span claim_focus;
    // The words that they contradict, in the fact's text; empty unless contradicted.
    struct bf_span evidence_focus;
} bf_grounding;

// Parameterises `coherence`.
typedef struct bf_coherence_config {
    // 0 to 1; a score of at least this is approved.
    double threshold;
    // 0 to 1; an approved score below this is a warning; at most `threshold`: none is.
    double soft_limit;
    // 0 to 1; the two weights add up to 1 ± 1e-9.
    double weight_logic;
    // 0 to 1.
    double weight_fact;
} bf_coherence_config;

// The verdict of `coherence`.
typedef struct bf_coherence_score {
    // 0 to 1.
    double score;
    // The score is at least the threshold.
    bool approved;
    // Approved, and the score is below the soft limit.
    bool warning;
} bf_coherence_score;

// The verdict on a whole answer.
typedef struct bf_review_record {
    // The score, and what is made of it.
    struct bf_coherence_score coherence;
    // As handed in; 0 if it was NaN: none.
    double h_logical;
    // The largest over the claims of 1 − support, 1 for a contradicted claim.
    double h_factual;
} bf_review_record;

// Parameterises `Halt`. Scores may have any scale (coherence in 0 to 1, log-probabilities), so their limits may be any
// finite number.
typedef struct bf_halt_config {
    // A score below this halts.
    double hard_limit;
    // A score that passes but is below this is a warning; at most `hard_limit`: none is.
    double soft_limit;
    // Tokens in the window mean, 1 to `MAX_HALT_WINDOW`.
    int64_t window;
    // A mean over a full window below this halts.
    double window_threshold;
    // Tokens in the trend, 2 to `MAX_HALT_WINDOW`.
    int64_t trend_window;
    // ≥ 0; a drop over a full trend window above this halts.
    double trend_threshold;
    // ≥ 0; a logit entropy above this halts.
    double entropy_limit;
    // Milliseconds of scoring a token, > 0; more halts.
    double deadline;
} bf_halt_config;

// What a machine is told of a token. It holds no text: the caller emits the token if the decision is not to halt.
typedef struct bf_halt_token {
    // Coherence; not finite halts.
    double score;
    // Of the logits, looked at if `has_entropy`.
    double entropy;
    // 1 if there is an entropy, else 0.
    uint8_t has_entropy;
    // Milliseconds that scoring took, looked at if `has_elapsed`.
    double elapsed;
    // 1 if there is a time, else 0.
    uint8_t has_elapsed;
} bf_halt_token;

// The verdict on a token. No number in it is NaN.
typedef struct bf_halt_decision {
    // Of the token that halted, or of this one; the first is 0.
    size_t index;
    // This token and all after it are not emitted.
    bool halted;
    // `None` unless `halted`.
    bf_halt_reason reason;
    // What was compared; the score if all passed; 0 for an input that is not finite.
    double value;
    // What it was compared with; the hard limit if all passed.
    double limit;
    // Passed, with a score below the soft limit.
    bool warning;
} bf_halt_decision;

// A function that stores the token with the given number, of which the first is 0, and returns 1; or returns 0 if there is
// none. Anything else is a failure to score, which halts. It must return: it may not unwind, jump out or end its thread, which
// would leak the machine. It may call the kernel.
typedef int32_t (*bf_next_token)(void *context, size_t index, struct bf_halt_token *token);

// The two parameters of the BM25 formula (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
// Beyond", 2009).
typedef struct bf_bm25 {
    // How slowly repetition saturates, 0 to 1e100; 0: repetition does not count.
    double k1;
    // How much long documents are held back, 0 to 1.
    double b;
} bf_bm25;
// The parameters to use when nobody asks for others.
#define bf_bm25_DEFAULT (bf_bm25){ .k1 = 1.2, .b = 0.75 }

// A document found.
typedef struct bf_hit {
    // Its number in the snapshot searched.
    uint32_t doc;
    // Its score, which is above 0.
    double score;
} bf_hit;

// In which decodings of a text a finding was made, four bits each, the outermost in the lowest; 0 for the text as it is.
// 1 is base64, then hex, URL escapes, HTML entities, `\u` and `\x` escapes, ROT13, reversed text, tag characters.
typedef uint16_t bf_layers;

// One thing that `Kernel::scan` found.
typedef struct bf_finding {
    // The number of the rule: those that ship come first, then those of the user's.
    int64_t rule;
    // Where; of a finding in a layer all of the encoded text.
    struct bf_span span;
    // The layers it was found in.
    bf_layers layers;
    // A check beside the pattern held, such as a check digit.
    bool validated;
} bf_finding;

// What an injection model says of a text.
typedef struct bf_injection_score_record {
    // How likely it is an attack, in \[0,1\].
    double score;
    // The words that speak most for it, in bytes of the text.
    struct bf_span span;
} bf_injection_score_record;

// One claim of an answer, measured against what the user asked for.
typedef struct bf_injection_claim {
    // The share of its content words found in the intent.
    double traceability;
    // With the intent; reported by callers, decides nothing.
    double entity_overlap;
    // The divergence of the claim from the intent, by a model of entailment.
    double forward;
    // The divergence of the intent from the claim.
    double reverse;
} bf_injection_claim;

// Parameterises `injection_verdict`. All numbers are in 0 to 1.
typedef struct bf_injection_config {
    // A combined score of at least this is detected.
    double detect;
    // A divergence of at least this is drift, and an injection where traceability is below .3.
    double drift;
    // A divergence of at least this is an injection where traceability is below .2.
    double claim;
    // A claim of less traceability than this was made up: an injection, whatever its divergence.
    double trace_floor;
    // The weight of the sanitizer in the combined score.
    double stage1_weight;
} bf_injection_config;

// The verdict on one claim.
typedef struct bf_injection_claim_result {
    // What the claim is taken for.
    bf_claim_verdict verdict;
    // Calibrated, 0 to 1.
    double divergence;
} bf_injection_claim_result;

// The verdict on the claims together.
typedef struct bf_injection_result {
    // The mean over the claims of 1 (injected), .4 (drifted) or 0; 0 without claims.
    double risk;
    // Stage-1 weight · sanitizer + (1 − stage-1 weight) · risk.
    double combined;
    // The combined score is at least the limit of detection.
    bool detected;
} bf_injection_result;

// The lexical measures of a claim against a source, each in \[0,1\].
typedef struct bf_signals_record {
    // Jaccard of the words of names; 1 if neither text has any.
    double entity_overlap;
    // How the numbers compare.
    bf_numeric numeric;
    // One text negates and the other does not, and they share three content words or more.
    bool negation_flip;
    // Share of the claim's content words found in the source; 1 if it has none.
    double traceability;
    // Jaccard of all words; 0 if neither text has any.
    double word_overlap;
    // Divergence: 0 for a text against itself; .5 if either is empty.
    double lite;
} bf_signals_record;

// How many records of each kind follow in an analysis, which is a block of 8-byte words:
//
// `bf_analysis`, then `sentences` × `bf_span`, `tokens` × `bf_token`, `numbers` × `bf_number`, `names`, `negations` and
// `quotes` × `bf_span`, then for each sentence the number of its first token as `int32_t`, and once more the number of
// tokens; the last word may end in four bytes of zeros.
typedef struct bf_analysis_head {
    // Claims, without the white space around them.
    uint64_t sentences;
    // Words, number literals and unit signs.
    uint64_t tokens;
    // Numbers, dates, times and weekdays.
    uint64_t numbers;
    // Names: runs of capitalised words.
    uint64_t names;
    // Negators.
    uint64_t negations;
    // Quoted passages.
    uint64_t quotes;
} bf_analysis_head;

// What the lexicons say about a word beside its flags, packed as the specification lays it out.
typedef uint32_t bf_word_data;

// One word, number literal or unit sign of a text.
typedef struct bf_token {
    // First byte in the text.
    int32_t start;
    // One past the last byte.
    int32_t end;
    // The hash of the folded word, without a possessive ending.
    uint64_t hash;
    // `hash_word` of its stem.
    uint64_t stem;
    bf_word_data data;
    // How much it tells: 1 for the most common words to 34 for words that no lexicon lists.
    uint16_t weight;
    uint16_t flags;
    uint16_t props;
    // Index in `Analysis::numbers` of what it is part of, −1 for none.
    int32_t number;
} bf_token;

// A number, date, time or weekday of a text. A quantity is `mant`·10^`exp`, exact, in the unit that `unit` numbers;
// `mant` is no multiple of ten unless it is 0.
typedef struct bf_number {
    // First byte in the text, of magnitude and unit too.
    int32_t start;
    // One past the last byte.
    int32_t end;
    // Decimal exponent.
    int32_t exp;
    // Decimal mantissa.
    int64_t mant;
    // The number of its unit, 0 for none.
    uint16_t unit;
    // What it counts.
    bf_number_kind kind;
    // Of a date; 0 where it is not given.
    uint8_t month;
    // Of a date; 0 where it is not given.
    uint8_t day;
    // Of a date; 0 where it is not given.
    int16_t year;
    // It is `tokens[first..last]`.
    int32_t first;
    int32_t last;
    // "one" and the like, which often counts nothing.
    bool vague;
} bf_number;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Analyses a text. The block goes to `out`, which has room for `cap` 8-byte words; `count` receives how many words are
// needed even if `cap` is too small.
//
// The caller answers for this:
// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` words; `count` is valid for
// writing; `message` is NULL or valid for writing.
bf_status bf_analyze(const struct bf_kernel *kernel_handle,
                     const uint8_t *text,
                     size_t len,
                     uint64_t *out,
                     size_t cap,
                     size_t *count,
                     struct bf_message *message);

// Analyses `n` texts in one call; text `i` is `texts[offsets[i]..offsets[i + 1]]`, and `offsets` has `n + 1` values. The
// blocks go to `out` one after the other; block `i` begins at word `starts[i]`, and `starts[n]` is the end of the last.
// If `cap` is too small, `starts` still is filled, `out` holds nothing of use.
//
// The caller answers for this:
// `kernel` is a live handle; `texts` points to `len` bytes and `offsets` to `n + 1` values; `out` is valid for writing
// `cap` words and `starts` for writing `n + 1`; `message` is NULL or valid for writing.
bf_status bf_analyze_batch(const struct bf_kernel *kernel_handle,
                           const uint8_t *texts,
                           size_t len,
                           const size_t *offsets,
                           size_t n,
                           uint64_t *out,
                           size_t cap,
                           size_t *starts,
                           struct bf_message *message);

// Writes the fold view of a text: its bytes to `out` and, to `map`, for each of them the offset in the text of the code
// point it came from. Both have room for `cap` values; `count` receives how many are needed even if `cap` is too small.
//
// The caller answers for this:
// `kernel` is a live handle; `text` points to `len` bytes; `out` and `map` are valid for writing `cap` values; `count` is
// valid for writing; `message` is NULL or valid for writing.
bf_status bf_fold(const struct bf_kernel *kernel_handle,
                  const uint8_t *text,
                  size_t len,
                  uint8_t *out,
                  size_t *map,
                  size_t cap,
                  size_t *count,
                  struct bf_message *message);

// Finds the end of the first claim of `text`, which holds all that follows the end of the claim before, and stores it in
// `end`: the claim is `text[0..end]`; 0 if more bytes are needed or there are none. `state` is all zeros at the start of
// a text, and is the caller's to keep from call to call; `eof` is 1 if nothing will follow, else 0.
//
// The caller answers for this:
// `kernel` is a live handle; `state` is valid for reading and writing; `text` points to `len` bytes; `end` is valid for
// writing; `message` is NULL or valid for writing.
bf_status bf_segment(const struct bf_kernel *kernel_handle,
                     struct bf_segmenter *state,
                     const uint8_t *text,
                     size_t len,
                     uint8_t eof,
                     size_t *end,
                     struct bf_message *message);

// Compares a claim, which is one claim and not segmented further, with the facts of an index or a snapshot.
//
// The caller answers for this:
// `index` is a live handle; `claim` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for
// writing.
bf_status bf_ground(const struct bf_index *index_handle,
                    const uint8_t *claim,
                    size_t len,
                    struct bf_grounding *out,
                    struct bf_message *message);

// Compares `n` claims with the facts in one call; claim `i` is `texts[offsets[i]..offsets[i + 1]]`, and `offsets` has
// `n + 1` values. All see the same facts.
//
// The caller answers for this:
// `index` is a live handle; `texts` points to `len` bytes and `offsets` to `n + 1` values; `out` is valid for writing `n`
// records; `message` is NULL or valid for writing.
bf_status bf_ground_batch(const struct bf_index *index_handle,
                          const uint8_t *texts,
                          size_t len,
                          const size_t *offsets,
                          size_t n,
                          struct bf_grounding *out,
                          struct bf_message *message);

// Grounds every claim of an answer and scores the whole. `h_logical` is the divergence that a model of entailment gave,
// NaN if there is none. `claims` has room for `cap` records; `count` receives how many are needed even if `cap` is too
// small. A claim takes at least one byte.
//
// The caller answers for this:
// `index` is a live handle; `answer` points to `len` bytes; `config` is valid for reading; `out` and `count` are valid for
// writing, `claims` for `cap` records; `message` is NULL or valid for writing.
bf_status bf_review(const struct bf_index *index_handle,
                    const uint8_t *answer,
                    size_t len,
                    const struct bf_coherence_config *config,
                    double h_logical,
                    struct bf_review_record *out,
                    struct bf_grounding *claims,
                    size_t cap,
                    size_t *count,
                    struct bf_message *message);

// Puts a machine at the start of a stream into `state`, memory of the caller's of `words` 8-byte words; `count` receives
// how many are needed even if there are too few. What is in them is the kernel's business; they may be copied and need
// not be freed. Fails with `BF_STATUS_CONFIG` if the configuration is invalid.
//
// The caller answers for this:
// `config` is valid for reading; `state` is valid for writing `words` words; `count` is valid for writing; `message` is
// NULL or valid for writing.
bf_status bf_halt_start(const struct bf_halt_config *config,
                        uint64_t *state,
                        size_t words,
                        size_t *count,
                        struct bf_message *message);

// Decides on the next token of a stream. After a halt it gives that halt's decision for ever.
//
// The caller answers for this:
// `state` is `words` words that `bf_halt_start` filled; `token` is valid for reading; `out` is valid for writing;
// `message` is NULL or valid for writing.
bf_status bf_halt_step(uint64_t *state,
                       size_t words,
                       const struct bf_halt_token *token,
                       struct bf_halt_decision *out,
                       struct bf_message *message);

// Drives a machine over the tokens that `next` gives until it halts or there are none left. `passed` receives how many
// passed; `out` the decision that halted, all zeros if none did. `context` is passed on to `next` and means nothing here.
//
// The caller answers for this:
// `config` is valid for reading; `next` is a function as described, for which `context` is good; `passed` and `out` are
// valid for writing; `message` is NULL or valid for writing.
bf_status bf_halt_run(const struct bf_halt_config *config,
                      bf_next_token next,
                      void *context,
                      size_t *passed,
                      struct bf_halt_decision *out,
                      struct bf_message *message);

// Makes an empty index. The handle stored in `out` is the caller's, to be given to `bf_index_free` once. Fails with
// `BF_STATUS_CONFIG` if a parameter is out of its range.
//
// The caller answers for this:
// `kernel` is a live handle; `params` is valid for reading; `out` is valid for writing; `message` is NULL or valid for
// writing.
bf_status bf_index_new(const struct bf_kernel *kernel_handle,
                       const struct bf_bm25 *params,
                       struct bf_index **out,
                       struct bf_message *message);

// Frees an index or a snapshot. NULL is allowed and does nothing. Snapshots of a freed index stay usable.
//
// The caller answers for this:
// `index` is NULL or a handle that was not freed before and that no call is using.
void bf_index_free(struct bf_index *index);

// Stores a handle of the index as it is now, which never changes, in `out`. It is the caller's, to be given to
// `bf_index_free` once; it takes constant time, and memory only for what the index changes later.
//
// The caller answers for this:
// `index` is a live handle; `out` is valid for writing; `message` is NULL or valid for writing.
bf_status bf_index_snapshot(const struct bf_index *index_handle, struct bf_index **out, struct bf_message *message);

// Adds a text, which is copied, under a new id. Fails with `BF_STATUS_DUPLICATE_ID` or `BF_STATUS_INDEX_FULL`; the index
// is then unchanged.
//
// The caller answers for this:
// `index` is a live handle; `id` and `text` point to as many bytes as their lengths say; `message` is NULL or valid for
// writing.
bf_status bf_index_add(const struct bf_index *index_handle,
                       const uint8_t *id,
                       size_t id_len,
                       const uint8_t *text,
                       size_t text_len,
                       struct bf_message *message);

// Adds a text under an id and takes away the text that the id had before, if any, in one step. Fails with
// `BF_STATUS_INDEX_FULL`; the index is then unchanged.
//
// The caller answers for this:
// As for `bf_index_add`.
bf_status bf_index_replace(const struct bf_index *index_handle,
                           const uint8_t *id,
                           size_t id_len,
                           const uint8_t *text,
                           size_t text_len,
                           struct bf_message *message);

// Removes a document; `removed` receives 1 if it was there, else 0.
//
// The caller answers for this:
// `index` is a live handle; `id` points to `id_len` bytes; `removed` is valid for writing; `message` is NULL or valid for
// writing.
bf_status bf_index_remove(const struct bf_index *index_handle,
                          const uint8_t *id,
                          size_t id_len,
                          uint8_t *removed,
                          struct bf_message *message);

// Stores the number of documents.
//
// The caller answers for this:
// `index` is a live handle; `out` is valid for writing; `message` is NULL or valid for writing.
bf_status bf_index_len(const struct bf_index *index_handle, size_t *out, struct bf_message *message);

// Writes the at most `k` documents with the highest BM25 scores for a query, the highest first and equal ones in
// insertion order. Document numbers are those of the snapshot searched; for an index that changes meanwhile they mean
// little. `hits` has room for `k` records; `count` receives how many were written.
//
// The caller answers for this:
// `index` is a live handle; `query` points to `len` bytes; `hits` is valid for writing `k` records; `count` is valid for
// writing; `message` is NULL or valid for writing.
bf_status bf_index_search(const struct bf_index *index_handle,
                          const uint8_t *query,
                          size_t len,
                          struct bf_hit *hits,
                          size_t k,
                          size_t *count,
                          struct bf_message *message);

// Writes the id and, right behind it, the text of a document by its number in a snapshot; both are empty for a number
// that the snapshot does not know. `id_len` and `text_len` receive their sizes even if `cap` is too small for both.
//
// The caller answers for this:
// `index` is a live handle; `out` is valid for writing `cap` bytes; `id_len` and `text_len` are valid for writing;
// `message` is NULL or valid for writing.
bf_status bf_index_document(const struct bf_index *index_handle,
                            uint32_t document,
                            uint8_t *out,
                            size_t cap,
                            size_t *id_len,
                            size_t *text_len,
                            struct bf_message *message);

// Writes what `bf_index_load` reads; `count` receives the bytes needed even if `cap` is too small. To ask for the size
// first, use a snapshot: an index may change between the two calls.
//
// The caller answers for this:
// `index` is a live handle; `out` is valid for writing `cap` bytes; `count` is valid for writing; `message` is NULL or
// valid for writing.
bf_status bf_index_save(const struct bf_index *index_handle,
                        uint8_t *out,
                        size_t cap,
                        size_t *count,
                        struct bf_message *message);

// Makes an index of what `bf_index_save` wrote. The handle stored in `out` is the caller's, to be given to
// `bf_index_free` once. Fails with `BF_STATUS_CORRUPT_INDEX`; `offset` then receives the byte at which the trouble was
// noticed, and the message says what it is.
//
// The caller answers for this:
// `kernel` is a live handle; `bytes` points to `len` bytes; `out` and `offset` are valid for writing; `message` is NULL or
// valid for writing.
bf_status bf_index_load(const struct bf_kernel *kernel_handle,
                        const uint8_t *bytes,
                        size_t len,
                        struct bf_index **out,
                        uint64_t *offset,
                        struct bf_message *message);

// Writes the softmax of each row of `n` logits to `out`, which has room for as many. Fails with `BF_STATUS_SHAPE` if they
// are no whole rows.
//
// The caller answers for this:
// `logits` points to `n` numbers; `out` is valid for writing `n` and does not overlap them; `message` is NULL or valid for
// writing.
bf_status bf_softmax(const double *logits,
                     size_t n,
                     int64_t cols,
                     double *out,
                     struct bf_message *message);

// Writes one divergence for each row of `n` class probabilities to `out`, which has room for `n / cols`. Columns count
// from 0; with two columns both numbers are ignored. Fails with `BF_STATUS_SHAPE` if the probabilities are no whole rows
// of at least two, or a column does not exist.
//
// The caller answers for this:
// `probs` points to `n` numbers; `out` is valid for writing `n / cols` and does not overlap them; `message` is NULL or
// valid for writing.
bf_status bf_divergence(const double *probs,
                        size_t n,
                        int64_t cols,
                        int64_t contradiction,
                        int64_t neutral,
                        double *out,
                        struct bf_message *message);

// Writes one confidence, 1 − H/ln cols, for each row of `n` class probabilities to `out`, which has room for `n / cols`.
// Fails with `BF_STATUS_SHAPE` if the probabilities are no whole rows.
//
// The caller answers for this:
// As for `bf_divergence`.
bf_status bf_confidence(const double *probs,
                        size_t n,
                        int64_t cols,
                        double *out,
                        struct bf_message *message);

// Opens a kernel over compiled tables, which are copied. The handle stored in `out` is the caller's, to be given to
// `bf_kernel_free` once. Fails with `BF_STATUS_TABLES` if the tables are damaged or of another format.
//
// The caller answers for this:
// `tables` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for writing.
bf_status bf_kernel_open(const uint8_t *tables, size_t len, struct bf_kernel **out, struct bf_message *message);

// Frees a kernel. NULL is allowed and does nothing. Indexes made with the kernel stay usable.
//
// The caller answers for this:
// `kernel` is NULL or a handle that was not freed before and that no call is using.
void bf_kernel_free(struct bf_kernel *kernel);

// Stores the digest of the tables that a kernel was opened with.
//
// The caller answers for this:
// `kernel` is a live handle; `out` is valid for writing; `message` is NULL or valid for writing.
bf_status bf_kernel_digest(const struct bf_kernel *kernel_handle, uint64_t *out, struct bf_message *message);

// Stores the canonical name of a unit of measure by its number in `bf_number`, as UTF-8; empty for 0 and for a number
// that is no unit's. `count` receives the bytes needed even if `cap` is too small.
//
// The caller answers for this:
// `kernel` is a live handle; `out` is valid for writing `cap` bytes; `count` is valid for writing; `message` is NULL or
// valid for writing.
bf_status bf_unit_name(const struct bf_kernel *kernel_handle,
                       uint16_t unit,
                       uint8_t *out,
                       size_t cap,
                       size_t *count,
                       struct bf_message *message);

// The version of the kernel by semantic versioning, NUL-terminated, never freed.
const char *bf_version(void);

// A hash of the declarations of the header that the kernel was built with.
uint64_t bf_abi_fingerprint(void);

// The contract number that the kernel keeps.
uint32_t bf_contract(void);

// Looks for what the rules of the tables describe, in a text and in what is encoded in it. `mode` is a `bf_scan_mode`.
// Findings go to `out`, in order of start, then of end, then of rule; it has room for `cap` records, and `count` receives
// how many there are even if `cap` is too small. `alive` receives the start of the earliest match that more text could
// complete or make longer, `len` if there is none.
//
// The caller answers for this:
// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` records; `count` and `alive`
// are valid for writing; `message` is NULL or valid for writing.
bf_status bf_scan(const struct bf_kernel *kernel_handle,
                  const uint8_t *text,
                  size_t len,
                  uint8_t mode,
                  struct bf_finding *out,
                  size_t cap,
                  size_t *count,
                  size_t *alive,
                  struct bf_message *message);

// Asks the model of the tables for a mode, a `bf_scan_mode`, how likely a text is an attack. Stores zeros for outputs, for
// tables without that model and for a text without words.
//
// The caller answers for this:
// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for
// writing.
bf_status bf_injection_score(const struct bf_kernel *kernel_handle,
                             const uint8_t *text,
                             size_t len,
                             uint8_t mode,
                             struct bf_injection_score_record *out,
                             struct bf_message *message);

// Writes the skeleton of a text, the view that injection rules read: folded, without marks and hidden code points,
// look-alikes as ASCII, letters that stand alone in a row joined. `count` receives the bytes needed even if `cap` is too
// small.
//
// The caller answers for this:
// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` bytes; `count` is valid for
// writing; `message` is NULL or valid for writing.
bf_status bf_skeleton(const struct bf_kernel *kernel_handle,
                      const uint8_t *text,
                      size_t len,
                      uint8_t *out,
                      size_t cap,
                      size_t *count,
                      struct bf_message *message);

// Scores two divergences; NaN is one that is missing. Fails with `BF_STATUS_CONFIG` if the configuration is invalid.
//
// The caller answers for this:
// `config` is valid for reading; `out` is valid for writing; `message` is NULL or valid for writing.
bf_status bf_coherence(const struct bf_coherence_config *config,
                       double h_logical,
                       double h_factual,
                       struct bf_coherence_score *out,
                       struct bf_message *message);

// Judges `n` claims measured against what the user asked for. `results` receives a record for each, `out` the sum. Fails
// with `BF_STATUS_CONFIG` if the configuration is invalid.
//
// The caller answers for this:
// `claims` points to `n` records; `config` is valid for reading; `results` is valid for writing `n` records and `out` for
// writing; `message` is NULL or valid for writing.
bf_status bf_injection_verdict(const struct bf_injection_claim *claims,
                               size_t n,
                               double sanitizer,
                               double baseline,
                               const struct bf_injection_config *config,
                               struct bf_injection_claim_result *results,
                               struct bf_injection_result *out,
                               struct bf_message *message);

// Measures `claim` against `source`; both may be whole texts.
//
// The caller answers for this:
// `kernel` is a live handle; `claim` and `source` point to as many bytes as their lengths say; `out` is valid for writing;
// `message` is NULL or valid for writing.
bf_status bf_signals(const struct bf_kernel *kernel_handle,
                     const uint8_t *claim,
                     size_t claim_len,
                     const uint8_t *source,
                     size_t source_len,
                     struct bf_signals_record *out,
                     struct bf_message *message);

// Measures `n` claims, each against its source, in one call: claim `i` is text `2i` of the batch and its source is text
// `2i + 1`, where text `j` is `texts[offsets[j]..offsets[j + 1]]`; `offsets` has `2n + 1` values.
//
// The caller answers for this:
// `kernel` is a live handle; `texts` points to `len` bytes and `offsets` to `2n + 1` values; `out` is valid for writing
// `n` records; `message` is NULL or valid for writing.
bf_status bf_signals_batch(const struct bf_kernel *kernel_handle,
                           const uint8_t *texts,
                           size_t len,
                           const size_t *offsets,
                           size_t n,
                           struct bf_signals_record *out,
                           struct bf_message *message);

// Writes the terms under which BM25 knows a text: the stem hashes of its words and numbers in order. `count` receives how
// many there are even if `cap` is too small.
//
// The caller answers for this:
// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` values; `count` is valid for
// writing; `message` is NULL or valid for writing.
bf_status bf_terms(const struct bf_kernel *kernel_handle,
                   const uint8_t *text,
                   size_t len,
                   uint64_t *out,
                   size_t cap,
                   size_t *count,
                   struct bf_message *message);

// Writes the stem of an already folded word (Snowball English). A stem is at most one byte longer than its word.
//
// The caller answers for this:
// `word` points to `len` bytes; `out` is valid for writing `cap` bytes; `count` is valid for writing; `message` is NULL or
// valid for writing.
bf_status bf_stem(const uint8_t *word,
                  size_t len,
                  uint8_t *out,
                  size_t cap,
                  size_t *count,
                  struct bf_message *message);

// Stores the hash of an already folded word.
//
// The caller answers for this:
// `word` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for writing.
bf_status bf_hash_word(const uint8_t *word, size_t len, uint64_t *out, struct bf_message *message);

// The natural logarithm, within one unit in the last place; the same bits on every platform.
double bf_ln(double x);

// The exponential function, within one unit in the last place; the same bits on every platform.
double bf_exp(double x);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* BACKFIRE_H */
