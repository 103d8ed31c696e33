#include "rpki/object/tal.h"

#include "base/base64.h"

enum { LINE = 4096, TEXT = 8192 };

static int malformed(struct input *in, struct err *e, const char *expected)
{
	return err_at(e, WEIR_ESYNTAX, input_name(in), input_line_number(in), 0, "expected %s (RFC 8630 2.2)", expected);
}

static bool begins(const char *s, size_t n, const char *with)
{
	const size_t k = strlen(with);

	return n > k && !memcmp(s, with, k);
}

/* Comments, URIs, and the empty line behind them. */
static int read_uris(struct tal *t, struct input *in, struct err *e)
{
	const char *s;
	size_t n;
	int rc;

	while ((rc = input_line(in, LINE, &s, &n, e)) > 0 && n) {
		if (s[0] == '#' && !t->uris)
			continue;
		if (!begins(s, n, "rsync://") && !begins(s, n, "https://"))
			return malformed(in, e, "an rsync or HTTPS URI");
		t->uris++;
	}
	if (rc >= 0 && (!rc || !t->uris))
		return malformed(in, e, "URIs, an empty line and a key");
	return rc < 0 ? rc : 0;
}

static void keep_name(struct tal *t, const char *name)
{
	const size_t n = strlen(name), room = sizeof t->name - 1;

	strcpy(t->name, name + (n > room ? n - room : 0));
}

int tal_read(struct tal *t, struct input *in, struct err *e)
{
	char text[TEXT];
	const char *s;
	size_t n, used = 0;
	int64_t size;
	int rc;

	*t = (struct tal){.n = 0};
	keep_name(t, input_name(in));
	rc = read_uris(t, in, e);
	while (!rc && (rc = input_line(in, LINE, &s, &n, e)) > 0) {
		if (n > sizeof text - used)
			return malformed(in, e, "a shorter key");
		memcpy(text + used, s, n);
		used += n;
		rc = 0;
	}
	if (rc < 0)
		return rc;
	size = base64_decode(text, used, t->key, sizeof t->key);
	if (size <= 0)
		return malformed(in, e, "a key in base64");
	t->n = (size_t)size;
	return 0;
}

int tal_read_file(struct tal *t, const char *path, struct err *e)
{
	struct input *in;
	int rc = input_open(&in, path, e);

	if (rc)
		return rc;
	rc = tal_read(t, in, e);
	input_close(in);
	return rc;
}
