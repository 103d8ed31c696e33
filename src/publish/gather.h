#ifndef WEIR_PUBLISH_GATHER_H
#define WEIR_PUBLISH_GATHER_H

#include "publish/publish.h"

/*
 * For the files of this room: fill a publication step by step, each from what the ones before
 * it found. 0, WEIR_ENOMEM or WEIR_ELIMIT.
 */

/* What the neighbors' as-sets reach, and who may carry the network's space. */
int gather_cone(struct publication *p);

/* Own as-sets, and what they reach. */
int gather_sets(struct publication *p);

/* The table's routes of the network's origin, and those carried for origins beyond the cone. O(routes). */
int gather_announced(struct publication *p);

/* The network's space, of what is intended or announced. */
int gather_space(struct publication *p);

/* The table's routes of others inside that space. O(routes * log space). */
int gather_inside(struct publication *p);

/* Own route objects, and those of others inside the space. O(route objects * log space). */
int gather_objects(struct publication *p);

/* Own VRPs. O(VRPs). */
int gather_vrps(struct publication *p);

#endif
