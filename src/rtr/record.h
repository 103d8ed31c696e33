#ifndef WEIR_RTR_RECORD_H
#define WEIR_RTR_RECORD_H

#include "base/out.h"
#include "rpki/rpki.h"
#include "rtr/pdu.h"

/*
 * What a payload PDU says: a VRP, a router key or an ASPA. A record is kept as the bytes
 * of a version 2 PDU that announces it, with zeros where the draft has them: records
 * are equal exactly where their bytes are, and what is sent is a copy with another
 * version or flag. Byte 3 of an ASPA is 0; where a record was read from the wire of
 * draft 10 it says which family it was for: enum rtr_family.
 */
enum rtr_family { RTR_BOTH, RTR_IPV4_ONLY, RTR_IPV6_ONLY };

/*
 * ASPAs have two forms on the wire, both "version 2, type 11": that of the draft, and that of its
 * revisions up to 13, one PDU for each family, which some routers still expect.
 */
enum rtr_aspa { RTR_ASPA_CURRENT, RTR_ASPA_DRAFT10, RTR_ASPA_OFF, RTR_ASPA_FORMS };

/* What one router is told: its version, and in version 2 the form of ASPAs. */
struct rtr_form {
	uint8_t version;
	enum rtr_aspa aspa;
};

/* Bytes of a VRP, as a record and on the wire. */
enum { RTR_IPV4_SIZE = 20, RTR_IPV6_SIZE = 32 };

/* The length of the PDU or record at `p`. */
static inline uint32_t rtr_length(const uint8_t *p)
{
	return wire_get32(p + 4);
}

/* The type of the PDU or record at `p`. */
static inline unsigned rtr_type_of(const uint8_t *p)
{
	return p[1];
}

/* Whether the type carries a record. */
bool rtr_is_payload(unsigned type);

/*
 * Read the whole payload PDU at `pdu`, whose header was checked (rtr_header_check()), into the
 * record at `to`, with room for as many bytes. Reserved fields are ignored, and bits beyond a prefix's
 * length (section 5.6). Both forms of ASPAs are known apart. *announce: or else it is withdrawn; an
 * ASPA that is withdrawn has no providers. False fills *f. O(length).
 */
bool rtr_record_read(const uint8_t *pdu, uint8_t *to, bool *announce, struct rtr_fault *f);

/*
 * The order of announcements (section 11.2): negative, 0 or positive. 0 says that both speak of the
 * same thing; ASPAs of one customer do, whatever their providers.
 */
int rtr_record_order(const uint8_t *a, const uint8_t *b);

/* The same where PDUs may announce or withdraw: the order within one response. */
int rtr_response_order(const uint8_t *a, bool a_announces, const uint8_t *b, bool b_announces);

/* How many bytes a record takes in a form: 0 where the form has no such PDU. */
size_t rtr_record_size(const uint8_t *record, struct rtr_form form, bool announce);

/* Write those bytes; returns the byte behind them. */
uint8_t *rtr_record_write(uint8_t *to, const uint8_t *record, struct rtr_form form, bool announce);

/* The same into a sink, which keeps errors. */
void rtr_record_put(struct out *to, const uint8_t *record, struct rtr_form form, bool announce);

/* Add the record to a set of facts, with `line` as its place. Codes of rpki_add_vrp() and the others. */
int rtr_record_add(const uint8_t *record, struct rpki *r, uint32_t line);

#endif
