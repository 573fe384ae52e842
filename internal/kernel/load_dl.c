//go:build rust && cgo && backfire_dl && linux && (amd64 || arm64)

#define _GNU_SOURCE
#include "load_dl.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

// The functions that say what a library is. Frozen for ever.
#define PROBES(X) X(bf_version) X(bf_abi_fingerprint) X(bf_contract)

// All the others. One that is missing here is found by the linker.
#define FUNCTIONS(X)                                                                                                   \
    X(bf_kernel_open) X(bf_kernel_free) X(bf_kernel_digest) X(bf_unit_name) X(bf_fold) X(bf_segment) X(bf_analyze)     \
    X(bf_analyze_batch) X(bf_terms) X(bf_stem) X(bf_hash_word) X(bf_ln) X(bf_exp) X(bf_signals) X(bf_signals_batch)    \
    X(bf_index_new) X(bf_index_free) X(bf_index_snapshot) X(bf_index_add) X(bf_index_replace) X(bf_index_remove)       \
    X(bf_index_len) X(bf_index_search) X(bf_index_document) X(bf_index_save) X(bf_index_load) X(bf_ground)             \
    X(bf_ground_batch) X(bf_review) X(bf_coherence) X(bf_injection_verdict) X(bf_softmax) X(bf_divergence)             \
    X(bf_confidence) X(bf_halt_start) X(bf_halt_step) X(bf_halt_run) X(bf_scan) X(bf_skeleton)     \
    X(bf_injection_score)

#if defined(__x86_64__)
#define JUMP(target) "jmp *" target "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(target) "adrp x16, " target "\nldr x16, [x16, :lo12:" target "]\nbr x16\n"
#endif

// A function that jumps to where the pointer named like it points: no argument is touched, so that it fits them all.
#define FORWARD(name)                                                                                                  \
    __attribute__((visibility("hidden"))) void *backfire_dl_##name;                                                    \
    __asm__(".text\n.balign 16\n.globl " #name "\n.hidden " #name "\n.type " #name ", %function\n" #name ":\n"         \
            JUMP("backfire_dl_" #name) ".size " #name ", .-" #name "\n");

PROBES(FORWARD)
FUNCTIONS(FORWARD)

static void *library;

// Finds a function in the library itself. dlsym would be content with one in a library that it needs.
static void *find(const char *name) {
    struct link_map *map;
    Dl_info info;
    void *function = dlsym(library, name);
    if (function == NULL || dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || dladdr(function, &info) == 0) {
        return NULL;
    }
    return strcmp(info.dli_fname, map->l_name) == 0 ? function : NULL;
}

#define BIND(name)                                                                                                     \
    if ((backfire_dl_##name = find(#name)) == NULL) {                                                                  \
        return #name;                                                                                                  \
    }

static const char *bind_probes(void) {
    PROBES(BIND)
    return NULL;
}

const char *backfire_dl_bind(void) {
    FUNCTIONS(BIND)
    return NULL;
}

// Copies as much of two strings, one after the other, as there is room for.
static void say(char *dst, size_t cap, const char *a, const char *b) {
    dst[0] = '\0';
    strncat(dst, a, cap - 1);
    strncat(dst, b, cap - 1 - strlen(dst));
}

int backfire_dl_find(const char *path, char *problem, size_t cap) {
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        say(problem, cap, "", dlerror());
        return 1;
    }
    const char *missing = bind_probes();
    if (missing != NULL) {
        say(problem, cap, "no function ", missing);
        return 1;
    }
    return 0;
}
