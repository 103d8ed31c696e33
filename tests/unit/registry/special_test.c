#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/special.h"

/*
 * The oracle: the registries' own CSV files (RFC 4180, quoted cells with line
 * ends in them). Notes like "[2]" after a cell are not part of it.
 */
enum { CELLS = 10, CELL_MAX = 128 };

struct row {
	char cell[CELLS][CELL_MAX];
};

static bool read_row(FILE *f, struct row *row)
{
	int c = getc(f), i = 0;
	size_t n = 0;
	bool quoted = false;

	memset(row, 0, sizeof *row);
	if (c == EOF)
		return false;
	for (; quoted || (c != '\n' && c != EOF); c = getc(f)) {
		assert_true(i < CELLS && n < CELL_MAX - 1);
		if (c == '"' && quoted) {
			c = getc(f);
			quoted = c == '"';
			if (!quoted) {
				ungetc(c, f);
				continue;
			}
		} else if (c == '"') {
			quoted = true;
			continue;
		} else if (c == ',' && !quoted) {
			i++;
			n = 0;
			continue;
		}
		row->cell[i][n++] = (char)c;
	}
	assert_int_equal(i, CELLS - 1);
	return true;
}

/* Without "[3]" at the end. */
static char *drop_note(char *s)
{
	char *note = strstr(s, " [");

	if (note)
		*note = '\0';
	return s;
}

static enum special_cell cell_value(char *s)
{
	drop_note(s);
	if (!strcmp(s, "True"))
		return SPECIAL_TRUE;
	if (!strcmp(s, "False"))
		return SPECIAL_FALSE;
	assert_true(!*s || !strcmp(s, "N/A"));
	return SPECIAL_NA;
}

/* "[RFC8190]\n   [RFC919], Section 7" as the table writes it. */
static void plain_rfc(const char *cell, char *to)
{
	const char *start = to;

	for (const char *s = cell; *s; s++) {
		if (*s == ']' || *s == '\n' || (*s == ' ' && (s[1] == ' ' || s[1] == '[')))
			continue;
		if (*s == '[' && s > cell)
			to = stpcpy(to, ", ");
		if (*s == '[')
			continue;
		if (*s >= '0' && *s <= '9' && to - start >= 3 && !memcmp(to - 3, "RFC", 3))
			*to++ = ' ';
		*to++ = *s;
	}
	*to = '\0';
}

static void check_block(const char *text, struct row *row)
{
	struct prefix p;
	const struct special_block *b;
	char rfc[CELL_MAX];

	assert_int_equal(prefix_parse(text, strlen(text), &p), PREFIX_OK);
	b = special_find(&p);
	assert_non_null(b);
	assert_true(prefix_equal(&b->prefix, &p));
	assert_string_equal(b->name, row->cell[1]);
	plain_rfc(row->cell[2], rfc);
	assert_string_equal(b->rfc, rfc);
	assert_string_equal(b->allocated, row->cell[3]);
	assert_string_equal(b->terminated ? b->terminated : "N/A", row->cell[4]);
	assert_int_equal(b->source, cell_value(row->cell[5]));
	assert_int_equal(b->destination, cell_value(row->cell[6]));
	assert_int_equal(b->forwardable, cell_value(row->cell[7]));
	assert_int_equal(b->global, cell_value(row->cell[8]));
	assert_int_equal(b->reserved, cell_value(row->cell[9]));
}

static size_t check_file(const char *path)
{
	FILE *f = fopen(path, "r");
	struct row row;
	size_t blocks = 0;

	assert_non_null(f);
	assert_true(read_row(f, &row));
	while (read_row(f, &row)) {
		char *save = NULL;

		for (char *t = strtok_r(row.cell[0], ",", &save); t; t = strtok_r(NULL, ",", &save)) {
			check_block(drop_note(t + strspn(t, " ")), &row);
			blocks++;
		}
	}
	fclose(f);
	return blocks;
}

static void table_is_the_registry(void **state)
{
	size_t n, read = check_file(TESTS_DATA "/iana/iana-ipv4-special-registry-1.csv") +
			 check_file(TESTS_DATA "/iana/iana-ipv6-special-registry-1.csv");

	(void)state;
	special_blocks(&n);
	assert_int_equal(read, n);
}

static void blocks_are_sorted(void **state)
{
	size_t n;
	const struct special_block *b = special_blocks(&n);

	(void)state;
	for (size_t i = 1; i < n; i++)
		assert_true(prefix_cmp(&b[i - 1].prefix, &b[i].prefix) < 0);
}

static const char *name_of(const char *text)
{
	struct prefix p;
	const struct special_block *b;

	assert_int_equal(prefix_parse(text, strlen(text), &p), PREFIX_OK);
	b = special_find(&p);
	return b ? b->name : "none";
}

static void smallest_block_is_found(void **state)
{
	(void)state;
	assert_string_equal(name_of("192.0.0.8/32"), "IPv4 dummy address");
	assert_string_equal(name_of("192.0.0.0/30"), "IPv4 Service Continuity Prefix");
	assert_string_equal(name_of("192.0.0.128/25"), "IETF Protocol Assignments");
	assert_string_equal(name_of("192.0.0.0/23"), "none");
	assert_string_equal(name_of("255.255.255.255/32"), "Limited Broadcast");
	assert_string_equal(name_of("2001:0:1::/48"), "TEREDO");
	assert_string_equal(name_of("8.8.8.0/24"), "none");
	assert_string_equal(name_of("::/0"), "none");
}

static void special_asns_have_names(void **state)
{
	static const struct {
		uint32_t asn;
		const char *name;
	} rows[] = {
		{0, "Reserved"},          {1, NULL},
		{112, NULL},              {23455, NULL},
		{23456, "AS_TRANS"},      {23457, NULL},
		{64495, NULL},            {64496, "Documentation"},
		{64511, "Documentation"}, {64512, "Private Use"},
		{65534, "Private Use"},   {65535, "Last 16-bit number"},
		{65536, "Documentation"}, {65551, "Documentation"},
		{65552, "Reserved by IANA"}, {131071, "Reserved by IANA"},
		{131072, NULL},           {4199999999, NULL},
		{4200000000, "Private Use"}, {4294967294, "Private Use"},
		{4294967295, "Last 32-bit number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct special_asns *a = special_asn_find(rows[i].asn);

		if (rows[i].name)
			assert_string_equal(a ? a->name : "none", rows[i].name);
		else
			assert_null(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_the_registry),
		cmocka_unit_test(blocks_are_sorted),
		cmocka_unit_test(smallest_block_is_found),
		cmocka_unit_test(special_asns_have_names),
	};

	return check_main(tests);
}
