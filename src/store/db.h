#ifndef WEIR_STORE_DB_H
#define WEIR_STORE_DB_H

#include <sqlite3.h>

#include "store/history.h"

/* SQLite as the history uses it: a statement with its values, errors with the file's name. */
struct history {
	sqlite3 *db;
	char *path;
	int lock; /* the descriptor that holds the lock of the one writer; -1: none */
};

/* The error of the last call, in words; returns its weir_code. */
int db_fail(const struct history *h, struct err *e, const char *what);

/*
 * A statement with its values bound in order, one letter for each: 'i' int64_t, 't' text (NULL allowed), 'b' bytes
 * and size_t. NULL with `e` filled.
 */
sqlite3_stmt *db_ask(const struct history *h, struct err *e, const char *sql, const char *types, ...);

/* Step to the next row: 1, 0 at the end, or a negative code; it is finalized unless there is a row. */
int db_row(const struct history *h, sqlite3_stmt *s, struct err *e);

/* A text of the row, kept in the arena; NULL where it is NULL there, or where memory has run out. */
const char *db_text(sqlite3_stmt *s, int column, struct arena *a);

/* Run a statement that gives no rows. */
int db_run(const struct history *h, struct err *e, const char *sql, const char *types, ...);

/* What becomes of a hold's figures of sources when it is approved, or dismissed. */
int sources_settle(struct history *h, int64_t hold, enum history_state state, struct err *e);

#endif
