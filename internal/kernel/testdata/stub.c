/* A library that says it is a backfire kernel. The macros VERSION, FINGERPRINT and CONTRACT are what it says of itself.
   Every other function reports success and does nothing, so that all its answers are wrong. */
#include "backfire.h"

const char *bf_version(void) { return VERSION; }
uint64_t bf_abi_fingerprint(void) { return FINGERPRINT; }
uint32_t bf_contract(void) { return CONTRACT; }

#ifndef PROBES_ONLY

static int handle;

bf_status bf_kernel_open(const uint8_t *tables, size_t len, bf_kernel **out, bf_message *message) {
    (void)tables, (void)len, (void)message;
    *out = (bf_kernel *)&handle;
    return BF_STATUS_OK;
}

bf_status bf_index_new(const bf_kernel *kernel, const bf_bm25 *params, bf_index **out, bf_message *message) {
    (void)kernel, (void)params, (void)message;
    *out = (bf_index *)&handle;
    return BF_STATUS_OK;
}

bf_status bf_index_snapshot(const bf_index *index, bf_index **out, bf_message *message) {
    (void)index, (void)message;
    *out = (bf_index *)&handle;
    return BF_STATUS_OK;
}

double bf_ln(double x) { return x; }
double bf_exp(double x) { return x; }
void bf_kernel_free(bf_kernel *kernel) { (void)kernel; }
void bf_index_free(bf_index *index) { (void)index; }

/* The rest have parameters that do not matter here; the ABI of the platform lets a function ignore them. */
#define NOTHING(name)                                                                                                  \
    int name##_nothing(void) __asm__(#name);                                                                           \
    int name##_nothing(void) { return 0; }

NOTHING(bf_kernel_digest)
NOTHING(bf_unit_name)
#ifdef LONG_FOLD
/* Claims to have written more than there is room for. */
bf_status bf_fold(const bf_kernel *kernel, const uint8_t *text, size_t len, uint8_t *out, size_t *map, size_t cap, size_t *count,
                  bf_message *message) {
    (void)kernel, (void)text, (void)len, (void)out, (void)map, (void)message;
    *count = cap + 1;
    return BF_STATUS_OK;
}
#else
NOTHING(bf_fold)
#endif
NOTHING(bf_segment)
NOTHING(bf_analyze)
NOTHING(bf_analyze_batch)
NOTHING(bf_terms)
NOTHING(bf_stem)
NOTHING(bf_hash_word)
NOTHING(bf_signals)
NOTHING(bf_signals_batch)
NOTHING(bf_scan)
NOTHING(bf_injection_score)
NOTHING(bf_skeleton)
NOTHING(bf_index_add)
NOTHING(bf_index_replace)
NOTHING(bf_index_remove)
NOTHING(bf_index_len)
NOTHING(bf_index_search)
NOTHING(bf_index_document)
NOTHING(bf_index_save)
NOTHING(bf_index_load)
NOTHING(bf_ground)
NOTHING(bf_ground_batch)
NOTHING(bf_review)
NOTHING(bf_coherence)
NOTHING(bf_injection_verdict)
NOTHING(bf_softmax)
NOTHING(bf_divergence)
NOTHING(bf_confidence)
NOTHING(bf_halt_start)
NOTHING(bf_halt_step)
NOTHING(bf_halt_run)

#endif
