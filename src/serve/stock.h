#ifndef WEIR_SERVE_STOCK_H
#define WEIR_SERVE_STOCK_H

#include "border/border.h"
#include "rtr/session.h"
#include "serve/handover.h"

/*
 * What is served, and its copy on disk, in the folder of the state: sessions and serials go on after a
 * restart. New data are written there before they are served, or a crash could make two different
 * sets of one serial.
 */
struct stock {
	struct rtr_service service;
	struct handover last; /* the head of what is served; without anchors where it is not known */
	uint64_t as_of;	      /* of what is served, seconds since 1970 */
	uint32_t max_age, max_shrink;
	char *rtr_path, *last_path;
	char *accept_path; /* a file that a person puts there: the next data are taken whatever they take away */
	uint64_t taken, held, failed; /* runs of the parser by how they ended */
	uint64_t taken_at;	      /* when the last good one was, seconds since 1970; 0: not since the start */
	bool alarm;		      /* the last run was not good */
	bool stale;		      /* a source is young, and says of itself that it is older than max_age */
	struct rtr_set *unwritten;    /* good records that could not be written; NULL: none */
	struct handover unwritten_head;
	uint64_t again_at; /* when to try again */
};

/*
 * What is there from the last time, without what a process that died left half written. Damage is logged, and
 * the sessions begin anew. 0 or WEIR_ENOMEM.
 */
int stock_open(struct stock *s, const struct border_serve *b);

/*
 * What the parser made, if it is good; else the old stays, and the log says why. What cannot be written (a full
 * disk) is tried again by stock_tick(). True where other data are served now.
 */
bool stock_take(struct stock *s, int fd);

/*
 * Data become too old, or what could not be written is tried again: true where what is served changed.
 * `now`: seconds since 1970.
 */
bool stock_tick(struct stock *s, uint64_t now);

void stock_release(struct stock *s);

#endif
