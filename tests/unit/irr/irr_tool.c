#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irr/expand.h"

/*
 * Expansions as text, for tests in other languages and for benches:
 *	irr_tool [-n] [-4] [-6] [-c FOLDER] [-S A,B] [-q] [-d DEPTH] [-m] DUMP... -- [OBJECT...]
 * -m reads objects from stdin, a line of them each, and answers a block each.
 * Lines: `range PREFIX GE LE`, `asn N`, `gap KIND NAME BY`, `error CODE MESSAGE`,
 * then `end`. Notes of the dumps go to stderr.
 */
struct arguments {
	struct irr_options open;
	struct irr_expand_options expand;
	const char *sources[64];
	bool quiet, many;
	const char **dumps, **objects;
	size_t ndumps, nobjects;
};

static void split_sources(struct arguments *a, char *list)
{
	char *save = NULL;

	for (char *s = strtok_r(list, ",", &save); s && a->expand.nsources < 64;
	     s = strtok_r(NULL, ",", &save))
		a->sources[a->expand.nsources++] = s;
	a->expand.sources = a->sources;
}

static void read_arguments(struct arguments *a, int argc, char **argv)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '-'; i++) {
		if (argv[i][1] == 'n')
			a->open.no_index = true;
		else if (argv[i][1] == 'q')
			a->quiet = true;
		else if (argv[i][1] == 'm')
			a->many = true;
		else if (argv[i][1] == '4')
			a->expand.no_ipv6 = true;
		else if (argv[i][1] == '6')
			a->expand.no_ipv4 = true;
		else if (argv[i][1] == 'c' && i + 1 < argc)
			a->open.cache = argv[++i];
		else if (argv[i][1] == 'S' && i + 1 < argc)
			split_sources(a, argv[++i]);
		else if (argv[i][1] == 'd' && i + 1 < argc)
			a->expand.max_depth = strtoul(argv[++i], NULL, 10);
	}
	a->dumps = (const char **)argv + i;
	while (i < argc && strcmp(argv[i], "--")) {
		a->ndumps++;
		i++;
	}
	if (i < argc)
		i++;
	a->objects = (const char **)argv + i;
	a->nobjects = (size_t)(argc - i);
}

static void print(const struct irr_expansion *x)
{
	static const char *const kinds[] = {"not-found", "damaged", "endless", "depth"};
	char text[PREFIX_TEXT];

	for (size_t i = 0; i < range_list_count(&x->ranges); i++) {
		struct range r = range_list_get(&x->ranges, i);
		struct prefix p = range_prefix(&r);

		printf("range %s %u %u\n", prefix_text(&p, text), r.ge, r.le);
	}
	for (size_t i = 0; i < x->asns.asns.n; i++)
		printf("asn %u\n", x->asns.asns.v[i]);
	for (size_t i = 0; i < x->gaps.n; i++)
		printf("gap %s %s %s\n", kinds[x->gaps.v[i].kind], x->gaps.v[i].name, x->gaps.v[i].by);
}

static void expand(const struct irr *irr, const struct arguments *a, const char *const *objects,
		   size_t n)
{
	struct irr_expansion x;
	struct err e;
	int rc = irr_expand(irr, objects, n, &a->expand, &x, &e);

	if (rc)
		printf("error %d %s\n", rc, e.msg);
	else if (a->quiet)
		printf("ranges %zu asns %zu sets %zu depth %zu gaps %zu\n", range_list_count(&x.ranges),
		       x.asns.asns.n, x.sets, x.depth, x.gaps_total);
	else
		print(&x);
	printf("end\n");
	irr_expansion_release(&x);
}

static void expand_lines(const struct irr *irr, const struct arguments *a)
{
	char *line = NULL;
	size_t cap = 0;

	while (getline(&line, &cap, stdin) > 0) {
		const char *words[256];
		char *save = NULL;
		size_t n = 0;

		for (char *w = strtok_r(line, " \n", &save); w && n < 256;
		     w = strtok_r(NULL, " \n", &save))
			words[n++] = w;
		expand(irr, a, words, n);
	}
	free(line);
}

int main(int argc, char **argv)
{
	struct arguments a = {0};
	struct report report = {0};
	char text[600];
	struct irr *irr;
	struct err e;

	read_arguments(&a, argc, argv);
	if (irr_open(&irr, a.dumps, a.ndumps, &a.open, &report, &e)) {
		fprintf(stderr, "%s\n", err_text(&e, text, sizeof text));
		report_release(&report);
		return 2;
	}
	for (size_t i = 0; i < report.notes.n; i++)
		fprintf(stderr, "%s\n", err_text(&report.notes.v[i], text, sizeof text));
	for (size_t i = 0; i < irr_dump_count(irr); i++) {
		struct irr_dump d = irr_dump_get(irr, i);

		fprintf(stderr,
			"%s: index %d, route %u, route6 %u, as-set %u, route-set %u, aut-num %u, "
			"other %u, deleted %u, dropped %u, damage %llu\n",
			d.path, d.from_index, d.routes4, d.routes6, d.as_sets, d.route_sets, d.aut_nums,
			d.others, d.deleted, d.dropped, (unsigned long long)d.damage);
	}
	if (a.many)
		expand_lines(irr, &a);
	else if (a.nobjects)
		expand(irr, &a, a.objects, a.nobjects);
	irr_close(irr);
	report_release(&report);
	return 0;
}
