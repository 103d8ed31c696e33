#include "fetch/shrink.h"

#include "border/border.h"

bool shrink_is_too_much(uint64_t was, uint64_t is, uint64_t least, uint32_t percent)
{
	const uint64_t gone = was > is ? was - is : 0;

	return percent != GATE_ANY_CHANGE && gone >= least && gone * 100 > was * percent;
}
