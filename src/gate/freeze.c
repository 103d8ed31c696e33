#include "gate/freeze.h"

#include <string.h>

bool gate_freezes(enum border_freeze freeze, const struct gate_scope *held, const struct gate_scope *other)
{
	switch (freeze) {
	case FREEZE_ROUTER:
		return !strcmp(held->router, other->router);
	case FREEZE_NEIGHBOR:
		return held->asn == other->asn;
	case FREEZE_BORDER:
		break;
	}
	return true;
}
