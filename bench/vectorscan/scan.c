/* scan PATTERNS TEXT: compiles a pattern a line with Vectorscan and prints how fast it finds all of them in a text. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX = 1024, ROUNDS = 20 };

static unsigned long matches;

static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
	(void)id, (void)from, (void)to, (void)flags, (void)context;
	matches++;
	return 0;
}

static char *read_all(const char *path, size_t *size) {
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(1);
	}
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	char *text = malloc(*size + 1);
	if (!text || fread(text, 1, *size, f) != *size) {
		perror(path);
		exit(1);
	}
	text[*size] = 0;
	fclose(f);
	return text;
}

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
	if (argc != 3) {
		fprintf(stderr, "usage: scan PATTERNS TEXT\n");
		return 2;
	}
	static const char *patterns[MAX];
	static unsigned flags[MAX], ids[MAX];
	unsigned n = 0, refused = 0;
	size_t size;
	for (char *line = strtok(read_all(argv[1], &size), "\n"); line && n < MAX; line = strtok(NULL, "\n")) {
		hs_database_t *one;
		hs_compile_error_t *error;
		if (hs_compile(line, HS_FLAG_UTF8, HS_MODE_BLOCK, NULL, &one, &error) != HS_SUCCESS) {
			fprintf(stderr, "refused: %s: %.60s\n", error->message, line);
			hs_free_compile_error(error);
			refused++;
			continue;
		}
		hs_free_database(one);
		patterns[n] = line, flags[n] = HS_FLAG_UTF8, ids[n] = n;
		n++;
	}
	hs_database_t *all;
	hs_compile_error_t *error;
	double start = now();
	if (hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, NULL, &all, &error) != HS_SUCCESS) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	double compiled = now() - start;
	hs_scratch_t *scratch = NULL;
	if (hs_alloc_scratch(all, &scratch) != HS_SUCCESS)
		return 1;
	char *text = read_all(argv[2], &size);
	double best = 1e9;
	for (int i = 0; i < ROUNDS; i++) {
		matches = 0;
		start = now();
		if (hs_scan(all, text, (unsigned)size, 0, scratch, count, NULL) != HS_SUCCESS)
			return 1;
		double took = now() - start;
		best = took < best ? took : best;
	}
	printf("vectorscan %s: %u patterns (%u refused) compiled in %.1f s, %.1f MB/s, %lu matches\n", hs_version(), n, refused, compiled,
	       (double)size / 1e6 / best, matches);
	return 0;
}
