#include "irr/chain.h"

static unsigned larger(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* One operator as a chain. */
static struct chain chain_of(struct range_op op)
{
	switch (op.kind) {
	case RANGE_NONE:
		break;
	case RANGE_PLUS:
		return (struct chain){0, 0, CHAIN_ALL, CHAIN_ANY};
	case RANGE_MINUS:
		return (struct chain){1, 0, CHAIN_ALL, CHAIN_ANY};
	case RANGE_LENGTHS:
		return (struct chain){0, op.ge, op.le, op.le};
	}
	return chain_none;
}

/* Anything beyond 128 is as good as 129: no prefix is that long. */
static uint8_t saturate(unsigned v)
{
	return (uint8_t)smaller(v, 129);
}

bool chain_before(struct range_op inner, struct chain outer, struct chain *result)
{
	struct chain a = chain_of(inner);
	unsigned plus = (unsigned)a.plus + outer.plus;
	unsigned floor = larger(a.floor ? (unsigned)a.floor + outer.plus : 0, outer.floor);
	unsigned limit = a.limit;

	if (chain_is_none(a) || chain_is_none(outer)) {
		*result = chain_is_none(a) ? outer : a;
		return true;
	}
	if (outer.limit != CHAIN_ANY) {
		if (a.floor > outer.limit || a.plus > outer.limit)
			return false;
		limit = smaller(limit, (unsigned)outer.limit - a.plus);
	}
	*result = (struct chain){saturate(plus), saturate(floor), outer.top, (uint8_t)limit};
	return plus <= 128 && floor <= outer.top;
}

bool chain_covers(struct chain a, struct chain b)
{
	if (chain_is_none(b))
		return chain_is_none(a) ||
		       (!a.plus && !a.floor && a.top == CHAIN_ALL && a.limit == CHAIN_ANY);
	return !chain_is_none(a) && a.plus <= b.plus && a.floor <= b.floor && a.top >= b.top &&
	       a.limit >= b.limit;
}

bool chain_apply(struct chain c, const struct range *r, struct range *result)
{
	unsigned bits = family_bits(r->family);
	unsigned ge = larger((unsigned)r->ge + c.plus, c.floor);
	unsigned le = c.top == CHAIN_KEEP ? r->le : smaller(c.top, bits);

	if (ge > le || r->ge > c.limit)
		return false;
	*result = *r;
	result->ge = (uint8_t)ge;
	result->le = (uint8_t)le;
	return true;
}
