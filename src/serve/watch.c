#include "serve/watch.h"

#include <glob.h>
#include <string.h>
#include <sys/stat.h>

/* FNV-1a, of 64 bits. */
static uint64_t mix(uint64_t h, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t mix_file(uint64_t h, const char *path)
{
	struct stat st = {.st_ino = 0};

	h = mix(h, path, strlen(path) + 1);
	if (stat(path, &st))
		return mix(h, "", 1);
	h = mix(h, &st.st_dev, sizeof st.st_dev);
	h = mix(h, &st.st_ino, sizeof st.st_ino);
	h = mix(h, &st.st_size, sizeof st.st_size);
	h = mix(h, &st.st_mtim, sizeof st.st_mtim);
	return mix(h, &st.st_ctim, sizeof st.st_ctim);
}

/* A pattern's files; one that cannot be looked for has none. */
static uint64_t mix_pattern(uint64_t h, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		return h;
	for (size_t k = 0; k < found.gl_pathc; k++)
		h = mix_file(h, found.gl_pathv[k]);
	globfree(&found);
	return h;
}

uint64_t watch_sources(const struct border *b)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < b->sources.n; i++) {
		const struct border_source *s = &b->sources.v[i];

		if (source_is_rpki(s->kind))
			h = (s->kind == SOURCE_RPKI_CLIENT ? mix_file : mix_pattern)(h, s->path.text);
	}
	return h;
}
