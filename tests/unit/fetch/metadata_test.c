#include "../check.h"

#include <string.h>

#include "fetch/metadata.h"

#define WHOLE(manifests, time) \
	"{\"metadata\": {\"buildtime\": " time ", \"manifests\": " manifests ", \"failedmanifests\": 2,\n" \
	"\"stalemanifests\": 3, \"repositories\": 4, \"vrps\": 9, \"uniquevrps\": 5}"
#define TIME "\"2026-11-22T08:32:34Z\""

static int take(struct metadata *m, const char *text, struct err *e)
{
	struct input *in;
	int rc;

	assert_int_equal(input_open_mem(&in, "json", text, strlen(text), e), 0);
	rc = metadata_read(m, in, e);
	input_close(in);
	return rc;
}

static void what_stands_before_the_records_is_read(void **state)
{
	/* what follows is the records' reader's to judge */
	static const char *const ends[] = {", \"roas\": [{\"asn\": 1}]}", ", \"roas\": [{\"asn\": 1}, what", ", \"roas\": []}", "}"};

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		char text[400] = WHOLE("1", TIME);
		struct metadata m;
		struct err e;

		strcat(text, ends[i]);
		assert_int_equal(take(&m, text, &e), 0);
		assert_int_equal(m.manifests, 1);
		assert_int_equal(m.failed_manifests, 2);
		assert_int_equal(m.stale_manifests, 3);
		assert_int_equal(m.repositories, 4);
		assert_int_equal(m.vrps, 5);
		assert_string_equal(m.build_time, "2026-11-22T08:32:34Z");
	}
}

static void what_is_missing_or_wrong_is_told(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "expected"},
		{"[]", "expected an object"},
		{"{\"roas\": []}", "metadata.manifests"},
		{"{\"roas\": [{\"asn\": 1}], " "\"metadata\": {\"manifests\": 1}}", "before the records"},
		{WHOLE("-1", TIME) "}", "a count"},
		{WHOLE("1.5", TIME) "}", "a count"},
		{WHOLE("\"1\"", TIME) "}", "a count"},
		{WHOLE("1234567890123456789", TIME) "}", "a count"},
		{WHOLE("1e3", TIME) "}", "a count"},
		{WHOLE("1", "\"yesterday\"") "}", "a time"},
		{WHOLE("1", "7") "}", "a time"},
		{WHOLE("1", TIME), "json"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[600];
		struct metadata m;
		struct err e;

		if (take(&m, cases[i].text, &e) != WEIR_ESYNTAX || !strstr(err_text(&e, text, sizeof text), cases[i].why))
			fail_msg("%s: %s", cases[i].text, e.msg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_before_the_records_is_read),
		cmocka_unit_test(what_is_missing_or_wrong_is_told),
	};

	return check_main(tests);
}
