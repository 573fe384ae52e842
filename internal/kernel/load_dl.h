// Loading the kernel at run time. Calls go through the functions that backfire.h declares, which load_dl.c defines as
// jumps to the library's.

#include <stddef.h>

// Loads the library and finds bf_version, bf_abi_fingerprint and bf_contract. Returns 0, or 1 and what is wrong in problem.
int backfire_dl_find(const char *path, char *problem, size_t cap);

// Finds all other functions. Returns NULL, or the name of one that is not there.
const char *backfire_dl_bind(void);
