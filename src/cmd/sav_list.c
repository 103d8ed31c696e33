/* `weir sav list`: what each neighbor's packets may have as source, as lines, JSON, or a filter to load. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/sav_cmd.h"
#include "deliver/source_file.h"
#include "sav/addresses.h"

/* The cover of what is permitted; an error is told. */
static int make_cover(struct sav_run *r, uint32_t neighbor, struct range_list *cover)
{
	struct prefix_set set = {0};
	struct err e = {0};
	int rc = sav_sets_get(&r->sets, sav_schemes_for(r, neighbor), neighbor, &set, &e);

	if (!rc && addresses_cover(&set, cover))
		rc = err_set(&e, WEIR_ENOMEM, "out of memory");
	prefix_set_release(&set);
	return rc ? cmd_fail(&e) : EXIT_WELL;
}

static void put_lines(struct out *o, uint32_t asn, const struct range_list *cover)
{
	char line[16 + PREFIX_TEXT + 2];
	int lead = snprintf(line, 16, "AS%u ", asn);

	for (size_t i = 0, n = range_list_count(cover); i < n; i++) {
		struct range r = range_list_get(cover, i);
		struct prefix p = range_prefix(&r);
		char *end = prefix_put(line + lead, &p);

		*end++ = '\n';
		out_write(o, line, (size_t)(end - line));
	}
}

static void put_object(struct json_out *j, const struct sav_run *r, uint32_t neighbor,
		       const struct range_list *cover)
{
	const struct border_neighbor *n = &r->border.neighbors.v[neighbor];
	char text[PREFIX_TEXT];

	json_line(j);
	json_open_object(j, NULL);
	json_u64(j, "asn", n->asn);
	sav_put_interfaces(j, n);
	sav_put_schemes(j, "schemes", sav_schemes_for(r, neighbor));
	json_open_array(j, "prefixes");
	for (size_t i = 0; i < range_list_count(cover); i++) {
		struct range range = range_list_get(cover, i);
		struct prefix p = range_prefix(&range);

		json_str(j, NULL, prefix_text(&p, text));
	}
	json_close_array(j);
	json_close_object(j);
}

/* Neighbor by neighbor; one that cannot be decided is told, and the others go on. */
static int put_all(struct sav_run *r, struct json_out *j)
{
	int status = EXIT_WELL;

	for (uint32_t i = 0; i < r->border.neighbors.n; i++) {
		struct range_list cover = {0};

		if (!sav_is_asked(r, i))
			continue;
		if (make_cover(r, i, &cover))
			status = EXIT_TROUBLE;
		else if (j)
			put_object(j, r, i, &cover);
		else
			put_lines(r->o, r->border.neighbors.v[i].asn, &cover);
		range_list_release(&cover);
	}
	return status;
}

static int put_json(struct sav_run *r)
{
	struct json_out j;
	int status;

	json_out_init(&j, r->o);
	json_open_object(&j, NULL);
	json_str(&j, "border", r->border.path);
	json_str(&j, "scheme", r->request->scheme);
	json_open_array(&j, "neighbors");
	status = put_all(r, &j);
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
	return status;
}

/* The router whose interfaces are meant; UINT32_MAX, told, where that is not clear. */
static uint32_t find_router(const struct sav_run *r)
{
	const char *name = r->request->router;
	const struct border *b = &r->border;

	if (!name && b->routers.n == 1)
		return 0;
	for (uint32_t i = 0; name && i < b->routers.n; i++)
		if (!strcmp(b->routers.v[i].name.text, name))
			return i;
	if (name)
		fprintf(stderr, "weir: %s: no router '%.60s'\n", b->path, name);
	else
		fprintf(stderr, "weir: %s: there are %zu routers; --router names one\n", b->path,
			b->routers.n);
	return UINT32_MAX;
}

static int put_filter(struct sav_run *r)
{
	const struct source_form *form = source_form_find(r->request->form);
	struct sav_interfaces interfaces = {0};
	struct source_file file = {.border = &r->border, .interfaces = &interfaces};
	struct err e = {0};
	uint32_t router = find_router(r);
	int rc;

	if (!form)
		fprintf(stderr, "weir sav: expected --format nftables or junos, found '%.60s'\n",
			r->request->form);
	if (!form || router == UINT32_MAX)
		return EXIT_TROUBLE;
	file.router = &r->border.routers.v[router];
	rc = sav_interfaces_make(&interfaces, &r->sets, router, r->schemes, &e);
	if (!rc)
		rc = source_file_check(form, &file, &e);
	if (rc) {
		cmd_fail(&e);
	} else if (!interfaces.items.n) {
		fprintf(stderr, "weir: %s: no neighbor of router '%s' has 'interfaces'\n",
			r->border.path, file.router->name.text);
		rc = WEIR_ENOTFOUND;
	} else {
		form->write(r->o, &file);
	}
	sav_interfaces_release(&interfaces);
	return rc ? EXIT_TROUBLE : EXIT_WELL;
}

int sav_list(struct sav_run *r)
{
	if (r->request->form)
		return put_filter(r);
	return r->request->json ? put_json(r) : put_all(r, NULL);
}
