#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/diligence.h"

/* One customer, every kind of word about its space. */
static const char dump[] = "as-set: AS-X\nmembers: AS1, AS2, AS3\nsource: T\n\n"
			   "route: 80.0.0.0/16\norigin: AS1\nsource: T\n\n"  /* the same holder */
			   "route: 80.1.0.0/16\norigin: AS1\nsource: T\n\n"  /* another holder */
			   "route: 80.1.0.0/16\norigin: AS2\nsource: T\n\n"  /* its holder */
			   "route: 80.2.0.0/16\norigin: AS1\nsource: T\n\n"  /* another holder, but a ROA */
			   "route: 80.3.0.0/16\norigin: AS1\nsource: T\n\n"  /* reserved */
			   "route: 80.4.0.0/16\norigin: AS1\nsource: T\n\n"  /* no delegation */
			   "route: 80.5.0.0/16\norigin: AS1\nsource: T\n\n"  /* another's ROA */
			   "route: 80.0.0.0/15\norigin: AS1\nsource: T\n\n"  /* of two holders */
			   "route: 80.6.0.0/16\norigin: AS3\nsource: T\n\n"; /* whose number has no holder */

static const char delegated[] = "2|ripencc|20260101|8|19830705|20251231|+0100\n"
				"ripencc|*|ipv4|*|5|summary\nripencc|*|asn|*|3|summary\n"
				"ripencc|NL|asn|1|1|20200101|allocated|one\n"
				"ripencc|NL|asn|2|1|20200101|allocated|two\n"
				"ripencc||asn|3|1||available\n"
				"ripencc|NL|ipv4|80.0.0.0|65536|20200101|allocated|one\n"
				"ripencc|NL|ipv4|80.1.0.0|65536|20200101|assigned|two\n"
				"ripencc|NL|ipv4|80.2.0.0|65536|20200101|allocated|two\n"
				"ripencc||ipv4|80.3.0.0|65536||reserved\n"
				"ripencc|NL|ipv4|80.6.0.0|65536|20200101|allocated|two\n";

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

static void agree_disagree_unknown(void **state)
{
	static const char text[] =
		"network: {asn: 3333}\nneighbors:\n"
		"  - {asn: 1, relationship: customer, as-set: AS-X}\n"
		"  - {asn: 3, relationship: partial-customer, prefixes: [80.0.0.0/24]}\n"
		"  - {asn: 4, relationship: peer, prefixes: [80.0.0.0/24]}\n"
		"sources: {irr: [{dump: diligence_test.db}], rpki: [{csv: diligence_test.csv}],\n"
		"          delegations: [diligence_test.rir]}\n";
	static const char *const reasons[] = {
		"80.5.0.0/16 from AS1 is invalid-asn by diligence_test.csv:3",
		"80.1.0.0/16 from AS1 is held by another than AS1: diligence_test.rir:8, diligence_test.rir:4",
		"80.3.0.0/16 from AS1 is reserved by diligence_test.rir:10: nobody holds it",
	};
	const struct snapshot_options options = {.leave_no_files = true};
	struct border b = {0};
	struct snapshot s = {0};
	struct import_list l[3] = {0};
	struct diligence_row row[2] = {0};
	struct report errors = {0};
	struct err e;

	(void)state;
	put("diligence_test.db", dump);
	put("diligence_test.csv", "ASN,IP Prefix,Max Length\nAS1,80.2.0.0/16,16\nAS9,80.5.0.0/16,16\n");
	put("diligence_test.rir", delegated);
	assert_int_equal(border_read_mem(&b, "weir.yaml", text, sizeof text - 1, &errors), 0);
	assert_int_equal(snapshot_read(&s, &b, &options, &e), 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(import_list_make(&l[i], &s, &b, &b.neighbors.v[i], &e), 0);
	assert_true(diligence_is_due(&l[0]) && diligence_is_due(&l[1]) && !diligence_is_due(&l[2]));
	diligence_judge(&row[0], &s, &b, &l[0]);
	assert_int_equal(row[0].asn, DILIGENCE_AGREE);
	assert_int_equal(row[0].prefixes[DILIGENCE_AGREE], 3);
	assert_int_equal(row[0].prefixes[DILIGENCE_DISAGREE], 3);
	assert_int_equal(row[0].prefixes[DILIGENCE_UNKNOWN], 3);
	assert_int_equal(row[0].reasons.total, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(row[0].reasons.notes.v[i].msg, reasons[i]);
	diligence_judge(&row[1], &s, &b, &l[1]);
	assert_int_equal(row[1].asn, DILIGENCE_DISAGREE);
	assert_int_equal(row[1].prefixes[DILIGENCE_UNKNOWN], 1);
	assert_int_equal(row[1].reasons.total, 0);
	for (size_t i = 0; i < 3; i++)
		import_list_release(&l[i]);
	diligence_row_release(&row[0]);
	diligence_row_release(&row[1]);
	snapshot_release(&s);
	border_release(&b);
	assert_int_equal(unlink("diligence_test.db") | unlink("diligence_test.csv") | unlink("diligence_test.rir"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agree_disagree_unknown),
	};

	return check_main(tests);
}
