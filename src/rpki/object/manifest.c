#include "rpki/object/manifest.h"

#include <ctype.h>

#include "rpki/object/oid.h"
#include "rpki/object/signature.h"

static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "manifest: %s", why);
}

/* RFC 9286 4.2.2: letters, digits, '-' and '_', a dot and three letters. */
static bool name_is_sound(struct span s)
{
	enum { SUFFIX = 4 };
	const size_t stem = s.n > SUFFIX ? s.n - SUFFIX : 0;

	for (size_t i = 0; i < stem; i++)
		if (!isalnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return stem && s.p[stem] == '.' && islower(s.p[stem + 1]) && islower(s.p[stem + 2]) && islower(s.p[stem + 3]);
}

static int by_name(const void *a, const void *b)
{
	const struct manifest_file *x = a, *y = b;

	return span_cmp(x->name, y->name);
}

static int read_files(struct wire *list, struct manifest *m, struct err *e)
{
	int rc = 0;

	while (!rc && wire_left(list)) {
		struct wire file = der_take(list, DER_SEQUENCE);
		struct manifest_file f = {.name = der_span(&file, DER_IA5_STRING)};

		f.hash = der_whole_bits(&file);
		der_close(list, &file);
		if (list->bad || f.hash.n != DIGEST_SHA256 || !name_is_sound(f.name))
			return refuse(e, "a file has no proper name or no SHA-256 hash (RFC 9286 4.2.1, 4.2.2)");
		rc = vec_push(&m->files, f, MANIFEST_FILES);
	}
	return rc ? err_set(e, rc, rc == WEIR_ELIMIT ? "manifest: more files than can be held" : "out of memory") : 0;
}

static int sort_files(struct manifest *m, struct err *e)
{
	if (m->files.n)
		qsort(m->files.v, m->files.n, sizeof *m->files.v, by_name);
	for (size_t i = 1; i < m->files.n; i++)
		if (!by_name(&m->files.v[i - 1], &m->files.v[i]))
			return refuse(e, "a file is listed twice (RFC 9286 4.2.1)");
	return 0;
}

static int read_version(struct wire *seq, struct err *e)
{
	struct wire version;

	if (der_tag(seq) != DER_CONTEXT_CONSTRUCTED)
		return 0;
	version = der_take(seq, DER_CONTEXT_CONSTRUCTED);
	if (der_u32(&version) && wire_done(&version))
		return err_set(e, WEIR_EUNSUPPORTED, "manifest: a version that is not supported (RFC 9286 4.2.1)");
	return refuse(e, "version 0 is not written in DER (RFC 9286 4.2.1)");
}

int manifest_read(struct span content, struct manifest *m, struct err *e)
{
	struct wire w = der_cursor(content), seq = der_take(&w, DER_SEQUENCE), list;
	int rc;

	*m = (struct manifest){.this_update = 0};
	rc = read_version(&seq, e);
	if (rc)
		return rc;
	m->number = der_number(&seq, 20);
	m->this_update = der_general_time(&seq);
	m->next_update = der_general_time(&seq);
	if (seq.bad || m->this_update >= m->next_update)
		return refuse(e, "expected a number, thisUpdate and, behind it, nextUpdate (RFC 9286 4.2.1)");
	if (!span_equal(der_span(&seq, DER_OID), OID_SHA256))
		return refuse(e, "expected the hash algorithm SHA-256 (RFC 9286 4.2.1, RFC 7935 2)");
	list = der_take(&seq, DER_SEQUENCE);
	if (!wire_done(&seq) || !wire_done(&w))
		return refuse(e, "not of the form of RFC 9286 4.2");
	rc = read_files(&list, m, e);
	return rc ? rc : sort_files(m, e);
}

int manifest_check_time(const struct manifest *m, int64_t now, struct err *e)
{
	if (now < m->this_update)
		return refuse(e, "its thisUpdate is to come (RFC 9286 6.3)");
	if (now > m->next_update)
		return refuse(e, "stale: its nextUpdate is over (RFC 9286 6.3)");
	return 0;
}

const struct manifest_file *manifest_find(const struct manifest *m, struct span name)
{
	const struct manifest_file key = {.name = name};

	return m->files.n ? bsearch(&key, m->files.v, m->files.n, sizeof key, by_name) : NULL;
}

void manifest_release(struct manifest *m)
{
	vec_free(&m->files);
}
