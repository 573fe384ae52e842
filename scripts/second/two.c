// One program with two Rust libraries in it, both of which panic and catch it: for ./build.rs-wrapper.sh --test. The kernel
// is built with the feature deliberate-panic. The only argument is a file with the kernel's tables.

#include "backfire.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t second_panic(uint64_t len);

#ifdef BACKFIRE_FOREIGN_UNWINDER
// For musl with a libgcc that was built for glibc: nothing is found, so that the unwinder asks dl_iterate_phdr.
int _dl_find_object(void *address, void *result);
int _dl_find_object(void *address, void *result) {
    (void)address;
    (void)result;
    return -1;
}
#endif

static void fail(const char *what) {
    fprintf(stderr, "two.c: %s\n", what);
    exit(1);
}

static bf_kernel *open_kernel(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fail("no tables");
    }
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t *tables = malloc(size);
    if (tables == NULL || fread(tables, 1, size, file) != size) {
        fail("the tables cannot be read");
    }
    fclose(file);
    bf_kernel *kernel = NULL;
    bf_message message = {0};
    if (bf_kernel_open(tables, size, &kernel, &message) != BF_STATUS_OK) {
        fprintf(stderr, "%.*s\n", (int)message.len, (const char *)message.text);
        fail("bf_kernel_open");
    }
    free(tables);
    return kernel;
}

static void kernel_panics(const bf_kernel *kernel) {
    static const char text[] = "deliberate panic";
    uint64_t out[64];
    size_t count = 0;
    bf_message message = {0};
    if (bf_analyze(kernel, (const uint8_t *)text, strlen(text), out, 64, &count, &message) != BF_STATUS_PANIC ||
        message.len == 0) {
        fail("the kernel did not panic");
    }
}

static void kernel_works(const bf_kernel *kernel) {
    static const char text[] = "It costs 5 euros. It took 3 days.";
    uint64_t out[256];
    size_t count = 0;
    if (bf_analyze(kernel, (const uint8_t *)text, strlen(text), out, 256, &count, NULL) != BF_STATUS_OK || out[0] != 2) {
        fail("bf_analyze");
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fail("want the tables");
    }
    bf_kernel *kernel = open_kernel(argv[1]);
    for (uint64_t i = 1; i <= 1000; i++) {
        kernel_panics(kernel);
        if (second_panic(3) != i) {
            fail("the second library lost count");
        }
        kernel_works(kernel);
    }
    bf_kernel_free(kernel);
    printf("kernel %s: 2000 panics caught in two Rust libraries\n", bf_version());
    return 0;
}
