#include "serve/watch.h"

#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "fetch/source.h"

static uint64_t mix_file(uint64_t h, const char *path)
{
	struct stat st = {.st_ino = 0};

	h = hash_add(h, path, strlen(path) + 1);
	if (stat(path, &st))
		return hash_add(h, "", 1);
	h = hash_add(h, &st.st_dev, sizeof st.st_dev);
	h = hash_add(h, &st.st_ino, sizeof st.st_ino);
	h = hash_add(h, &st.st_size, sizeof st.st_size);
	h = hash_add(h, &st.st_mtim, sizeof st.st_mtim);
	return hash_add(h, &st.st_ctim, sizeof st.st_ctim);
}

/* What a build puts beside a dump, and what is being written, is nobody's source. */
static bool is_ours(const char *path)
{
	const char *name = strrchr(path, '/');

	return strstr(name ? name : path, ".weir-") != NULL;
}

static uint64_t mix_found(uint64_t h, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		return h;
	for (size_t k = 0; k < found.gl_pathc; k++)
		if (!is_ours(found.gl_pathv[k]))
			h = mix_file(h, found.gl_pathv[k]);
	globfree(&found);
	return h;
}

uint64_t watch_rpki(const struct border *b)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < b->sources.n; i++) {
		const struct border_source *s = &b->sources.v[i];
		const uint64_t checked = s->url.text ? source_checked(s->path.text) : 0;

		if (!source_is_rpki(s->kind))
			continue;
		h = (source_is_kept(s) ? mix_file : mix_found)(h, s->path.text);
		h = hash_add(h, &checked, sizeof checked);
	}
	return h;
}

uint64_t watch_all(const struct border *b)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < b->sources.n; i++) {
		const struct border_source *s = &b->sources.v[i];

		h = (source_is_kept(s) ? mix_file : mix_found)(h, s->path.text);
	}
	return h;
}

const char *watch_missing(const struct border *b)
{
	for (size_t i = 0; i < b->sources.n; i++) {
		const struct border_source *s = &b->sources.v[i];

		if (source_is_kept(s) && access(s->path.text, F_OK))
			return s->url.text ? s->url.text : s->path.text;
	}
	return NULL;
}
