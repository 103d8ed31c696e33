#include "publish/set_name.h"

#include <stdio.h>
#include <string.h>

void set_name_read(struct set_name *name, const char *text)
{
	struct rpsl_member m;

	*name = (struct set_name){0};
	if (rpsl_member_parse(text, strlen(text), &m))
		return;
	name->has_source = m.where;
	if (m.kind == RPSL_MEMBER_ASN) {
		name->asn = m.asn;
		snprintf(name->text, sizeof name->text, "AS%u", m.asn);
	} else if (m.kind == RPSL_MEMBER_NAME) {
		rpsl_fold(m.name, m.nname, name->text);
	}
}

uint32_t set_parent(const char *name)
{
	const char *colon = strchr(name, ':');
	uint32_t asn;

	return colon && rpsl_asn_parse(name, (size_t)(colon - name), &asn) ? asn : 0;
}

bool set_is_below(const char *name, uint32_t asn)
{
	return set_parent(name) == asn;
}
