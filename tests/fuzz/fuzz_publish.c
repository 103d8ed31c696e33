#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "publish/objects.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A line of ours is one line, and its attribute has a name. */
static void check_objects(const struct publish_objects *o)
{
	for (size_t i = 0; i < o->list.n; i++)
		for (size_t k = 0; k < o->list.v[i].attributes.n; k++) {
			const struct object_attribute *a = &o->list.v[i].attributes.v[k];

			if (!*a->name || strpbrk(a->name, ":\n") || (a->ours && strchr(a->value, '\n')))
				abort();
		}
}

static void write_objects(const struct publication *p, bool all)
{
	struct object_values values = {.mnt_by = "A-MNT", .source = "T"};
	struct publish_objects o = {0};
	struct err e = {0};

	if (publish_objects_make(&o, p, &values, all, &e)) {
		if (!e.msg[0])
			abort();
	} else {
		check_objects(&o);
	}
	publish_objects_release(&o);
}

/* A border whose registry is the file of that descriptor. */
static void publish(int fd)
{
	const struct snapshot_options options = {.leave_no_files = true};
	struct publication p = {0};
	struct report errors = {0};
	struct snapshot s = {0};
	struct border b = {0};
	struct err e = {0};
	char text[512];

	snprintf(text, sizeof text,
		 "network: {asn: 1, as-set: \"AS1:AS-ALL\", prefixes: [192.0.2.0/24, \"2001:db8::/32\"]}\n"
		 "neighbors: [{asn: 2, relationship: customer}, {asn: 3, relationship: customer, as-set: AS-A},\n"
		 " {asn: 4, relationship: provider}, {asn: 5, relationship: peer, as-set: [AS-B, RS-A]}]\n"
		 "sources: {irr: [{dump: /proc/self/fd/%d}]}\n", fd);
	if (border_read_mem(&b, "weir.yaml", text, strlen(text), &errors))
		abort();
	if (!snapshot_read(&s, &b, &options, &e)) {
		if (publication_make(&p, &s, &b))
			abort();
		write_objects(&p, false);
		write_objects(&p, true);
	}
	publication_release(&p);
	snapshot_release(&s);
	border_release(&b);
	report_release(&errors);
}

/* Any bytes as a registry: what is found there, and what is written of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("dump", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	publish(fd);
	close(fd);
	return 0;
}
