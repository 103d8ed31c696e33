#include "rpki/object/numbers.h"

#include <stdlib.h>

#include "base/base64.h"
#include "rpki/object/cache.h"
#include "rpki/object/manifest.h"
#include "rpki/object/signed_object.h"
#include "rpki/object/uri.h"

/* "0f1e… HOST/MODULE/ca.mft"; 0 where it is too long to be one. */
static size_t name_of(char to[MANIFEST_KEY], struct span path, struct span aki)
{
	const size_t n = aki.n * 2 + 1;

	if (n + path.n >= MANIFEST_KEY)
		return 0;
	hex_encode(aki.p, aki.n, to);
	to[n - 1] = ' ';
	memcpy(to + n, path.p, path.n);
	return n + path.n;
}

/* With leading zeros, so that bytes compare as numbers do. */
static void take_number(uint8_t to[MANIFEST_NUMBER], struct span number)
{
	const size_t n = number.n < MANIFEST_NUMBER ? number.n : MANIFEST_NUMBER;

	memset(to, 0, MANIFEST_NUMBER);
	if (n)
		memcpy(to + MANIFEST_NUMBER - n, number.p, n);
}

int manifest_numbers_put(struct manifest_numbers *m, const char *name, size_t n,
			 const struct manifest_number *seen)
{
	struct manifest_number *x;
	uint32_t id;
	int rc;

	if (m->of.n == MANIFEST_NUMBERS && strmap_find(&m->names, name, n) == STRMAP_NONE)
		return WEIR_ELIMIT;
	rc = vec_reserve(&m->of, m->of.n + 1, MANIFEST_NUMBERS + 1);
	if (!rc)
		rc = strmap_put(&m->names, name, n, &id);
	if (rc)
		return rc;
	if (id == m->of.n)
		m->of.v[m->of.n++] = (struct manifest_number){.until = 0};
	x = &m->of.v[id];
	if (memcmp(seen->number, x->number, MANIFEST_NUMBER) > 0)
		memcpy(x->number, seen->number, MANIFEST_NUMBER);
	if (seen->until > x->until)
		x->until = seen->until;
	return 0;
}

static bool is_lower(const struct manifest_numbers *m, const char *name, size_t n,
		     const uint8_t number[MANIFEST_NUMBER])
{
	const uint32_t id = strmap_find(&m->names, name, n);

	return id != STRMAP_NONE && memcmp(number, m->of.v[id].number, MANIFEST_NUMBER) < 0;
}

bool manifest_numbers_lower(const struct manifest_numbers *m, struct span path, struct span aki,
			    struct span number)
{
	uint8_t of[MANIFEST_NUMBER];
	char name[MANIFEST_KEY];
	const size_t n = name_of(name, path, aki);

	take_number(of, number);
	return is_lower(m, name, n, of);
}

/* What a manifest of the cache says; false where it cannot be read, or is another's. */
static bool read_manifest(struct span path, struct span bytes, struct manifest *m, struct cert *ee)
{
	struct signed_object o;
	struct err e;

	return !signed_object_parse(bytes, &o, &e) && !manifest_read(o.content, m, &e) &&
	       !cert_parse(o.cert, CERT_EE, ee, &e) && span_equal(uri_path(ee->object), path);
}

static int keep(struct manifest_numbers *m, struct span path, const struct manifest *mft, struct span aki,
		struct report *report)
{
	struct manifest_number seen = {.until = mft->next_update};
	char name[MANIFEST_KEY];
	const size_t n = name_of(name, path, aki);

	if (!n)
		return 0;
	take_number(seen.number, mft->number);
	if (is_lower(m, name, n, seen.number)) {
		m->older++;
		report_note(report, (const char *)path.p, 0, 0,
			    "manifest: its number is lower than one that was seen before (RFC 9286 4.2.1)");
		if (!m->take_older)
			return 0;
		m->of.v[strmap_find(&m->names, name, n)] = (struct manifest_number){.until = 0};
	}
	return manifest_numbers_put(m, name, n, &seen);
}

static int look_at(struct manifest_numbers *m, const struct cache *c, const char *file, int64_t now,
		   struct report *report, struct err *e)
{
	const struct span path = {(const uint8_t *)file, strlen(file)};
	struct manifest mft = {.this_update = 0};
	struct cert ee = {.not_before = 0};
	struct span bytes = {NULL, 0};
	int rc = cache_get(c, path, &bytes, e);

	if (!rc && read_manifest(path, bytes, &mft, &ee) && mft.next_update >= now) {
		rc = keep(m, path, &mft, ee.aki, report);
		if (rc)
			err_set(e, rc, rc == WEIR_ELIMIT ? "more manifests than can be held" : "out of memory");
	}
	manifest_release(&mft);
	cert_release(&ee);
	free((void *)bytes.p);
	return rc;
}

static bool is_manifest(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".mft");
}

int manifest_numbers_look(struct manifest_numbers *m, const char *cache, int64_t now, struct report *report,
			  struct err *e)
{
	struct cache_list list = {.paths = {.n = 0}};
	struct cache c = {-1};
	int rc = cache_open(&c, cache, e);

	if (!rc)
		rc = cache_list(&c, "", is_manifest, &list, e);
	for (size_t i = 0; !rc && i < list.paths.n; i++)
		rc = look_at(m, &c, list.paths.v[i], now, report, e);
	cache_list_release(&list);
	cache_close(&c);
	return rc;
}

void manifest_numbers_release(struct manifest_numbers *m)
{
	strmap_release(&m->names);
	vec_free(&m->of);
}
