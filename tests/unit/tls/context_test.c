#include "../check.h"

#include <string.h>
#include <time.h>

#include "make.h"

static void what_a_certificate_says(void **state)
{
	struct made m = make("DNS:a.example,IP:192.0.2.1", -100, 1000), nameless = make("IP:192.0.2.1", 50, 100);
	struct tls_files f = made_files(&m, -1), g = made_files(&nameless, -1), none = made_files(NULL, m.certificate);
	struct tls_context *c;
	struct tls_facts facts;
	struct err e;

	(void)state;
	assert_int_equal(tls_server(&c, &f, &e), 0);
	assert_true(tls_context_facts(c, &facts));
	assert_true(facts.dns_name && facts.from <= time(NULL) - 99 && facts.until - facts.from == 1100);
	tls_context_free(c);
	assert_int_equal(tls_server(&c, &g, &e), 0);
	assert_true(tls_context_facts(c, &facts) && !facts.dns_name && facts.from > time(NULL));
	tls_context_free(c);
	assert_int_equal(tls_client(&c, &none, &e), 0);
	assert_false(tls_context_facts(c, &facts));
	tls_context_free(c);
	tls_context_free(NULL);
	made_close(&m);
	made_close(&nameless);
}

static char large[(1 << 20) + 2];

/* Each file in turn, in the place of a good one. */
static void each_file_that_is_none_is_named(void **state)
{
	enum { CERTIFICATE, KEY, AUTHORITIES };
	struct made m = make("DNS:a", -1, 10), other = make("DNS:b", -1, 10);
	const int much = made_file(made_put_text, memset(large, 'x', sizeof large - 1));
	const struct {
		unsigned place;
		struct tls_file file;
		int code;
		const char *msg;
	} rows[] = {
		{CERTIFICATE, {"no-such-file", -1}, WEIR_EIO, "cannot be opened: No such file or directory"},
		{CERTIFICATE, {".", -1}, WEIR_EIO, "cannot be read: Is a directory"},
		{CERTIFICATE, {"f", m.key}, WEIR_ESYNTAX, "expected a certificate in PEM, found none"},
		{CERTIFICATE, {"f", made_file(made_put_text, (char[]){""})}, WEIR_ESYNTAX,
		 "expected a certificate in PEM, found none"},
		{CERTIFICATE, {"f", much}, WEIR_ELIMIT, "expected a megabyte at most"},
		{CERTIFICATE, {"f", other.certificate}, WEIR_ESYNTAX, "expected the key of the certificate in 'f', found another"},
		{KEY, {"f", other.key}, WEIR_ESYNTAX, "expected the key of the certificate in 'certificate', found another"},
		{KEY, {"f", m.certificate}, WEIR_ESYNTAX, "expected a private key in PEM, found none"},
		{AUTHORITIES, {"f", made_file(made_put_text, (char[]){"x\n"})}, WEIR_ESYNTAX,
		 "expected a certificate in PEM, found none"},
		{AUTHORITIES, {"f", made_file(made_put_text, (char[]){"-----BEGIN CERTIFICATE-----\nMIIB\n"})}, WEIR_ESYNTAX,
		 "expected certificates in PEM, found something that is damaged"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tls_files f = made_files(&m, m.certificate);
		struct tls_context *c;
		struct err e;

		*(rows[i].place == CERTIFICATE ? &f.certificate : rows[i].place == KEY ? &f.key : &f.authorities) =
			rows[i].file;
		assert_int_equal(tls_server(&c, &f, &e), rows[i].code);
		assert_null(c);
		assert_string_equal(e.msg, rows[i].msg);
	}
	made_close(&m);
	made_close(&other);
}

/* A file is read by its descriptor however often, from wherever it stands: processes share it. */
static void a_descriptor_is_read_again(void **state)
{
	struct made m = make("DNS:a", -1, 10);
	struct tls_files f = made_files(&m, m.certificate);
	struct tls_context *c;
	struct err e;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(tls_server(&c, &f, &e), 0);
		tls_context_free(c);
		lseek(m.key, 10, SEEK_SET);
	}
	made_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_certificate_says),
		cmocka_unit_test(each_file_that_is_none_is_named),
		cmocka_unit_test(a_descriptor_is_read_again),
	};

	return check_main(tests);
}
