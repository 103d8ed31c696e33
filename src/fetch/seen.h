#ifndef WEIR_FETCH_SEEN_H
#define WEIR_FETCH_SEEN_H

#include "base/input.h"
#include "base/out.h"
#include "fetch/report.h"
#include "rpki/object/numbers.h"

/*
 * What the next run is held against: how many VRPs and valid ASPAs each trust anchor had in the last good run, and
 * the highest number of each authority's manifests. A file of lines:
 *
 *	anchor 12345 ripe
 *	aspas 678 ripe
 *	manifest 1795422749 0000…2f 6f5c…b0 rpki.example.net/repo/ca/ca.mft
 *
 * with the VRPs or the ASPAs, where there are any, and the name; or with the time until which it may be valid, the
 * number and the key identifier, and the path.
 */
struct seen_anchor {
	char name[FETCH_NAME];
	uint64_t vrps, aspas;
};

struct seen {
	VEC(struct seen_anchor) anchors;
	struct manifest_numbers numbers;
};

/* 0; WEIR_ESYNTAX with the line; WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT. seen_release() in any case. O(bytes). */
int seen_read(struct seen *s, struct input *in, struct err *e);

/* The same of a file; one that is not there says nothing. */
int seen_read_file(struct seen *s, const char *path, struct err *e);

/* All that may still matter at `now`. Errors stay in the sink. */
void seen_write(const struct seen *s, int64_t now, struct out *to);

/* ASPAs of an anchor in the last good run; 0 where there were none. O(anchors). */
uint64_t seen_aspas(const struct seen *s, const char *name);

void seen_release(struct seen *s);

#endif
