#include "serve/jitter.h"

#include <sys/random.h>

uint64_t jitter_by(uint64_t ms, uint32_t chance)
{
	return ms + ms * chance / UINT32_MAX / 2;
}

uint64_t jitter_ms(uint64_t ms)
{
	uint32_t chance = 0;

	/* Early in boot there is none, and nobody waits for it: who has just started comes when they are told to. */
	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != sizeof chance)
		chance = 0;
	return jitter_by(ms, chance);
}
