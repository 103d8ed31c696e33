/*
 * What the readers of registries and relationships made of files, for tests/prop:
 *
 *	facts delegations FILE…     the counts of each file, its notes; then answers queries
 *	                            on stdin, "AS64500" or "192.0.2.0/24"
 *	facts relationships FILE…   the same; queries are "A B"
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "asgraph/as_graph.h"
#include "net/asn.h"
#include "registry/delegations.h"

static int fail(const struct err *e)
{
	char text[600];

	fprintf(stderr, "facts: %s\n", err_text(e, text, sizeof text));
	return 2;
}

static int fail_memory(void)
{
	fputs("facts: out of memory\n", stderr);
	return 2;
}

static void print_notes(const struct report *r)
{
	char text[600];

	printf("notes %zu\n", r->total);
	for (size_t i = 0; i < r->notes.n; i++)
		printf("note %s\n", err_text(&r->notes.v[i], text, sizeof text));
}

static void print_row(const struct delegations *d, const struct delegation *row, bool whole)
{
	if (!row) {
		puts("none");
		return;
	}
	printf("%u:%u %s %s %s\n", row->source, row->line, delegation_status_text(row->status),
	       row->holder == STRMAP_NONE ? "-" : strmap_name(&d->names, row->holder),
	       whole ? "whole" : "part");
}

static void answer_delegation(const struct delegations *d, const char *word)
{
	struct prefix p;
	uint32_t asn;
	bool whole = true;

	if (asn_parse(word, strlen(word), &asn))
		print_row(d, delegations_asn(d, asn), true);
	else if (prefix_parse(word, strlen(word), &p) == PREFIX_OK)
		print_row(d, delegations_prefix(d, &p, &whole), whole);
	else
		puts("what?");
}

static int delegations(int n, char **paths)
{
	struct delegations d = {0};
	struct report report = {0};
	char word[100];
	struct input *in;
	struct err e;

	for (int i = 0; i < n; i++) {
		const struct delegation_source *s;

		if (input_open(&in, paths[i], &e) || delegations_read(&d, in, &report, &e))
			return fail(&e);
		input_close(in);
		s = &d.sources.v[i];
		printf("%s version %s serial %u asn %lld ipv4 %lld ipv6 %lld\n", s->name, s->version,
		       s->serial, (long long)s->rows[0], (long long)s->rows[1], (long long)s->rows[2]);
	}
	print_notes(&report);
	if (delegations_index(&d))
		return fail_memory();
	while (scanf("%99s", word) == 1)
		answer_delegation(&d, word);
	delegations_release(&d);
	report_release(&report);
	return 0;
}

static int relationships(int n, char **paths)
{
	static const char *const words[] = {"provider", "customer", "peer", "none"};
	struct as_graph g = {0};
	struct report report = {0};
	struct input *in;
	struct err e;
	unsigned a, b;

	for (int i = 0; i < n; i++) {
		if (input_open(&in, paths[i], &e) || as_graph_read(&g, in, &report, &e))
			return fail(&e);
		input_close(in);
		printf("%s links %zu\n", g.sources.v[i].name, g.sources.v[i].links);
	}
	if (as_graph_index(&g, &report))
		return fail_memory();
	print_notes(&report);
	printf("pairs %zu ases %u\n", g.links.n, g.nasns);
	while (scanf("%u %u", &a, &b) == 2) {
		const struct as_link *l = as_graph_link(&g, a, b);
		uint32_t i = as_graph_find(&g, a);
		size_t degree[AS_RELATIONS] = {0};

		for (unsigned r = 0; i != UINT32_MAX && r < AS_RELATIONS; r++)
			as_graph_neighbors(&g, i, r, &degree[r]);
		printf("%s %u %zu %zu %zu\n", words[as_graph_relationship(&g, a, b)], l ? l->line : 0,
		       degree[AS_PROVIDER], degree[AS_CUSTOMER], degree[AS_PEER]);
	}
	as_graph_release(&g);
	report_release(&report);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "delegations"))
		return delegations(argc - 2, argv + 2);
	if (argc > 2 && !strcmp(argv[1], "relationships"))
		return relationships(argc - 2, argv + 2);
	fputs("usage: facts delegations|relationships FILE…\n", stderr);
	return 2;
}
