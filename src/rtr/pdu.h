#ifndef WEIR_RTR_PDU_H
#define WEIR_RTR_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/wire.h"

/*
 * The protocol data units between an RPKI cache and a router: version 0 (RFC 6810),
 * version 1 (RFC 8210), version 2 (draft-ietf-sidrops-8210bis-26, "the draft" below). Both
 * roles read and write them here; what the payload says is record.h.
 */
enum rtr_type {
	RTR_SERIAL_NOTIFY = 0,
	RTR_SERIAL_QUERY = 1,
	RTR_RESET_QUERY = 2,
	RTR_CACHE_RESPONSE = 3,
	RTR_IPV4 = 4,
	RTR_IPV6 = 6,
	RTR_END_OF_DATA = 7,
	RTR_CACHE_RESET = 8,
	RTR_ROUTER_KEY = 9,
	RTR_ERROR_REPORT = 10,
	RTR_ASPA = 11
};

/* Section 12 of the draft; up to 7 in version 0, up to 8 in version 1. */
enum rtr_code {
	RTR_CORRUPT,
	RTR_INTERNAL,
	RTR_NO_DATA,
	RTR_INVALID_REQUEST,
	RTR_UNSUPPORTED_VERSION,
	RTR_UNSUPPORTED_TYPE,
	RTR_UNKNOWN_WITHDRAWAL,
	RTR_DUPLICATE,
	RTR_UNEXPECTED_VERSION,
	RTR_PROVIDER_LIST,
	RTR_TRANSPORT,
	RTR_ORDERING,
	RTR_RESTART,
	RTR_SHUTDOWN,
	RTR_CODES
};

enum {
	RTR_VERSIONS = 3, /* 0, 1, 2 */
	RTR_HEADER = 8,
	RTR_PDU_MAX = 65535, /* section 5.1: no PDU is longer */
	RTR_END_MAX = 24     /* an End of Data */
};

/* The first eight octets. `field`: a session ID, an error code, or flags and zero. */
struct rtr_header {
	uint8_t version, type;
	uint16_t field;
	uint32_t length; /* of the whole PDU */
};

/* How long a router keeps data, in seconds (section 6). */
struct rtr_intervals {
	uint32_t refresh, retry, expire;
};

/* The draft's recommended defaults: 3600, 600, 7200. */
extern const struct rtr_intervals rtr_intervals_default;

/* Each within the bounds of section 6, and the expire interval the longest. */
bool rtr_intervals_valid(const struct rtr_intervals *i);

/* What is wrong with a PDU: the code to report, and a sentence for people. */
struct rtr_fault {
	enum rtr_code code;
	const char *text;
};

/* What a code means, as section 12 names it; "unknown error" for others. */
const char *rtr_code_text(unsigned code);

/* Whether a code is defined in a version: no other may be sent (section 12). */
bool rtr_code_in(unsigned version, unsigned code);

/* The code, or where the version lacks it the one that comes nearest there. */
enum rtr_code rtr_code_for(unsigned version, enum rtr_code code);

/* Whether section 12 calls it fatal: the session ends, and the router drops its data. */
bool rtr_code_is_fatal(unsigned code);

/* The header at `p`, RTR_HEADER bytes. Nothing is checked. */
struct rtr_header rtr_header_read(const uint8_t *p);

/*
 * Whether a type exists in a version and its length can be: false fills *f with
 * RTR_UNSUPPORTED_TYPE or RTR_CORRUPT. `version` is 0, 1 or 2. To be asked before the rest of the PDU
 * is waited for, so that no peer makes us wait for what cannot come. O(1).
 */
bool rtr_header_check(const struct rtr_header *h, struct rtr_fault *f);

/* Write a header, or a PDU that has little more; each returns the byte behind it. */
uint8_t *rtr_put_header(uint8_t *to, struct rtr_header h);
uint8_t *rtr_put_query(uint8_t *to, unsigned version, uint16_t session, uint32_t serial);
uint8_t *rtr_put_notify(uint8_t *to, unsigned version, uint16_t session, uint32_t serial);
uint8_t *rtr_put_end(uint8_t *to, unsigned version, uint16_t session, uint32_t serial,
		     const struct rtr_intervals *i); /* up to RTR_END_MAX bytes */

/*
 * An Error Report (section 5.11) about the `n` bytes at `pdu` (0: about none), as much of them as
 * fits beside the text. `to` has room for rtr_error_size().
 */
size_t rtr_error_size(size_t n, const char *text);
uint8_t *rtr_put_error(uint8_t *to, unsigned version, unsigned code, const uint8_t *pdu, size_t n,
		       const char *text);

/* What an Error Report says; text and pdu lie in the report. Text is UTF-8 at best. */
struct rtr_report {
	unsigned code;
	const uint8_t *pdu, *text;
	size_t npdu, ntext;
};

/* What a peer said, cut to fit, ended, and '?' for what is not printable ASCII. */
void rtr_said(char *to, size_t size, const char *text, size_t n);

/* The `n` bytes are those of the PDU that are there. False where its inner lengths are wrong. */
bool rtr_report_read(const uint8_t *pdu, size_t n, struct rtr_report *r);

#endif
