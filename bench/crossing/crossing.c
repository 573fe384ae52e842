//go:build rust && linux && amd64 && !backfire_dl && !musl

#include "backfire.h"

void crossingCallback(size_t i);

uint32_t crossingNothing(void) { return 0; }

void crossingLoop(size_t n) {
    for (size_t i = 0; i < n; i++) {
        crossingCallback(i);
    }
}

static int32_t nextOf(void *tokens, size_t i, bf_halt_token *token) {
    token->score = .9;
    return i < *(const size_t *)tokens;
}

bf_status crossingRun(const bf_halt_config *config, size_t tokens, size_t *passed) {
    bf_halt_decision decision;
    return bf_halt_run(config, nextOf, &tokens, passed, &decision, NULL);
}
