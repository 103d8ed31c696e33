#include "fetch/tals.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_tal(const char *name)
{
	const char *dot = strrchr(name, '.');

	return *name != '.' && dot && !strcmp(dot, ".tal");
}

static int add(struct tals *t, const char *folder, const char *name, struct err *e)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	rc = vec_push(&t->paths, path, TALS_MAX);
	if (!rc)
		return 0;
	free(path);
	return err_at(e, rc, folder, 0, 0, rc == WEIR_ELIMIT ? "more trust anchor locators than rpki-client takes"
							     : "out of memory");
}

static int add_all(struct tals *t, DIR *d, const char *folder, struct err *e)
{
	const struct dirent *x;
	int rc = 0;

	while (!rc && (errno = 0, x = readdir(d)))
		if (is_tal(x->d_name))
			rc = add(t, folder, x->d_name, e);
	return rc || !errno ? rc : err_at(e, WEIR_EIO, folder, 0, 0, "cannot read: %s", strerror(errno));
}

int tals_find(struct tals *t, const char *folder, struct err *e)
{
	DIR *d = opendir(folder);
	int rc;

	if (!d && errno != ENOENT)
		return err_at(e, WEIR_EIO, folder, 0, 0, "cannot open: %s", strerror(errno));
	rc = d ? add_all(t, d, folder, e) : 0;
	if (d)
		closedir(d);
	if (!rc && !t->paths.n)
		return err_at(e, WEIR_ENOTFOUND, folder, 0, 0, "expected trust anchor locators (*.tal), found none; Debian "
			      "has them in the package rpki-trust-anchors");
	if (!rc)
		qsort(t->paths.v, t->paths.n, sizeof *t->paths.v, by_name);
	return rc;
}

int tals_read(struct tals *t, struct err *e)
{
	int rc = vec_reserve(&t->v, t->paths.n, TALS_MAX);

	if (rc)
		return err_set(e, rc, "out of memory");
	for (size_t i = 0; !rc && i < t->paths.n; i++)
		rc = tal_read_file(&t->v.v[t->v.n++], t->paths.v[i], e);
	return rc;
}

void tals_release(struct tals *t)
{
	for (size_t i = 0; i < t->paths.n; i++)
		free(t->paths.v[i]);
	vec_free(&t->paths);
	vec_free(&t->v);
}
