/*
 * How this works: the file is locked by flock(2) for the one writer, through a descriptor that stays
 * open until SQLite has closed its own (closing any descriptor of a file gives up the POSIX locks
 * that SQLite holds on it). Then application_id and user_version say whether it is ours and how
 * old; what is missing of the schema is added step by step, each in one transaction.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/db.h"

enum { APPLICATION = 0x57656972 /* "Weir" */, MODE = 0644, PATIENCE = 5000 /* ms, for a writer to commit */ };

/*
 * The schema, a step for each version. A step that was released is never changed. Contents have row numbers:
 * a search for a hash would else read the megabytes beside each hash that it passes.
 */
static const char *const steps[] = {
	"CREATE TABLE record (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, state INTEGER NOT NULL, router TEXT NOT NULL, output TEXT NOT NULL,"
	" asn INTEGER NOT NULL, who TEXT NOT NULL, why TEXT, of INTEGER);"
	"CREATE INDEX record_output ON record (router, output, id);"
	"CREATE TABLE content (hash TEXT PRIMARY KEY, size INTEGER NOT NULL, zstd BLOB NOT NULL);"
	"CREATE TABLE file (record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE, n INTEGER NOT NULL,"
	" name TEXT NOT NULL, hash TEXT NOT NULL REFERENCES content (hash), was TEXT NOT NULL,"
	" PRIMARY KEY (record, n)) WITHOUT ROWID;"
	"CREATE INDEX file_hash ON file (hash);",
	"CREATE TABLE source (hold INTEGER NOT NULL, kind TEXT NOT NULL, entry TEXT NOT NULL, path TEXT NOT NULL,"
	" records INTEGER NOT NULL, PRIMARY KEY (hold, kind, entry, path)) WITHOUT ROWID;",
};

enum { VERSION = sizeof steps / sizeof *steps };

static int number(const struct history *h, const char *sql, int64_t *to, struct err *e)
{
	sqlite3_stmt *s = db_ask(h, e, sql, "");
	int rc = s ? db_row(h, s, e) : e->code;

	if (rc != 1)
		return rc;
	*to = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return 0;
}

static int execute(const struct history *h, const char *sql, struct err *e)
{
	return sqlite3_exec(h->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_fail(h, e, "write");
}

/* One transaction: a process that dies in it leaves the version before. */
static int upgrade(struct history *h, int64_t version, struct err *e)
{
	char *sql = sqlite3_mprintf("BEGIN IMMEDIATE; %s PRAGMA application_id = %d; PRAGMA user_version = %lld; COMMIT",
				    steps[version], APPLICATION, (long long)version + 1);
	int rc = sql ? execute(h, sql, e) : err_set(e, WEIR_ENOMEM, "out of memory");

	sqlite3_free(sql);
	if (rc)
		history_undo(h);
	return rc;
}

static int check(struct history *h, enum history_mode mode, struct err *e)
{
	int64_t application = 0, version = 0, tables = 0;
	int rc = number(h, "PRAGMA application_id", &application, e);

	if (!rc)
		rc = number(h, "PRAGMA user_version", &version, e);
	if (!rc)
		rc = number(h, "SELECT count(*) FROM sqlite_master", &tables, e);
	if (rc)
		return rc;
	if (application != APPLICATION && (application || version || tables))
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "expected a history of weir, found another database");
	if (version > VERSION)
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0,
			      "expected a history of version %d or before, found version %lld", VERSION, (long long)version);
	if (mode == HISTORY_READ && version < VERSION)
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is of an old version, which the next build raises");
	for (; !rc && version < VERSION; version++)
		rc = upgrade(h, version, e);
	return rc;
}

static int lock(struct history *h, struct err *e)
{
	h->lock = open(h->path, O_RDWR | O_CREAT | O_CLOEXEC, MODE);
	if (h->lock < 0)
		return err_at(e, WEIR_EIO, h->path, 0, 0, "cannot open the history: %s", strerror(errno));
	if (!flock(h->lock, LOCK_EX | LOCK_NB))
		return 0;
	return err_at(e, WEIR_EIO, h->path, 0, 0, errno == EWOULDBLOCK
		      ? "another weir is at work on this border" : "cannot lock the history");
}

static int open_file(struct history *h, enum history_mode mode, struct err *e)
{
	int flags = mode == HISTORY_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int rc = mode == HISTORY_WRITE ? lock(h, e) : 0;

	if (rc)
		return rc;
	if (sqlite3_open_v2(h->path, &h->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return db_fail(h, e, "open");
	sqlite3_extended_result_codes(h->db, 1);
	sqlite3_busy_timeout(h->db, PATIENCE);
	/* contents are many and large: of a new file, larger pages take half the time that small ones do */
	rc = execute(h, "PRAGMA page_size = 16384; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
			"PRAGMA trusted_schema = OFF; PRAGMA synchronous = EXTRA", e);
	return rc ? rc : check(h, mode, e);
}

/* What has never been written reads as empty. */
static int open_none(struct history *h, struct err *e)
{
	if (sqlite3_open_v2(":memory:", &h->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return db_fail(h, e, "open");
	return check(h, HISTORY_WRITE, e);
}

int history_open(struct history **to, const char *path, enum history_mode mode, struct err *e)
{
	struct history *h = calloc(1, sizeof *h);
	int rc;

	if (h)
		*h = (struct history){.path = strdup(path), .lock = -1};
	if (!h || !h->path) {
		free(h);
		return err_set(e, WEIR_ENOMEM, "out of memory");
	}
	if (mode == HISTORY_READ && access(path, F_OK) && errno == ENOENT)
		rc = open_none(h, e);
	else
		rc = open_file(h, mode, e);
	if (rc)
		history_close(h);
	else
		*to = h;
	return rc;
}

void history_close(struct history *h)
{
	if (!h)
		return;
	sqlite3_close(h->db);
	if (h->lock >= 0)
		close(h->lock);
	free(h->path);
	free(h);
}

int history_begin(struct history *h, struct err *e)
{
	return execute(h, "BEGIN IMMEDIATE", e);
}

/*
 * A record goes where HISTORY_KEPT newer ones of its output are; what is open or begun stays, and the
 * newest that is in force.
 */
static int trim(struct history *h, struct err *e)
{
	int rc = db_run(h, e,
			"DELETE FROM record WHERE state NOT IN (?, ?) AND"
			" (SELECT count(*) FROM record AS r WHERE r.router = record.router AND"
			"  r.output = record.output AND r.id > record.id) >= ? AND"
			" id NOT IN (SELECT max(id) FROM record WHERE state = ? AND (? >> kind) & 1"
			"  GROUP BY router, output)",
			"iiiii", (int64_t)HISTORY_OPEN, (int64_t)HISTORY_BEGUN, (int64_t)HISTORY_KEPT,
			(int64_t)HISTORY_DONE, (int64_t)HISTORY_IN_FORCE);

	if (rc || !sqlite3_changes(h->db))
		return rc;
	return db_run(h, e, "DELETE FROM content WHERE hash NOT IN (SELECT hash FROM file)", "");
}

int history_commit(struct history *h, struct err *e)
{
	int rc = trim(h, e);

	if (!rc)
		rc = execute(h, "COMMIT", e);
	if (rc)
		history_undo(h);
	return rc;
}

void history_undo(struct history *h)
{
	if (!sqlite3_get_autocommit(h->db))
		sqlite3_exec(h->db, "ROLLBACK", NULL, NULL, NULL);
}
