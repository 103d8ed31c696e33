#include "filter/rules.h"

static const struct {
	const char *name, *text;
} rules[] = {
#define IMPORT_RULE_ROW(constant, name, text) [constant] = {name, text},
	IMPORT_RULES(IMPORT_RULE_ROW)
#undef IMPORT_RULE_ROW
	[RULE_NONE] = {"accepted", "nothing is held against it"},
};

const char *import_rule_name(enum import_rule rule)
{
	return rules[rule].name;
}

const char *import_rule_text(enum import_rule rule)
{
	return rules[rule].text;
}
