/*
 * How this works: libcurl writes what comes into the temporary of an atomic file, bytes as they are sent:
 * where the server compressed them they stay so, as all readers of sources decompress (base/input.h), and
 * whole_check() has them decompressed once to see that nothing is missing and nothing explodes. Only a whole
 * file replaces the old one.
 */
#include "fetch/https.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "fetch/validators.h"
#include "fetch/whole.h"

enum { REDIRECTS = 5, CONNECT_SECONDS = 30, HEADERS_MAX = 1 << 16, FIELD = VALIDATOR_MAX + 32 };

enum { STATUS_OK = 200, STATUS_NOT_MODIFIED = 304 };

struct transfer {
	const struct https_ask *ask;
	CURL *curl;
	struct curl_slist *fields;
	struct atomic_file file;
	struct validators had; /* of last time */
	uint64_t taken;        /* bytes of the body */
	size_t heard;          /* bytes of the heads of all answers */
	const char *refused;   /* why the rest is not wanted */
	char said[CURL_ERROR_SIZE];
};

static long status_of(const struct transfer *t)
{
	long status = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* The body of an answer that is none is not wanted. */
static size_t on_body(char *bytes, size_t one, size_t n, void *context)
{
	struct transfer *t = context;

	if (status_of(t) != STATUS_OK)
		return 0;
	t->taken += one * n;
	if (t->taken > t->ask->max_bytes) {
		t->refused = "more bytes than it may have";
		return 0;
	}
	out_write(&t->file.out, bytes, one * n);
	return t->file.out.status ? 0 : one * n;
}

static size_t on_head(char *bytes, size_t one, size_t n, void *context)
{
	struct transfer *t = context;

	(void)bytes;
	t->heard += one * n;
	if (t->heard <= HEADERS_MAX)
		return one * n;
	t->refused = "a head without end";
	return 0;
}

/* The last answer's field; "" where it is not there, or could not be sent back. */
static void read_field(const struct transfer *t, const char *name, char to[VALIDATOR_MAX])
{
	struct curl_header *h;

	*to = '\0';
	if (!curl_easy_header(t->curl, name, 0, CURLH_HEADER, -1, &h) && validator_is_sound(h->value))
		strcpy(to, h->value);
}

static bool add_field(struct transfer *t, const char *name, const char *value)
{
	char line[FIELD];
	struct curl_slist *longer;

	snprintf(line, sizeof line, "%s: %s", name, value);
	longer = curl_slist_append(t->fields, line);
	if (longer)
		t->fields = longer;
	return longer != NULL;
}

/* What is asked beside the URL. Validators are of use only where their file is still there. */
static bool add_fields(struct transfer *t)
{
	if (!add_field(t, "Accept-Encoding", "gzip"))
		return false;
	if (t->had.etag[0] && !add_field(t, "If-None-Match", t->had.etag))
		return false;
	return !t->had.modified[0] || add_field(t, "If-Modified-Since", t->had.modified);
}

/* Whom it is believed by: beside a file of authorities the system's do not count. */
static bool set_trust(const struct transfer *t)
{
	CURL *c = t->curl;

	return !curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L) && !curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L) &&
	       !curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) &&
	       (!t->ask->ca || (!curl_easy_setopt(c, CURLOPT_CAINFO, t->ask->ca) &&
				!curl_easy_setopt(c, CURLOPT_CAPATH, NULL)));
}

static bool set_limits(const struct transfer *t)
{
	CURL *c = t->curl;

	return !curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS) &&
	       !curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)t->ask->seconds) &&
	       !curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)HTTPS_SLOW) &&
	       !curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)t->ask->stall_seconds) &&
	       !curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->ask->max_bytes) &&
	       !curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L) &&
	       !curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)REDIRECTS) &&
	       !curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https") &&
	       !curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, strncasecmp(t->ask->url, "http:", 5) ? "https" : "http");
}

/* HTTP/1.1 alone: one file needs no second parser of frames. */
static bool set_rest(struct transfer *t)
{
	CURL *c = t->curl;

	return !curl_easy_setopt(c, CURLOPT_URL, t->ask->url) && !curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) &&
	       !curl_easy_setopt(c, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
	       !curl_easy_setopt(c, CURLOPT_USERAGENT, "weir/" WEIR_VERSION) &&
	       !curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->fields) &&
	       !curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L) &&
	       !curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->said) &&
	       !curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body) && !curl_easy_setopt(c, CURLOPT_WRITEDATA, t) &&
	       !curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_head) && !curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
}

static int failed(const struct transfer *t, int code, struct err *e, const char *why)
{
	return err_at(e, code, t->ask->url, 0, 0, "%s", why);
}

/*
 * Whether the answer says where it ends. One that ends where the connection does may be cut by anybody on the way:
 * libcurl takes the end of TCP for that of TLS.
 */
static bool has_length(const struct transfer *t)
{
	curl_off_t length = -1;
	struct curl_header *h;

	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	return length >= 0 || !curl_easy_header(t->curl, "Transfer-Encoding", 0, CURLH_HEADER, -1, &h);
}

/* What came, in the order of what explains most: our own reason, the answer's status, libcurl's word. */
static int judge_transfer(const struct transfer *t, CURLcode done, struct err *e)
{
	const long status = status_of(t);
	const bool conditional = t->had.etag[0] || t->had.modified[0];

	if (done == CURLE_FILESIZE_EXCEEDED || t->refused)
		return err_at(e, WEIR_ELIMIT, t->ask->url, 0, 0, "expected at most %" PRIu64 " bytes, found %s",
			      t->ask->max_bytes, t->refused ? t->refused : "more");
	if (t->file.out.status)
		return failed(t, WEIR_EIO, e, "cannot be written to disk");
	if (done == CURLE_OUT_OF_MEMORY)
		return failed(t, WEIR_ENOMEM, e, "out of memory");
	if (done == CURLE_UNSUPPORTED_PROTOCOL)
		return failed(t, WEIR_EIO, e, "expected a redirect to https, found one to something else");
	if (done && done != CURLE_WRITE_ERROR)
		return failed(t, WEIR_EIO, e, t->said[0] ? t->said : curl_easy_strerror(done));
	if (status != STATUS_OK && (status != STATUS_NOT_MODIFIED || !conditional))
		return err_at(e, WEIR_EIO, t->ask->url, 0, 0, "expected status 200, found %ld", status);
	if (done)
		return failed(t, WEIR_EIO, e, curl_easy_strerror(done));
	if (status == STATUS_OK && !has_length(t))
		return failed(t, WEIR_ESYNTAX, e, "expected an answer that says its length, found one that ends anywhere");
	if (status == STATUS_OK && !t->taken)
		return failed(t, WEIR_ESYNTAX, e, "expected a file, found an empty one");
	return 0;
}

static int ask_server(struct transfer *t, struct err *e)
{
	t->curl = curl_easy_init();
	if (!t->curl || !add_fields(t) || !set_trust(t) || !set_limits(t) || !set_rest(t))
		return failed(t, WEIR_ENOMEM, e, "out of memory, or a libcurl without TLS");
	return judge_transfer(t, curl_easy_perform(t->curl), e);
}

/* That the bytes on disk are whole, by what the server says that they are. */
static int check_body(struct transfer *t, struct err *e)
{
	char coding[VALIDATOR_MAX], why[sizeof e->msg];
	struct err inner = {.code = 0};
	bool gzip;
	int rc;

	read_field(t, "Content-Encoding", coding);
	gzip = !strcasecmp(coding, "gzip") || !strcasecmp(coding, "x-gzip");
	if (!gzip && coding[0] && strcasecmp(coding, "identity"))
		return err_at(e, WEIR_ESYNTAX, t->ask->url, 0, 0, "expected gzip or no coding of the content, found '%.60s'",
			      coding);
	if (out_finish(&t->file.out))
		return failed(t, WEIR_EIO, e, "cannot be written to disk");
	rc = whole_check(t->file.tmp, gzip, t->ask->max_bytes, &inner);
	snprintf(why, sizeof why, "%s", inner.msg);
	return rc ? failed(t, rc, e, why) : 0;
}

static int keep_validators(struct transfer *t, struct err *e)
{
	struct validators v = {.bytes = t->taken};

	read_field(t, "ETag", v.etag);
	read_field(t, "Last-Modified", v.modified);
	return validators_write(&v, t->ask->path, t->ask->url, e);
}

/* The old validators go first: with the new file they would say that it is the old one. */
static int replace(struct transfer *t, struct err *e)
{
	char *beside;
	int rc;

	if (asprintf(&beside, "%s" FETCHED_MARK, t->ask->path) < 0)
		return failed(t, WEIR_ENOMEM, e, "out of memory");
	unlink(beside);
	free(beside);
	rc = atomic_file_commit(&t->file, e);
	return rc ? rc : keep_validators(t, e);
}

static int take_body(struct transfer *t, enum https_outcome *outcome, struct err *e)
{
	int rc = check_body(t, e);

	if (rc)
		return rc;
	*outcome = whole_equal(t->file.tmp, t->ask->path) ? HTTPS_SAME : HTTPS_NEW;
	return *outcome == HTTPS_SAME ? keep_validators(t, e) : replace(t, e);
}

static int run(struct transfer *t, enum https_outcome *outcome, struct err *e)
{
	int rc = ask_server(t, e);

	if (rc)
		return rc;
	if (status_of(t) == STATUS_OK)
		return take_body(t, outcome, e);
	*outcome = HTTPS_SAME;
	return validators_write(&t->had, t->ask->path, t->ask->url, e);
}

int https_fetch(const struct https_ask *ask, enum https_outcome *outcome, struct err *e)
{
	struct transfer t = {.ask = ask};
	struct stat st;
	int rc;

	validators_read(&t.had, ask->path, ask->url);
	if (stat(ask->path, &st) || (uint64_t)st.st_size != t.had.bytes)
		t.had = (struct validators){.bytes = 0};
	rc = atomic_file_open(&t.file, ask->path, e);
	if (rc)
		return rc;
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		rc = failed(&t, WEIR_ENOMEM, e, "libcurl cannot be started");
	else
		rc = run(&t, outcome, e);
	if (t.file.tmp)
		atomic_file_abort(&t.file);
	curl_slist_free_all(t.fields);
	curl_easy_cleanup(t.curl);
	curl_global_cleanup();
	return rc;
}
