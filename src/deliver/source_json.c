#include "deliver/source_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "base/json_rows.h"
#include "net/range_json.h"

static void put_interface(struct json_out *j, const struct border *b, const struct sav_interface *i)
{
	json_line(j);
	json_open_object(j, NULL);
	json_str(j, "name", i->name);
	json_u64(j, "prefixes", range_list_count(&i->cover));
	json_open_array(j, "neighbors");
	for (size_t k = 0; k < i->neighbors.n; k++)
		json_u64(j, NULL, b->neighbors.v[i->neighbors.v[k]].asn);
	json_close_array(j);
	json_close_object(j);
}

void source_json_write(struct out *o, const struct source_counts *s)
{
	const struct sav_interfaces *l = s->file->interfaces;
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "list", "sources");
	json_u64(&j, "asn", s->file->border->network.asn);
	json_str(&j, "router", s->file->router->name.text);
	json_u64(&j, "gaps", 0);
	json_u64(&j, "damage", s->damage);
	json_u64(&j, "empty", s->empty);
	json_line(&j);
	json_open_array(&j, "interfaces");
	for (size_t i = 0; i < l->items.n; i++)
		put_interface(&j, s->file->border, &l->items.v[i]);
	json_close_array(&j);
	ranges_json(&j, "ipv4", s->entries, RANGES_V4, RANGES_IN_LINES);
	ranges_json(&j, "ipv6", s->entries, RANGES_V6, RANGES_IN_LINES);
	json_close_object(&j);
	json_end(&j);
}

enum { NAME, PREFIXES };

static int read_interface(void *context, const struct json_row *row, struct err *e)
{
	struct source_last *last = context;
	const struct json_field *name = &row->field[NAME], *prefixes = &row->field[PREFIXES];
	struct source_interface_last i = {.prefixes = 0};
	char digits[24];

	if (name->kind != JSON_STRING || name->n >= sizeof i.name || prefixes->kind != JSON_NUMBER ||
	    prefixes->n >= sizeof digits)
		return err_set(e, WEIR_ESYNTAX, "line %zu: expected an interface", row->line);
	memcpy(i.name, json_row_text(row, name), name->n);
	memcpy(digits, json_row_text(row, prefixes), prefixes->n);
	digits[prefixes->n] = '\0';
	i.prefixes = strtoull(digits, NULL, 10);
	return vec_push(&last->interfaces, i, BORDER_LIST_MAX);
}

int source_last_read(struct source_last *last, const char *path, struct err *e)
{
	static const struct json_path paths[] = {
		{.path = "interfaces", .fields = {"name", "prefixes"}, .row = read_interface},
	};
	struct input *in;
	uint32_t seen;
	int rc;

	*last = (struct source_last){0};
	rc = input_open_some(&in, path, e);
	if (rc || !in)
		return rc;
	rc = json_rows_read(in, paths, 1, last, &seen, e);
	input_close(in);
	return rc;
}

uint64_t source_last_find(const struct source_last *last, const char *name)
{
	for (size_t i = 0; i < last->interfaces.n; i++)
		if (!strcmp(last->interfaces.v[i].name, name))
			return last->interfaces.v[i].prefixes;
	return 0;
}

void source_last_release(struct source_last *last)
{
	vec_free(&last->interfaces);
}
