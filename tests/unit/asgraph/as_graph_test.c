#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asgraph/as_graph.h"
#include "asgraph/clique.h"

struct fixture {
	struct as_graph g;
	struct report report;
	struct err err;
	int rc;
};

static void read_text(struct fixture *f, const char *name, const char *text)
{
	struct input *in;

	assert_int_equal(input_open_mem(&in, name, text, strlen(text), &f->err), 0);
	f->rc = as_graph_read(&f->g, in, &f->report, &f->err);
	input_close(in);
}

static void release(struct fixture *f)
{
	as_graph_release(&f->g);
	report_release(&f->report);
}

static void both_serials_are_read_and_asked(void **state)
{
	struct fixture f = {0};
	const uint32_t *v;
	size_t n;

	(void)state;
	read_text(&f, "serial-1", "# input clique: 174 3356\n174|64500|-1\r\n3356|174|0\n\n");
	assert_int_equal(f.rc, 0);
	read_text(&f, "serial-2", "174|64501|-1|bgp\n64501|64500|0|mlp\n4294967295|1|-1|bgp");
	assert_int_equal(f.rc, 0);
	assert_int_equal(as_graph_index(&f.g, &f.report), 0);
	assert_int_equal(f.report.total, 0);
	assert_int_equal(f.g.links.n, 5);
	assert_int_equal(f.g.nasns, 6);
	assert_int_equal(f.g.sources.v[1].links, 3);

	assert_int_equal(as_graph_relationship(&f.g, 174, 64500), AS_CUSTOMER);
	assert_int_equal(as_graph_relationship(&f.g, 64500, 174), AS_PROVIDER);
	assert_int_equal(as_graph_relationship(&f.g, 174, 3356), AS_PEER);
	assert_int_equal(as_graph_relationship(&f.g, 3356, 174), AS_PEER);
	assert_int_equal(as_graph_relationship(&f.g, 1, 4294967295), AS_PROVIDER);
	assert_int_equal(as_graph_relationship(&f.g, 4294967295, 1), AS_CUSTOMER);
	assert_int_equal(as_graph_relationship(&f.g, 174, 1), AS_NONE);
	assert_int_equal(as_graph_relationship(&f.g, 7, 8), AS_NONE);

	assert_int_equal(as_graph_link(&f.g, 64500, 64501)->line, 2);
	assert_int_equal(as_graph_link(&f.g, 64500, 64501)->source, 1);
	assert_int_equal(as_graph_link(&f.g, 64500, 64501)->inference, 'm');
	assert_int_equal(as_graph_link(&f.g, 64500, 174)->inference, 0);

	v = as_graph_neighbors(&f.g, as_graph_find(&f.g, 174), AS_CUSTOMER, &n);
	assert_int_equal(n, 2);
	assert_int_equal(f.g.asns[v[0]], 64500);
	assert_int_equal(f.g.asns[v[1]], 64501);
	as_graph_neighbors(&f.g, as_graph_find(&f.g, 174), AS_PROVIDER, &n);
	assert_int_equal(n, 0);
	assert_int_equal(as_graph_find(&f.g, 175), UINT32_MAX);
	release(&f);
}

static void a_damaged_line_is_noted_and_left_out(void **state)
{
	static const struct {
		const char *line;
		size_t col;
	} rows[] = {
		{"174", 4},         {"174|64500", 10},  {"|64500|-1", 1},    {"174||-1", 5},
		{"174|64500|1", 11}, {"174|64500|-2", 11}, {"174|64500|", 11}, {"174|174|0", 5},
		{"174|4294967296|0", 5}, {"174|64500|-1|", 14}, {"174|64500|-1|7", 14},
		{"174|64500|-1|bgp|x", 14}, {"174 64500 -1", 1}, {"<html>", 1}, {"174|64500|0-1", 11},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture f = {0};
		char text[100];

		snprintf(text, sizeof text, "1|2|0\n%s\n3|4|-1\n", rows[i].line);
		read_text(&f, "links", text);
		assert_int_equal(f.rc, 0);
		assert_int_equal(f.g.links.n, 2);
		assert_int_equal(f.report.total, 1);
		assert_int_equal(f.report.notes.v[0].line, 2);
		assert_int_equal(f.report.notes.v[0].col, rows[i].col);
		release(&f);
	}
}

static void another_file_is_refused(void **state)
{
	struct fixture f = {0};

	(void)state;
	read_text(&f, "page", "# hello\n<html>\n");
	assert_int_equal(f.rc, WEIR_ESYNTAX);
	assert_int_equal(f.err.line, 2);
	read_text(&f, "empty", "# nothing\n");
	assert_int_equal(f.rc, 0);
	assert_int_equal(as_graph_index(&f.g, &f.report), 0);
	assert_null(as_graph_link(&f.g, 1, 2));
	assert_int_equal(as_graph_find(&f.g, 1), UINT32_MAX);
	release(&f);
}

static void the_first_of_two_words_stands(void **state)
{
	struct fixture f = {0};

	(void)state;
	read_text(&f, "a", "1|2|-1\n1|2|-1\n2|1|-1\n");
	read_text(&f, "b", "2|1|0\n5|6|0\n6|5|0\n");
	assert_int_equal(as_graph_index(&f.g, &f.report), 0);
	assert_int_equal(as_graph_relationship(&f.g, 1, 2), AS_CUSTOMER);
	assert_int_equal(f.g.links.n, 2);
	assert_int_equal(f.report.total, 2);
	assert_string_equal(f.report.notes.v[0].file, "a");
	assert_int_equal(f.report.notes.v[0].line, 3);
	assert_string_equal(f.report.notes.v[1].file, "b");
	assert_string_equal(f.report.notes.v[1].msg,
			    "AS1 and AS2 are related otherwise in a:1, which stands");
	release(&f);
}

/* Random graphs against a matrix. */
static void neighbors_match_a_matrix(void **state)
{
	enum { N = 30 };

	(void)state;
	srandom(6);
	for (int round = 0; round < 200; round++) {
		struct fixture f = {0};
		char text[N * N * 12], *to = text;
		int matrix[N][N];

		for (int i = 0; i < N; i++)
			for (int j = 0; j < N; j++)
				matrix[i][j] = AS_NONE;
		*to = '\0';
		for (int k = random() % 200; k > 0; k--) {
			int i = (int)random() % N, j = (int)random() % N;
			bool peer = random() % 2;

			if (i == j || matrix[i][j] != AS_NONE)
				continue;
			matrix[i][j] = peer ? AS_PEER : AS_CUSTOMER;
			matrix[j][i] = peer ? AS_PEER : AS_PROVIDER;
			to += sprintf(to, "%d|%d|%d\n", i * 7, j * 7, peer ? 0 : -1);
		}
		read_text(&f, "random", text);
		assert_int_equal(as_graph_index(&f.g, &f.report), 0);
		assert_int_equal(f.report.total, 0);
		for (int i = 0; i < N; i++) {
			uint32_t x = as_graph_find(&f.g, (uint32_t)i * 7);
			size_t degree = 0, n;

			for (int j = 0; j < N; j++) {
				assert_int_equal(as_graph_relationship(&f.g, (uint32_t)i * 7, (uint32_t)j * 7),
						 matrix[i][j]);
				degree += matrix[i][j] != AS_NONE;
			}
			assert_int_equal(x == UINT32_MAX, degree == 0);
			for (unsigned r = 0; degree && r < AS_RELATIONS; r++) {
				const uint32_t *v = as_graph_neighbors(&f.g, x, r, &n);

				for (size_t k = 0; k < n; k++) {
					assert_int_equal(matrix[i][f.g.asns[v[k]] / 7], r);
					assert_true(!k || v[k] > v[k - 1]);
				}
				degree -= n;
			}
			assert_int_equal(degree, 0);
		}
		release(&f);
	}
}

static void the_ases_at_the_top(void **state)
{
	static const struct {
		const char *links, *clique;
	} rows[] = {
		/* 30 has a provider, 40 no customer, 50 does not peer with 10 */
		{"10|20|0\n10|1|-1\n10|2|-1\n20|3|-1\n20|30|-1\n30|4|-1\n30|10|0\n40|10|0\n40|20|0\n50|5|-1\n50|20|0\n",
		 "10 20"},
		/* one alone is none */
		{"10|1|-1\n20|2|-1\n", ""},
		/* the one with most customers decides who else is in */
		{"10|20|0\n30|1|-1\n30|2|-1\n30|3|-1\n30|10|0\n10|4|-1\n20|5|-1\n20|6|-1\n", "10 30"},
		{"1|2|0\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture f = {0};
		struct asn_set clique = {0};
		char text[64] = "";

		read_text(&f, "links", rows[i].links);
		assert_int_equal(as_graph_index(&f.g, &f.report), 0);
		assert_int_equal(as_graph_clique(&f.g, &clique), 0);
		for (size_t k = 0; k < clique.asns.n; k++)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", k ? " " : "",
				 clique.asns.v[k]);
		assert_string_equal(text, rows[i].clique);
		asn_set_release(&clique);
		release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ases_at_the_top),
		cmocka_unit_test(both_serials_are_read_and_asked),
		cmocka_unit_test(a_damaged_line_is_noted_and_left_out),
		cmocka_unit_test(another_file_is_refused),
		cmocka_unit_test(the_first_of_two_words_stands),
		cmocka_unit_test(neighbors_match_a_matrix),
	};

	return check_main(tests);
}
