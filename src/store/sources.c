/* The records of each source: of hold 0 those of the last good build, of an open hold its own. */
#include "store/db.h"

enum { SOURCES_MAX = 1 << 20 };

static int read_source(const struct history *h, sqlite3_stmt *s, struct history_sources *to, struct err *e)
{
	const struct history_source f = {.kind = db_text(s, 0, &to->memory),
					 .entry = db_text(s, 1, &to->memory),
					 .path = db_text(s, 2, &to->memory),
					 .records = (uint64_t)sqlite3_column_int64(s, 3)};

	for (int i = 0; i < 3; i++)
		if (sqlite3_column_type(s, i) == SQLITE_NULL)
			return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is damaged: a source has no name");
	if (sqlite3_column_int64(s, 3) < 0)
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is damaged: a source has %lld records",
			      (long long)sqlite3_column_int64(s, 3));
	if (!f.kind || !f.entry || !f.path || vec_push(&to->items, f, SOURCES_MAX))
		return err_set(e, WEIR_ENOMEM, "out of memory");
	return 0;
}

int history_sources_find(struct history *h, struct history_sources *to, struct err *e)
{
	sqlite3_stmt *s = db_ask(h, e, "SELECT kind, entry, path, records FROM source WHERE hold = 0"
				       " ORDER BY kind, entry, path", "");
	int rc = s ? 0 : e->code;

	while (!rc && (rc = db_row(h, s, e)) == 1) {
		rc = read_source(h, s, to, e);
		if (rc)
			sqlite3_finalize(s);
	}
	return rc;
}

static int forget(struct history *h, int64_t hold, struct err *e)
{
	return db_run(h, e, "DELETE FROM source WHERE hold = ?", "i", hold);
}

int history_sources_set(struct history *h, int64_t hold, const struct history_sources *s, struct err *e)
{
	int rc = forget(h, hold, e);

	/* A file that two entries of the border file find is read twice, and counts once. */
	for (size_t i = 0; !rc && i < s->items.n; i++) {
		const struct history_source *f = &s->items.v[i];

		rc = db_run(h, e, "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)", "ittti", hold, f->kind,
			    f->entry, f->path, (int64_t)f->records);
	}
	return rc;
}

int sources_settle(struct history *h, int64_t hold, enum history_state state, struct err *e)
{
	int rc = 0;

	if (state == HISTORY_APPROVED) {
		rc = db_run(h, e, "DELETE FROM source WHERE hold = 0 AND EXISTS (SELECT 1 FROM source WHERE hold = ?)",
			    "i", hold);
		if (!rc)
			rc = db_run(h, e, "INSERT INTO source SELECT 0, kind, entry, path, records FROM source WHERE hold = ?",
				    "i", hold);
	}
	if (rc || (state != HISTORY_APPROVED && state != HISTORY_DISMISSED))
		return rc;
	return forget(h, hold, e);
}

void history_sources_release(struct history_sources *s)
{
	vec_free(&s->items);
	arena_release(&s->memory);
}
