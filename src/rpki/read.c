#include "rpki/read.h"

/* The first byte that tells something: JSON begins with a bracket, CSV with none. */
static int looks_like_json(struct input *in, struct err *e)
{
	enum { LOOK = 4096 };
	const uint8_t *p;
	int64_t n = input_peek(in, LOOK, &p, e);

	if (n < 0)
		return (int)n;
	for (int64_t i = 0; i < n; i++) {
		if (p[i] == '{' || p[i] == '[')
			return 1;
		if (p[i] > ' ' && p[i] < 0x7f)
			return 0;
	}
	if (n < LOOK)
		return err_at(e, WEIR_ESYNTAX, input_name(in), 1, 1,
			      "expected VRPs in JSON or CSV, found an empty file");
	return 0;
}

int rpki_read(struct rpki *r, struct input *in, struct report *report, struct err *e)
{
	const struct rpki_mark mark = rpki_mark(r);
	int json = looks_like_json(in, e), rc;

	if (json < 0)
		return json;
	rc = rpki_source(r, input_name(in));
	if (rc)
		return err_at(e, rc, input_name(in), 0, 0,
			      rc == WEIR_ENOMEM ? "out of memory" : "cannot take one more source");
	rc = json ? rpki_read_json(r, in, report, e) : rpki_read_csv(r, in, report, e);
	if (rc)
		rpki_roll_back(r, mark);
	return rc;
}

int rpki_read_file(struct rpki *r, const char *path, struct report *report, struct err *e)
{
	struct input *in;
	int rc = input_open(&in, path, e);

	if (rc)
		return rc;
	rc = rpki_read(r, in, report, e);
	input_close(in);
	return rc;
}
