#include "fetch/validators.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/atomic_file.h"

enum { FILE_MAX = 4096 };

bool validator_is_sound(const char *value)
{
	size_t n = strlen(value);

	for (size_t i = 0; i < n; i++)
		if (!ascii_is_printable(value[i]))
			return false;
	return n && n < VALIDATOR_MAX;
}

/* The rest of a line that begins with `key`, where it is sound; "" where there is none. */
static void take(char to[VALIDATOR_MAX], const char *line, const char *key)
{
	const char *value = strncmp(line, key, strlen(key)) ? NULL : line + strlen(key);

	if (value && validator_is_sound(value))
		strcpy(to, value);
}

static void parse_line(struct validators *v, const char *line, bool *is_url, const char *url)
{
	*is_url |= !strncmp(line, "url ", 4) && !strcmp(line + 4, url);
	take(v->etag, line, "etag ");
	take(v->modified, line, "modified ");
	if (sscanf(line, "bytes %19" SCNu64, &v->bytes) != 1 && !strncmp(line, "bytes ", 6))
		v->bytes = 0;
}

bool validators_parse(struct validators *v, const char *bytes, size_t n, const char *url)
{
	char text[FILE_MAX + 1], *next = text;
	bool is_url = false;

	*v = (struct validators){.bytes = 0};
	if (n > FILE_MAX || memchr(bytes, '\0', n))
		return false;
	memcpy(text, bytes, n);
	text[n] = '\0';
	for (char *line; (line = strsep(&next, "\n"));)
		parse_line(v, line, &is_url, url);
	if (!is_url)
		*v = (struct validators){.bytes = 0};
	return is_url;
}

void validators_read(struct validators *v, const char *path, const char *url)
{
	char bytes[FILE_MAX + 1], *name = NULL;
	FILE *f = NULL;

	*v = (struct validators){.bytes = 0};
	if (asprintf(&name, "%s" FETCHED_MARK, path) < 0)
		return;
	f = fopen(name, "re");
	free(name);
	if (!f)
		return;
	validators_parse(v, bytes, fread(bytes, 1, sizeof bytes, f), url);
	fclose(f);
}

static void put(struct out *o, const char *key, const char *value)
{
	if (*value)
		out_printf(o, "%s %s\n", key, value);
}

int validators_write(const struct validators *v, const char *path, const char *url, struct err *e)
{
	struct atomic_file f;
	char *name;
	int rc;

	if (asprintf(&name, "%s" FETCHED_MARK, path) < 0)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	rc = atomic_file_open(&f, name, e);
	free(name);
	if (rc)
		return rc;
	put(&f.out, "url", url);
	put(&f.out, "etag", v->etag);
	put(&f.out, "modified", v->modified);
	out_printf(&f.out, "bytes %" PRIu64 "\n", v->bytes);
	return atomic_file_commit(&f, e);
}
