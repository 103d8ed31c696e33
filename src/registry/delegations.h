#ifndef WEIR_REGISTRY_DELEGATIONS_H
#define WEIR_REGISTRY_DELEGATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/input.h"
#include "base/report.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "net/prefix.h"
#include "net/prefix_set.h"

/*
 * Who holds which numbers, by the RIRs' delegation files ("RIR Statistics
 * Exchange Format", plain and extended).
 *
 *	struct delegations d = {0};
 *	rc = delegations_read(&d, in, &report, &err);      each file in the order of trust
 *	rc = delegations_index(&d);
 *	row = delegations_prefix(&d, &p, &whole);
 *	delegations_release(&d);
 */
enum delegation_kind { DELEGATION_ASN, DELEGATION_IPV4, DELEGATION_IPV6, DELEGATION_KINDS };

enum delegation_status {
	DELEGATION_AVAILABLE,
	DELEGATION_ALLOCATED,
	DELEGATION_ASSIGNED,
	DELEGATION_RESERVED,
	DELEGATION_STATUSES
};

/* One line of a file. */
struct delegation {
	uint64_t hi, lo;    /* first address, left-aligned as in struct prefix; first ASN in `lo` */
	uint64_t size;      /* how many addresses or ASNs; of IPv6 the prefix length */
	uint32_t source;    /* number in d->sources */
	uint32_t line;
	uint32_t registry;  /* numbers in d->names; STRMAP_NONE where the file has none */
	uint32_t holder;    /* the opaque id: equal within a registry means the same holder */
	uint32_t date;      /* YYYYMMDD, 0 unknown */
	char country[2];    /* NUL NUL unknown */
	uint8_t kind, status;
};

enum { DELEGATION_NO_SUMMARY = -1 };

/* One file that was read. */
struct delegation_source {
	char *name;
	char version[8];                    /* "" where the file has no version line */
	uint32_t serial;                    /* the day of the file, YYYYMMDD, 0 unknown */
	int64_t summary[DELEGATION_KINDS];  /* rows that the file says it has */
	int64_t rows[DELEGATION_KINDS];     /* rows that were read */
};

/* From this address (or ASN) to the next step's this row stands, STRMAP_NONE none. */
struct delegation_step {
	uint64_t hi, lo;
	uint32_t row;
};

struct delegations {
	VEC(struct delegation) rows; /* in the order read */
	VEC(struct delegation_source) sources;
	struct strmap names;
	struct {
		VEC(struct delegation_step) s;
	} steps[DELEGATION_KINDS]; /* after delegations_index() */
};

/*
 * Read one file after those already read. A damaged line is noted in `r` and left
 * out; so is, at the end, a count that differs from the file's own summary. A file
 * with no row and some damage is no delegation file: WEIR_ESYNTAX. Else 0, WEIR_ENOMEM,
 * WEIR_ELIMIT or what the input said. O(bytes).
 */
int delegations_read(struct delegations *d, struct input *in, struct report *r, struct err *e);

/*
 * Make what the queries need; again after more files. Where lines overlap, space that
 * is held stands before space that is not (files of two registries differ for some days
 * after a transfer), then the smaller block, then the earlier source. O(n log n).
 */
int delegations_index(struct delegations *d);

/* The line that an AS number stands in, or NULL. O(log n). */
const struct delegation *delegations_asn(const struct delegations *d, uint32_t asn);

/*
 * The line that the first address of `p` stands in, or NULL; *whole says whether
 * all of `p` stands in it. O(log n).
 */
const struct delegation *delegations_prefix(const struct delegations *d, const struct prefix *p,
					    bool *whole);

/*
 * All space of the given statuses (1 << DELEGATION_AVAILABLE | …), every block with its more
 * specifics; neighboring blocks are one. 0, WEIR_ENOMEM or WEIR_ELIMIT; *result is made anew.
 */
int delegations_space(const struct delegations *d, unsigned statuses, struct prefix_set *result);

/*
 * Append the prefixes of an IPv4 or IPv6 line: one, or as many as it takes where a count of
 * IPv4 addresses is no power of two or does not begin at its multiple (up to 62).
 */
int delegation_prefixes(const struct delegation *row, struct range_list *l);

/* "allocated" and so on; "asn", "ipv4", "ipv6". */
const char *delegation_status_text(enum delegation_status status);
const char *delegation_kind_text(enum delegation_kind kind);

void delegations_release(struct delegations *d);

#endif
