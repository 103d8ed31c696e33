#include "store/db.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int db_fail(const struct history *h, struct err *e, const char *what)
{
	int code = h->db ? sqlite3_errcode(h->db) : SQLITE_NOMEM;

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return err_at(e, WEIR_ENOMEM, h->path, 0, 0, "out of memory");
	case SQLITE_NOTADB:
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "expected a history of weir, found another file");
	case SQLITE_CORRUPT:
	case SQLITE_ERROR: /* a table or column that is not there */
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is damaged: %s", sqlite3_errmsg(h->db));
	case SQLITE_FULL:
		return err_at(e, WEIR_EIO, h->path, 0, 0, "cannot %s the history: %s", what, strerror(ENOSPC));
	default:
		return err_at(e, WEIR_EIO, h->path, 0, 0, "cannot %s the history: %s", what,
			      sqlite3_errmsg(h->db));
	}
}

static int bind(sqlite3_stmt *s, const char *types, va_list ap)
{
	int rc = SQLITE_OK;

	for (int i = 1; rc == SQLITE_OK && types[i - 1]; i++) {
		if (types[i - 1] == 'i') {
			rc = sqlite3_bind_int64(s, i, va_arg(ap, int64_t));
		} else if (types[i - 1] == 't') {
			rc = sqlite3_bind_text(s, i, va_arg(ap, const char *), -1, SQLITE_STATIC);
		} else {
			const void *bytes = va_arg(ap, const void *);

			rc = sqlite3_bind_blob64(s, i, bytes, va_arg(ap, size_t), SQLITE_STATIC);
		}
	}
	return rc;
}

static sqlite3_stmt *ask(const struct history *h, struct err *e, const char *sql, const char *types,
			 va_list ap)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(h->db, sql, -1, &s, NULL) == SQLITE_OK && bind(s, types, ap) == SQLITE_OK)
		return s;
	db_fail(h, e, "use");
	sqlite3_finalize(s);
	return NULL;
}

sqlite3_stmt *db_ask(const struct history *h, struct err *e, const char *sql, const char *types, ...)
{
	sqlite3_stmt *s;
	va_list ap;

	va_start(ap, types);
	s = ask(h, e, sql, types, ap);
	va_end(ap);
	return s;
}

int db_row(const struct history *h, sqlite3_stmt *s, struct err *e)
{
	int step = sqlite3_step(s), rc = 0;

	if (step == SQLITE_ROW)
		return 1;
	if (step != SQLITE_DONE)
		rc = db_fail(h, e, sqlite3_stmt_readonly(s) ? "read" : "write");
	sqlite3_finalize(s);
	return rc;
}

const char *db_text(sqlite3_stmt *s, int column, struct arena *a)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text ? arena_strndup(a, text, strlen(text)) : NULL;
}

int db_run(const struct history *h, struct err *e, const char *sql, const char *types, ...)
{
	struct err inner = {0};
	sqlite3_stmt *s;
	va_list ap;
	int rc;

	va_start(ap, types);
	s = ask(h, &inner, sql, types, ap);
	va_end(ap);
	if (!s) {
		if (e)
			*e = inner;
		return inner.code;
	}
	rc = db_row(h, s, e);
	if (rc == 1)
		sqlite3_finalize(s); /* a PRAGMA that answers */
	return rc < 0 ? rc : 0;
}
