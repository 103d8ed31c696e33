#ifndef WEIR_PUBLISH_JUDGE_H
#define WEIR_PUBLISH_JUDGE_H

#include "publish/publish.h"

/* For the files of this room: each tells the findings of one kind of thing. */

/* The network's ROAs: which are stale or too broad. To be called first. */
void judge_roas(struct publication *p);

/* Each prefix: announced as intended, with its route object and its ROA. */
void judge_rows(struct publication *p);

/* Others inside the network's space: in the table, in the registries, in the RPKI. */
void judge_others(struct publication *p);

/* The as-sets. */
void judge_sets(struct publication *p);

/* The aut-num and its policy. */
void judge_policy(struct publication *p);

/* The ASPA. */
void judge_aspa(struct publication *p);

#endif
