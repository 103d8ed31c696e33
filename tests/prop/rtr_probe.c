/*
 * usage: rtr_probe [FILE]
 *
 * A cache with its routers' sessions, and routers, driven by lines of a file or of stdin; what they do is told
 * on stdout. Times are milliseconds, bytes hexadecimal.
 *
 *	vrp PREFIX MAXLENGTH ASN | key ASN SKI SPKI | aspa CUSTOMER PROVIDER...   facts of the next update
 *	identity S0 S1 S2 SERIAL    of the next first cache
 *	limits STEPS BYTES | intervals REFRESH RETRY EXPIRE
 *	update                      "serial N left_out N"
 *	drop | expire 0|1           no cache; data too old
 *	open I ASPA MAXVERSION NOW
 *	in I NOW BYTES              "took N"
 *	drain I N NOW               up to N bytes: "out BYTES over 0|1 reason N code N"
 *	tick I NOW | end I CODE NOW | close I
 *	save | flip AT BIT | cut N | load    "state N bytes", "loaded" or the error
 *	client I VERSION | ask I | feed I BYTES | facts I    "state N code N version N serial N disorder N out BYTES"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rtr/client.h"
#include "rtr/session.h"
#include "rtr/state.h"

enum { MANY = 64, LINE = 1 << 22 };

static struct rtr_service service = {.intervals = {3600, 600, 7200}};
static struct rtr_limits limits = {256, 16 << 20};
static struct rtr_identity identity = {{1000, 1001, 1002}, 7};
static struct rtr_session sessions[MANY];
static struct rtr_client clients[MANY];
static struct rpki facts;
static struct out saved;

static void check(int rc)
{
	if (rc) {
		fprintf(stderr, "rtr_probe: %s\n", rc == WEIR_ENOMEM ? "out of memory" : "an error");
		exit(2);
	}
}

static void put_hex(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("%02x", p[i]);
}

static unsigned digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* In place; returns the number of bytes. */
static size_t unhex(char *s)
{
	const size_t n = s ? strlen(s) / 2 : 0;

	for (size_t i = 0; i < n; i++)
		s[i] = (char)(digit(s[2 * i]) << 4 | digit(s[2 * i + 1]));
	return n;
}

static char *word(void)
{
	return strtok(NULL, " \n");
}

static unsigned long long number(void)
{
	const char *s = word();

	return s ? strtoull(s, NULL, 10) : 0;
}

static void add_vrp(void)
{
	const char *p = word();
	struct vrp v = {.line = 1};

	if (prefix_parse(p, strlen(p), &v.prefix) != PREFIX_OK)
		exit(2);
	v.max_len = (uint8_t)number();
	v.asn = (uint32_t)number();
	check(rpki_add_vrp(&facts, &v));
}

static void add_key(void)
{
	struct router_key k = {.asn = (uint32_t)number()};
	char *ski = word(), *spki = word();

	unhex(ski);
	memcpy(k.ski, ski, sizeof k.ski);
	k.nspki = (uint16_t)unhex(spki);
	k.spki = (const uint8_t *)spki;
	check(rpki_add_key(&facts, &k));
}

static void add_aspa(void)
{
	const uint32_t customer = (uint32_t)number();
	const char *s;

	while ((s = word()))
		check(rpki_add_aspa(&facts, customer, (uint32_t)strtoull(s, NULL, 10), 1));
}

static void new_facts(void)
{
	rpki_release(&facts);
	memset(&facts, 0, sizeof facts);
	check(rpki_source(&facts, "probe"));
}

static void update(void)
{
	struct rtr_cache *next;
	struct rtr_set *set;
	size_t left_out;

	check(rpki_finish(&facts));
	check(rtr_set_make(&set, &facts, &left_out));
	check(service.cache ? rtr_cache_next(&next, service.cache, set, &limits)
			    : rtr_cache_first(&next, set, &identity));
	rtr_set_unref(set);
	rtr_cache_unref(service.cache);
	service.cache = next;
	printf("serial %u left_out %zu\n", next->id.serial, left_out);
	new_facts();
}

static void open_session(struct rtr_session *s)
{
	const struct rtr_options options = {(enum rtr_aspa)number(), (uint8_t)number()};

	rtr_session_start(s, &service, options, number());
}

static void receive(struct rtr_session *s)
{
	const uint64_t now = number();
	char *bytes = word();
	size_t n = unhex(bytes), took = 0, wants;

	while (took < n && (wants = rtr_session_wants(s))) {
		wants = wants < n - took ? wants : n - took;
		rtr_session_receive(s, (uint8_t *)bytes + took, wants, now);
		took += wants;
	}
	printf("took %zu\n", took);
}

static void drain(struct rtr_session *s)
{
	size_t room = (size_t)number(), n = 0;
	const uint64_t now = number();
	struct iovec v[RTR_QUEUE];
	const int parts = rtr_session_output(s, v);

	printf("out ");
	for (int i = 0; i < parts && room; i++) {
		const size_t part = v[i].iov_len < room ? v[i].iov_len : room;

		put_hex(v[i].iov_base, part);
		room -= part;
		n += part;
	}
	if (n)
		rtr_session_sent(s, n, now);
	check(s->reason == RTR_NO_MEMORY ? WEIR_ENOMEM : 0);
	printf(" over %d reason %d code %u\n", rtr_session_is_over(s, now), (int)s->reason, s->code);
}

static void save(void)
{
	out_release(&saved);
	out_mem(&saved, 1 << 30);
	rtr_state_write(&saved, service.cache, 1700000000);
	check(saved.status);
	printf("state %zu bytes\n", saved.n);
}

static void load(void)
{
	struct rtr_cache *c;
	uint64_t as_of;
	struct err e;

	if (rtr_state_read(&c, &as_of, (const uint8_t *)saved.s, saved.n, "state", &e)) {
		printf("%s\n", e.msg);
		check(e.code == WEIR_ENOMEM ? e.code : 0);
		return;
	}
	rtr_cache_unref(service.cache);
	service.cache = c;
	printf("loaded %llu\n", (unsigned long long)as_of);
}

static void show_client(struct rtr_client *c)
{
	printf("state %d code %u version %u serial %u disorder %zu out ", (int)c->state, c->code, c->version,
	       c->serial, c->disorder);
	put_hex(c->out.v, c->out.n);
	rtr_client_sent(c, c->out.n);
	printf("\n");
}

static void show_facts(const struct rtr_client *c)
{
	struct rpki r = {.v4 = {.n = 0}};

	check(rpki_source(&r, "client"));
	check(rtr_client_facts(c, &r));
	check(rpki_finish(&r));
	for (size_t i = 0; i < rpki_vrp_count(&r); i++) {
		const struct vrp v = rpki_vrp(&r, i);
		char text[PREFIX_TEXT];

		printf("vrp %s %u %u\n", prefix_text(&v.prefix, text), v.max_len, v.asn);
	}
	for (size_t i = 0; i < r.keys.n; i++) {
		printf("key %u ", r.keys.v[i].asn);
		put_hex(r.keys.v[i].ski, sizeof r.keys.v[i].ski);
		printf(" ");
		put_hex(r.keys.v[i].spki, r.keys.v[i].nspki);
		printf("\n");
	}
	for (size_t i = 0; i < r.pairs.n; i++)
		printf("aspa %u %u\n", r.pairs.v[i].customer, r.pairs.v[i].provider);
	printf("end\n");
	rpki_release(&r);
}

static void command(const char *name)
{
	struct rtr_session *s;
	struct rtr_client *c;
	unsigned i;

	if (!strcmp(name, "vrp")) {
		add_vrp();
	} else if (!strcmp(name, "key")) {
		add_key();
	} else if (!strcmp(name, "aspa")) {
		add_aspa();
	} else if (!strcmp(name, "identity")) {
		for (i = 0; i < RTR_VERSIONS; i++)
			identity.session[i] = (uint16_t)number();
		identity.serial = (uint32_t)number();
	} else if (!strcmp(name, "limits")) {
		limits.steps = (size_t)number();
		limits.bytes = (size_t)number();
	} else if (!strcmp(name, "intervals")) {
		service.intervals.refresh = (uint32_t)number();
		service.intervals.retry = (uint32_t)number();
		service.intervals.expire = (uint32_t)number();
	} else if (!strcmp(name, "update")) {
		update();
	} else if (!strcmp(name, "drop")) {
		rtr_cache_unref(service.cache);
		service.cache = NULL;
	} else if (!strcmp(name, "expire")) {
		service.expired = number();
	} else if (!strcmp(name, "save")) {
		save();
	} else if (!strcmp(name, "flip")) {
		i = (unsigned)number();
		saved.s[i] = (char)(saved.s[i] ^ (1 << number()));
	} else if (!strcmp(name, "cut")) {
		saved.n = (size_t)number();
	} else if (!strcmp(name, "load")) {
		load();
	} else {
		i = (unsigned)number() % MANY;
		s = &sessions[i];
		c = &clients[i];
		if (!strcmp(name, "open"))
			open_session(s);
		else if (!strcmp(name, "in"))
			receive(s);
		else if (!strcmp(name, "drain"))
			drain(s);
		else if (!strcmp(name, "tick"))
			rtr_session_tick(s, number());
		else if (!strcmp(name, "end"))
			i = (unsigned)number(), rtr_session_end(s, (enum rtr_code)i, number());
		else if (!strcmp(name, "close"))
			rtr_session_release(s);
		else if (!strcmp(name, "client"))
			check(rtr_client_start(c, (unsigned)number())), show_client(c);
		else if (!strcmp(name, "ask"))
			check(rtr_client_ask(c)), show_client(c);
		else if (!strcmp(name, "facts"))
			show_facts(c);
		else if (!strcmp(name, "feed")) {
			char *bytes = word();
			size_t n = unhex(bytes);

			check(rtr_client_receive(c, (const uint8_t *)bytes, n));
			show_client(c);
		} else
			exit(2);
	}
}

int main(int argc, char **argv)
{
	FILE *in = argc > 1 ? fopen(argv[1], "r") : stdin;
	char *line = malloc(LINE);
	const char *name;

	check(line && in ? 0 : WEIR_ENOMEM);
	new_facts();
	while (fgets(line, LINE, in)) {
		name = strtok(line, " \n");
		if (name)
			command(name);
		fflush(stdout);
	}
	for (unsigned i = 0; i < MANY; i++) {
		rtr_session_release(&sessions[i]);
		rtr_client_release(&clients[i]);
	}
	rtr_cache_unref(service.cache);
	rpki_release(&facts);
	out_release(&saved);
	fclose(in);
	free(line);
	return 0;
}
