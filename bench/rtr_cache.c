/*
 * usage: rtr_cache VRPS.json ROUNDS
 *
 * What a cache costs beside reading the VRPs: "NAME VALUE" lines, CPU milliseconds unless the name says
 * otherwise. A round changes 1 % of the VRPs, in both directions, so that the serial goes on.
 */
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rpki/read.h"
#include "rtr/session.h"
#include "rtr/state.h"

enum { ROUTERS = 50 };

static struct rtr_service service = {.intervals = {3600, 600, 7200}};

static void check(int rc)
{
	if (rc) {
		fprintf(stderr, "rtr_cache: %d\n", rc);
		exit(2);
	}
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Tell what passed since; returns what to tell the next lap from. */
static double lap(const char *name, double since)
{
	printf("%s %.3f\n", name, cpu_ms() - since);
	return cpu_ms();
}

static struct rtr_set *make(const struct rpki *r)
{
	struct rtr_set *s;
	size_t left_out;

	check(rtr_set_make(&s, r, &left_out));
	return s;
}

static void next(struct rtr_set *s)
{
	struct rtr_cache *c;

	check(rtr_cache_next(&c, service.cache, s, &rtr_limits_default));
	rtr_set_unref(s);
	rtr_cache_unref(service.cache);
	service.cache = c;
}

/* Every hundredth VRP gets another ASN, or its own again: the order stays. */
static void change(struct rpki *r)
{
	for (size_t i = 0; i < r->v4.n; i += 100)
		r->v4.v[i].asn ^= 1u << 31;
	for (size_t i = 0; i < r->v6.n; i += 100)
		r->v6.v[i].asn ^= 1u << 31;
	check(rpki_finish(r));
}

/* One router, from its query to the last byte, which goes to `fd`; returns the bytes. */
static size_t serve(const uint8_t *query, size_t n, int fd)
{
	struct rtr_session s;
	struct iovec v[RTR_QUEUE];
	size_t bytes = 0;
	int parts;

	rtr_session_start(&s, &service, (struct rtr_options){RTR_ASPA_CURRENT, 2}, 1);
	rtr_session_receive(&s, query, n, 1);
	while ((parts = rtr_session_output(&s, v))) {
		const ssize_t sent = writev(fd, v, parts);

		if (sent <= 0)
			exit(2);
		bytes += (size_t)sent;
		rtr_session_sent(&s, (size_t)sent, 1);
	}
	rtr_session_release(&s);
	return bytes;
}

static void resets(uint8_t version, const char *name, int fd)
{
	const uint8_t query[] = {version, RTR_RESET_QUERY, 0, 0, 0, 0, 0, 8};
	double at = cpu_ms();
	size_t bytes = 0;

	bytes += serve(query, sizeof query, fd);
	at = lap(version == 1 ? "first-v1" : "first-v2", at);
	for (int i = 0; i < ROUTERS; i++)
		bytes += serve(query, sizeof query, fd);
	lap(name, at);
	printf("bytes-v%u %zu\n", version, bytes / (ROUTERS + 1));
}

static void incremental(int fd)
{
	uint8_t query[12];
	double at = cpu_ms();

	rtr_put_query(query, 1, service.cache->id.session[1], service.cache->id.serial - 1);
	serve(query, sizeof query, fd);
	at = lap("first-delta", at);
	for (int i = 0; i < ROUTERS; i++)
		serve(query, sizeof query, fd);
	lap("50-deltas", at);
	rtr_put_query(query, 1, service.cache->id.session[1], service.cache->id.serial - (uint32_t)service.cache->nsteps);
	at = cpu_ms();
	serve(query, sizeof query, fd);
	lap("longest-delta", at);
	printf("steps %zu\n", service.cache->nsteps);
}

static void keep(void)
{
	struct rtr_cache *c;
	struct out o;
	uint64_t as_of;
	struct err e;
	double at = cpu_ms();

	out_mem(&o, 1 << 30);
	rtr_state_write(&o, service.cache, 1);
	check(o.status);
	at = lap("state-write", at);
	check(rtr_state_read(&c, &as_of, (const uint8_t *)o.s, o.n, "state", &e));
	lap("state-read", at);
	rtr_cache_unref(c);
	out_release(&o);
}

int main(int argc, char **argv)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct report report = {.total = 0};
	const int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const int rounds = argc == 3 ? atoi(argv[2]) : 0;
	size_t before, after;
	struct err e;
	double at;

	if (rounds < 1 || fd < 0)
		return 2;
	check(rpki_read_file(&r, argv[1], &report, &e));
	check(rpki_finish(&r));
	before = mallinfo2().hblkhd + mallinfo2().uordblks;
	at = cpu_ms();
	struct rtr_set *s = make(&r);
	at = lap("set", at);
	check(rtr_cache_first(&service.cache, s, &(struct rtr_identity){{1, 2, 3}, 0}));
	rtr_set_unref(s);
	after = mallinfo2().hblkhd + mallinfo2().uordblks;
	printf("bytes-a-vrp %.2f\n", (double)(after - before) / (double)rpki_vrp_count(&r));
	resets(2, "50-resets-v2", fd);
	resets(1, "50-resets-v1", fd);
	for (int i = 0; i < rounds; i++) {
		at = cpu_ms();
		next(make(&r));
		lap("unchanged", at);
		change(&r);
		at = cpu_ms();
		next(make(&r));
		lap("changed", at);
		incremental(fd);
	}
	keep();
	rtr_cache_unref(service.cache);
	rpki_release(&r);
	report_release(&report);
	close(fd);
	return 0;
}
