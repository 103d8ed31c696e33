/*
 * Origin validation, ours and librtr's in turn: the same VRPs, the same routes, one thread.
 * usage: rov_librtr VRPS.json ROUTES ROUNDS       ROUTES: lines `PREFIX ASN`
 * prints a line "ours|librtr <million routes a second>" a round, bytes a VRP, and whether the states agree.
 * Without librtr (-DNO_LIBRTR) ours alone.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/input.h"
#include "net/asn.h"
#include "rpki/read.h"
#include "rpki/rov.h"
#ifndef NO_LIBRTR
#include <rtrlib/rtrlib.h>
#endif

enum { LINE = 256 };

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const struct err *e)
{
	char text[600];

	fprintf(stderr, "rov_librtr: %s\n", err_text(e, text, sizeof text));
	exit(2);
}

static struct rov_route *read_routes(const char *path, size_t *n)
{
	struct rov_route *routes = NULL;
	size_t cap = 0, len;
	struct input *in;
	struct err e;
	const char *s;

	if (input_open(&in, path, &e))
		die(&e);
	for (*n = 0; input_line(in, LINE, &s, &len, &e) > 0; ++*n) {
		const char *blank = memchr(s, ' ', len);

		if (*n == cap) {
			cap = cap ? cap * 2 : 1024;
			routes = reallocarray(routes, cap, sizeof *routes);
		}
		if (!routes || !blank ||
		    prefix_parse(s, (size_t)(blank - s), &routes[*n].prefix) != PREFIX_OK ||
		    !asn_parse(blank + 1, len - (size_t)(blank + 1 - s), &routes[*n].origin))
			exit(2);
	}
	input_close(in);
	return routes;
}

#ifndef NO_LIBRTR
static void to_rtr(const struct prefix *p, struct lrtr_ip_addr *a)
{
	if (p->family == IPV4) {
		a->ver = LRTR_IPV4;
		a->u.addr4.addr = prefix_ipv4_addr(p);
		return;
	}
	a->ver = LRTR_IPV6;
	a->u.addr6.addr[0] = (uint32_t)(p->hi >> 32);
	a->u.addr6.addr[1] = (uint32_t)p->hi;
	a->u.addr6.addr[2] = (uint32_t)(p->lo >> 32);
	a->u.addr6.addr[3] = (uint32_t)p->lo;
}

static void fill_librtr(struct pfx_table *t, const struct rpki *r)
{
	pfx_table_init(t, NULL);
	for (size_t i = 0; i < rpki_vrp_count(r); i++) {
		struct vrp v = rpki_vrp(r, i);
		struct pfx_record rec = {.asn = v.asn, .min_len = v.prefix.len, .max_len = v.max_len};

		to_rtr(&v.prefix, &rec.prefix);
		if (pfx_table_add(t, &rec) != PFX_SUCCESS)
			exit(2);
	}
}

struct question {
	struct lrtr_ip_addr addr;
	uint32_t asn;
	uint8_t len;
};

static struct question *ask_librtr(const struct rov_route *routes, size_t n)
{
	struct question *q = calloc(n, sizeof *q);

	for (size_t i = 0; q && i < n; i++) {
		to_rtr(&routes[i].prefix, &q[i].addr);
		q[i].asn = routes[i].origin;
		q[i].len = routes[i].prefix.len;
	}
	return q;
}

static size_t count_disagreements(const uint8_t *ours, const uint8_t *theirs, size_t n)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		enum pfxv_state want = ours[i] == ROV_VALID	? BGP_PFXV_STATE_VALID
				       : ours[i] == ROV_NOT_FOUND ? BGP_PFXV_STATE_NOT_FOUND
								  : BGP_PFXV_STATE_INVALID;

		bad += theirs[i] != want;
	}
	return bad;
}
#endif

int main(int argc, char **argv)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct rov_table *table;
	struct rov_route *routes;
	uint8_t *ours;
	struct err e;
	size_t n;

	if (argc != 4 || rpki_read_file(&r, argv[1], NULL, &e) || rpki_finish(&r) || rov_make(&table, &r))
		return 2;
	routes = read_routes(argv[2], &n);
	ours = malloc(n);
	printf("ours-bytes %.1f\n", (double)rov_bytes(table) / (double)rpki_vrp_count(&r));
#ifndef NO_LIBRTR
	struct pfx_table rtr;
	const size_t before = mallinfo2().uordblks;

	fill_librtr(&rtr, &r);
	printf("librtr-bytes %.1f\n", (double)(mallinfo2().uordblks - before) / (double)rpki_vrp_count(&r));
	struct question *questions = ask_librtr(routes, n);
	uint8_t *theirs = malloc(n);
#endif
	for (int round = 0; round < atoi(argv[3]); round++) {
		double start = cpu_seconds();

		rov_validate_many(table, routes, n, ours);
		printf("ours %.3f\n", (double)n / (cpu_seconds() - start) / 1e6);
#ifndef NO_LIBRTR
		start = cpu_seconds();
		for (size_t i = 0; i < n; i++) {
			enum pfxv_state s = BGP_PFXV_STATE_NOT_FOUND;

			pfx_table_validate(&rtr, questions[i].asn, &questions[i].addr, questions[i].len, &s);
			theirs[i] = (uint8_t)s;
		}
		printf("librtr %.3f\n", (double)n / (cpu_seconds() - start) / 1e6);
		fflush(stdout);
#endif
	}
#ifndef NO_LIBRTR
	printf("disagree %zu\n", count_disagreements(ours, theirs, n));
	pfx_table_free(&rtr);
	free(questions);
	free(theirs);
#endif
	rov_release(table);
	rpki_release(&r);
	free(routes);
	free(ours);
	return 0;
}
