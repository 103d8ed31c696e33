#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "border/border.h"
#include "serve/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Records that were taken are taken again, as the same, when they are written from what was read. */
static void write_again(struct handover *h, const struct rtr_set *set)
{
	struct rtr_set *again = NULL;
	struct handover head;
	struct err e;
	int fd = handover_open();

	if (fd < 0 || handover_write(fd, h, set ? set->image : NULL, &e) || handover_seal(fd, &e) ||
	    handover_read(fd, &head, &again, &e) || memcmp(&head, h, sizeof head) || !rtr_set_equal(set, again))
		abort();
	rtr_set_unref(again);
	close(fd);
}

/* What a parser that was taken over may hand to the server. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rtr_set *set = NULL;
	struct handover h;
	char why[GUARD_WHY];
	struct err e;
	int fd = handover_open();

	if (fd < 0 || (size && write(fd, data, size) != (ssize_t)size) || handover_seal(fd, &e))
		abort();
	if (!handover_read(fd, &h, &set, &e)) {
		if (guard_holds(&h, &h, 0, why) || strlen(h.said) >= sizeof h.said)
			abort();
		if (set)
			write_again(&h, set);
	}
	rtr_set_unref(set);
	close(fd);
	return 0;
}
