#include "border/limits.h"

#include "base/decimal.h"
#include "net/prefix.h"

/* A number from 1 to `max`; `expected` says so. */
static void read_upto(struct reader *r, const struct yaml_value *v, uint32_t *to, uint32_t max,
		      const char *expected)
{
	uint64_t n;

	if (v->kind == YAML_TEXT && v->len < 10 && decimal_parse(v->text, v->len, max, &n) && n)
		*to = (uint32_t)n;
	else
		schema_expected(r, v, expected);
}

static void read_length4(struct reader *r, const struct yaml_value *v, void *at)
{
	read_upto(r, v, at, family_bits(IPV4), "a length from 1 to 32");
}

static void read_length6(struct reader *r, const struct yaml_value *v, void *at)
{
	read_upto(r, v, at, family_bits(IPV6), "a length from 1 to 128");
}

static void read_routes(struct reader *r, const struct yaml_value *v, void *at)
{
	read_upto(r, v, at, 999999999, "a number of routes such as 1000");
}

static const struct field length_fields[] = {
	{"ipv4", read_length4, offsetof(struct border_families, v4), OPTIONAL},
	{"ipv6", read_length6, offsetof(struct border_families, v6), OPTIONAL},
};
static const struct schema length_schema = {"max-length", length_fields, COUNT(length_fields)};

static const struct field route_fields[] = {
	{"ipv4", read_routes, offsetof(struct border_families, v4), OPTIONAL},
	{"ipv6", read_routes, offsetof(struct border_families, v6), OPTIONAL},
};
static const struct schema route_schema = {"max-prefix", route_fields, COUNT(route_fields)};

void read_max_length(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_read(r, &length_schema, v, at);
}

void read_max_prefix(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_read(r, &route_schema, v, at);
}
