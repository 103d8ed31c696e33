#ifndef WEIR_CMD_PUBLISH_CMD_H
#define WEIR_CMD_PUBLISH_CMD_H

#include "base/out.h"
#include "publish/objects.h"
#include "publish/publish.h"
#include "publish/roas.h"

/* The comparison for people, and as JSON. */
void publish_put_text(struct out *o, const struct publication *p);
void publish_put_json(struct out *o, const struct publication *p);

/* Objects as JSON. */
void publish_put_objects_json(struct out *o, const struct publish_objects *objects);

/* ROA changes: a delta as krill's `roas update --delta` and its API read it; VRPs as CSV. */
void publish_put_roas(struct out *o, const struct publication *p, const struct roa_changes *c);
void publish_put_roas_json(struct out *o, const struct publication *p, const struct roa_changes *c);
void publish_put_roas_csv(struct out *o, const struct publication *p, const struct roa_changes *c);

/* The ASPA: `AS64500 => AS64510, …`, and as JSON. */
void publish_put_aspa(struct out *o, uint32_t customer, const struct asn_set *providers);
void publish_put_aspa_json(struct out *o, uint32_t customer, const struct asn_set *providers);

#endif
