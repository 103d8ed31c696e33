#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "store/db.h"

enum { LEVEL = 1, RECORDS_MAX = 1 << 24 };

const char *history_kind_text(enum history_kind k)
{
	static const char *const names[HISTORY_KINDS] = {"delivery",  "hold",     "approval",
							 "dismissal", "rollback", "found"};

	return names[k];
}

const char *history_state_text(enum history_state s)
{
	static const char *const names[HISTORY_STATES] = {"done", "begun",    "cut",
							  "open", "approved", "dismissed"};

	return names[s];
}

/* All that can go wrong is that memory is short. What is packed is kept in no more than it needs. */
void history_pack(struct out *to, const void *bytes, size_t n)
{
	size_t room = ZSTD_compressBound(n);
	void *packed = malloc(room);
	size_t size = packed ? ZSTD_compress(packed, room, bytes, n, LEVEL) : 0;

	if (!packed || ZSTD_isError(size))
		to->status = WEIR_ENOMEM;
	else
		out_write(to, packed, size);
	free(packed);
}

/* A content that is there already is there once. */
static int insert_content(struct history *h, const struct history_file *f, const struct out *packed, struct err *e)
{
	if (packed->status)
		return err_set(e, packed->status, "out of memory");
	return db_run(h, e, "INSERT OR IGNORE INTO content VALUES (?, ?, ?)", "tib", f->hash, (int64_t)f->n,
		      packed->s, packed->n);
}

static int add_content(struct history *h, const struct history_file *f, struct err *e)
{
	struct out packed;
	int rc;

	if (f->packed)
		return insert_content(h, f, f->packed, e);
	out_mem(&packed, SIZE_MAX);
	history_pack(&packed, f->bytes, f->n);
	rc = insert_content(h, f, &packed, e);
	out_release(&packed);
	return rc;
}

static int add_file(struct history *h, const struct history_record *r, size_t n, struct err *e)
{
	const struct history_file *f = &r->files[n];
	int rc = f->bytes ? add_content(h, f, e) : 0;

	return rc ? rc
		  : db_run(h, e, "INSERT INTO file VALUES (?, ?, ?, ?, ?)", "iittt", r->id, (int64_t)n,
			   f->name, f->hash, f->was);
}

/* What was begun before and not settled has come to its end. */
static int cut_begun(struct history *h, const struct history_record *r, struct err *e)
{
	return db_run(h, e, "UPDATE record SET state = ? WHERE router = ? AND output = ? AND state = ?", "itti",
		      (int64_t)HISTORY_CUT, r->router, r->output, (int64_t)HISTORY_BEGUN);
}

int history_add(struct history *h, struct history_record *r, struct err *e)
{
	int rc = r->state == HISTORY_BEGUN ? cut_begun(h, r, e) : 0;

	if (rc)
		return rc;
	rc = db_run(h, e, "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiittitti", r->at,
			(int64_t)r->kind, (int64_t)r->state, r->router, r->output, (int64_t)r->asn, r->who,
			r->why, r->of);

	if (rc)
		return rc;
	r->id = sqlite3_last_insert_rowid(h->db);
	for (size_t i = 0; !rc && i < r->nfiles; i++)
		rc = add_file(h, r, i, e);
	return rc;
}

int history_settle(struct history *h, int64_t id, enum history_state state, struct err *e)
{
	int rc = db_run(h, e, "UPDATE record SET state = ? WHERE id = ?", "ii", (int64_t)state, id);

	return rc ? rc : sources_settle(h, id, state, e);
}

static bool read_hash(char to[SHA256_TEXT], sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	if (!text || strlen(text) >= SHA256_TEXT)
		return false;
	strcpy(to, text);
	return true;
}

static int damaged(const struct history *h, struct err *e, int64_t id)
{
	return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is damaged: record %lld makes no sense",
		      (long long)id);
}

/* It becomes a path in the folder of a router, and must not lead out of it. */
static bool is_file_name(sqlite3_stmt *s)
{
	const char *name = (const char *)sqlite3_column_text(s, 0);

	return name && name[0] && name[0] != '.' && !strchr(name, '/');
}

static bool has_texts(sqlite3_stmt *s)
{
	return sqlite3_column_type(s, 4) != SQLITE_NULL && sqlite3_column_type(s, 5) != SQLITE_NULL &&
	       sqlite3_column_type(s, 7) != SQLITE_NULL;
}

static int read_file(struct history *h, sqlite3_stmt *s, struct history_record *r, struct arena *a,
		     struct err *e)
{
	struct history_file *f = &r->files[r->nfiles];

	if (r->nfiles == HISTORY_FILES || !is_file_name(s) || !read_hash(f->hash, s, 1) || !read_hash(f->was, s, 2))
		return damaged(h, e, r->id);
	f->name = db_text(s, 0, a);
	if (!f->name)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	r->nfiles++;
	return 0;
}

static int read_files(struct history *h, struct history_record *r, struct arena *a, struct err *e)
{
	sqlite3_stmt *s = db_ask(h, e, "SELECT name, hash, was FROM file WHERE record = ? ORDER BY n", "i", r->id);
	int rc = s ? 0 : e->code;

	while (!rc && (rc = db_row(h, s, e)) == 1) {
		rc = read_file(h, s, r, a, e);
		if (rc)
			sqlite3_finalize(s);
	}
	return rc;
}

static int read_record(struct history *h, sqlite3_stmt *s, struct history_records *to, struct err *e)
{
	struct history_record r = {.id = sqlite3_column_int64(s, 0),
				   .at = sqlite3_column_int64(s, 1),
				   .kind = (enum history_kind)sqlite3_column_int(s, 2),
				   .state = (enum history_state)sqlite3_column_int(s, 3),
				   .router = db_text(s, 4, &to->memory),
				   .output = db_text(s, 5, &to->memory),
				   .asn = (uint32_t)sqlite3_column_int64(s, 6),
				   .who = db_text(s, 7, &to->memory),
				   .why = db_text(s, 8, &to->memory),
				   .of = sqlite3_column_int64(s, 9)};
	int rc;

	if ((unsigned)r.kind >= HISTORY_KINDS || (unsigned)r.state >= HISTORY_STATES || !has_texts(s))
		return damaged(h, e, r.id);
	if (!r.router || !r.output || !r.who)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	rc = read_files(h, &r, &to->memory, e);
	if (rc)
		return rc;
	return vec_push(&to->items, r, RECORDS_MAX) ? err_set(e, WEIR_ENOMEM, "out of memory") : 0;
}

int history_find(struct history *h, const struct history_query *q, struct history_records *to,
		 struct err *e)
{
	sqlite3_stmt *s = db_ask(h, e,
				 "SELECT id, at, kind, state, router, output, asn, who, why, of FROM record"
				 " WHERE (?1 = 0 OR id = ?1) AND (?2 = 0 OR (?2 >> kind) & 1)"
				 " AND (?3 = 0 OR (?3 >> state) & 1) AND (?4 IS NULL OR router = ?4)"
				 " AND (?5 IS NULL OR output = ?5) ORDER BY id DESC LIMIT ?6",
				 "iiitti", q->id, (int64_t)q->kinds, (int64_t)q->states, q->router, q->output,
				 q->most ? (int64_t)q->most : (int64_t)RECORDS_MAX);
	int rc = s ? 0 : e->code;

	while (!rc && (rc = db_row(h, s, e)) == 1) {
		rc = read_record(h, s, to, e);
		if (rc)
			sqlite3_finalize(s);
	}
	return rc;
}

void history_records_release(struct history_records *r)
{
	vec_free(&r->items);
	arena_release(&r->memory);
}

static int another(const struct history *h, const char *hash, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is damaged: content %.12s is another", hash);
}

/* Unpack what the row holds, and see that it is what its hash says. */
static int unpack(const struct history *h, sqlite3_stmt *s, const char *hash, struct out *to, struct err *e)
{
	const void *packed = sqlite3_column_blob(s, 1);
	size_t npacked = (size_t)sqlite3_column_bytes(s, 1), from = to->n, n;
	uint64_t size = (uint64_t)sqlite3_column_int64(s, 0);
	char *room, got[SHA256_TEXT];

	if (ZSTD_getFrameContentSize(packed, npacked) != size) /* before memory is asked for so many bytes */
		return another(h, hash, e);
	room = out_room(to, size ? size : 1);
	if (!room)
		return err_set(e, to->status, "out of memory");
	n = ZSTD_decompress(room, size, packed, npacked);
	if (ZSTD_isError(n) || n != size || strcmp(sha256_text(room, n, got), hash))
		return another(h, hash, e);
	to->n = from + n;
	return 0;
}

int history_content(struct history *h, const char *hash, struct out *to, struct err *e)
{
	sqlite3_stmt *s = db_ask(h, e, "SELECT size, zstd FROM content WHERE hash = ?", "t", hash);
	int rc = s ? db_row(h, s, e) : e->code;

	if (!rc)
		return err_at(e, WEIR_ESYNTAX, h->path, 0, 0, "the history is damaged: content %.12s is missing",
			      hash);
	if (rc != 1)
		return rc;
	rc = unpack(h, s, hash, to, e);
	sqlite3_finalize(s);
	return rc;
}
