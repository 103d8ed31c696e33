#ifndef WEIR_CMD_COUNT_H
#define WEIR_CMD_COUNT_H

#include <stdint.h>

#include "base/out.h"

/* A count with the thousands set apart, right-aligned in `width`: "1,234,567". */
void count_put(struct out *o, uint64_t n, int width);

#endif
