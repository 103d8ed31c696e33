/* The summary of a build for people: what was read, built, held and why, and where the files are. */
#include <stdio.h>
#include <string.h>

#include "cmd/build.h"
#include "cmd/count.h"
#include "deliver/invalid_file.h"

enum { NOTES_SHOWN = 5, INVALID_SHOWN = 5, PATH_MIN = 24, PATH_MAX_SHOWN = 52 };

struct text {
	struct out *o;
	bool color;
};

static const char *paint(const struct text *t, const char *code)
{
	return t->color ? code : "";
}

#define BOLD "\033[1m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

static void heading(const struct text *t, const char *s)
{
	out_printf(t->o, "\n%s%s%s\n", paint(t, BOLD), s, paint(t, PLAIN));
}

/* How wide the column of paths is, so that the counts stand in one. */
static int path_width(const struct snapshot *s)
{
	size_t width = PATH_MIN;

	for (size_t i = 0; i < s->sources.n; i++) {
		size_t n = strlen(s->sources.v[i].shown);

		width = n > width ? n : width;
	}
	return width < PATH_MAX_SHOWN ? (int)width : PATH_MAX_SHOWN;
}

static void put_loss(const struct text *t, const struct gate_loss *l)
{
	out_printf(t->o, "%swarning: ", paint(t, YELLOW));
	count_put(t->o, l->then, 0);
	out_printf(t->o, " in the last good build%s", paint(t, PLAIN));
}

/* Files that patterns of the border file found in the last good build. */
static void put_gone(const struct text *t, const struct build *b, int width)
{
	for (size_t i = 0; i < b->losses.items.n; i++) {
		const struct gate_loss *l = &b->losses.items.v[i];

		if (!l->gone)
			continue;
		out_printf(t->o, "  %-13s  %-*s      gone, ", source_kind_text(l->kind), width, l->path);
		put_loss(t, l);
		out_ch(t->o, '\n');
	}
}

static void put_source(const struct text *t, const struct build *b, const struct snapshot_source *f, int width)
{
	const struct gate_loss *loss = build_loss(b, f);

	out_printf(t->o, "  %-13s  %-*s ", source_kind_text(f->kind), width, f->shown);
	count_put(t->o, f->records, 9);
	out_printf(t->o, " %s%s", f->unit, f->from_index ? ", indexed" : "");
	if (f->damaged) {
		out_printf(t->o, ", %s", paint(t, YELLOW));
		count_put(t->o, f->damaged, 0);
		out_printf(t->o, " damaged%s", paint(t, PLAIN));
	}
	if (snapshot_source_is_empty(f))
		out_printf(t->o, " %swarning: well formed, but no records%s", paint(t, YELLOW),
			   paint(t, PLAIN));
	if (loss) {
		out_str(t->o, ", ");
		put_loss(t, loss);
	}
	if (f->url)
		out_printf(t->o, ", from %s", f->url);
	out_ch(t->o, '\n');
}

static void put_read(const struct text *t, const struct build *b)
{
	int width = path_width(&b->snapshot);

	heading(t, "read");
	for (size_t i = 0; i < b->snapshot.sources.n; i++)
		put_source(t, b, &b->snapshot.sources.v[i], width);
	put_gone(t, b, width);
	if (!b->snapshot.sources.n)
		out_str(t->o, "  nothing: the border names no sources\n");
}

/* How many more there are than were shown. */
static void put_more(const struct text *t, size_t n, const char *where)
{
	if (!n)
		return;
	out_str(t->o, "  … and ");
	count_put(t->o, n, 0);
	out_printf(t->o, " more%s\n", where);
}

/* Notes of one kind, the first few of them. */
static void put_notes(const struct text *t, const char *title, const struct report *r)
{
	char line[sizeof r->notes.v->file + sizeof r->notes.v->msg + 64];
	size_t shown = r->notes.n < NOTES_SHOWN ? r->notes.n : NOTES_SHOWN;

	if (!r->total)
		return;
	heading(t, title);
	for (size_t i = 0; i < shown; i++)
		out_printf(t->o, "  %s\n", err_text(&r->notes.v[i], line, sizeof line));
	put_more(t, r->total - shown, "");
}

static void put_state(const struct text *t, const struct build *b, enum output_state state)
{
	static const char *const colors[] = {
		[OUTPUT_WRITTEN] = GREEN,
		[OUTPUT_UNCHANGED] = "",
		[OUTPUT_HELD] = YELLOW,
		[OUTPUT_FROZEN] = YELLOW,
		[OUTPUT_FAILED] = RED,
	};
	const char *word = state == OUTPUT_WRITTEN && b->pretend ? "to be written" : output_state_text(state);

	out_printf(t->o, "   %s%s%s", paint(t, colors[state]), word, paint(t, PLAIN));
}

/* What was taken out of a list; of one that holds anything it is no news. */
static void put_removed(const struct text *t, const struct output *o)
{
	const struct {
		size_t n;
		const char *one, *many;
	} removed[] = {{o->counts.bogons, "bogon", "bogons"},
		       {o->counts.own, "own", "own"},
		       {o->counts.invalid, "RPKI-invalid", "RPKI-invalid"},
		       {o->counts.too_long, "too long", "too long"}};
	const char *before = "  (";

	for (size_t i = 0; i < sizeof removed / sizeof *removed && !o->counts.anything; i++) {
		if (!removed[i].n)
			continue;
		out_str(t->o, before);
		count_put(t->o, removed[i].n, 0);
		out_printf(t->o, " %s out", removed[i].n == 1 ? removed[i].one : removed[i].many);
		before = ", ";
	}
	if (before[0] == ',')
		out_ch(t->o, ')');
}

static void put_held(const struct text *t, const struct output *o)
{
	char when[STAMP_TIME];

	if (o->hold.dismissed)
		out_printf(t->o, "    %s; this candidate was dismissed, #%lld\n", o->reason, (long long)o->hold.id);
	else if (o->hold.id)
		out_printf(t->o, "    %s; held since %s, #%lld: see 'weir diff', then 'weir approve'\n", o->reason,
			   stamp_time(o->hold.at, when), (long long)o->hold.id);
	else
		out_printf(t->o, "    %s; %s; the candidate is beside it, .held\n", o->reason,
			   o->last ? "the last good list stays" : "no list was ever delivered");
}

static void put_reason(const struct text *t, const struct output *o)
{
	if (o->state == OUTPUT_HELD)
		put_held(t, o);
	else if (o->state == OUTPUT_FAILED || o->state == OUTPUT_FROZEN)
		out_printf(t->o, "    %s\n", o->reason);
}

static void put_output(const struct text *t, const struct build *b, const struct output *o)
{
	char what[64];

	snprintf(what, sizeof what, "%s", o->kind == &output_sources ? "of packets" : "announced");
	if (o->neighbor)
		relationships_text(o->neighbor->relationships, what, sizeof what);
	out_printf(t->o, "  %-18s %-18s", o->stem, what);
	count_put(t->o, o->counts.v4, 9);
	count_put(t->o, o->counts.v6, 9);
	put_state(t, b, o->state);
	put_removed(t, o);
	out_ch(t->o, '\n');
	put_reason(t, o);
}

static void put_built(const struct text *t, const struct build *b)
{
	const struct border_router *router = NULL;

	for (size_t r = 0; r < b->border.routers.n; r++) {
		char title[512];

		router = &b->border.routers.v[r];
		snprintf(title, sizeof title, "%s for %s: %s", b->pretend ? "would build" : "built",
			 router->name.text, router->output.text);
		heading(t, title);
		out_printf(t->o, "  %-18s %-18s%9s%9s\n", "list", "", "IPv4", "IPv6");
		for (size_t i = 0; i < b->outputs.n; i++)
			if (b->outputs.v[i]->router == router)
				put_output(t, b, b->outputs.v[i]);
	}
}

/* One invalid route, and the VRPs that made it so, a line each. */
static void put_invalid_route(const struct text *t, const struct build *b,
			      const struct invalid_route *r)
{
	char text[PREFIX_TEXT];

	out_printf(t->o, "  %s ", prefix_text(&r->prefix, text));
	invalid_origin_put(t->o, r);
	out_printf(t->o, " is %s%s%s by\n      ", paint(t, RED), rov_state_text(r->state),
		   paint(t, PLAIN));
	invalid_causes_put(t->o, r, &b->snapshot, "\n      ");
	out_ch(t->o, '\n');
}

static void put_invalid(const struct text *t, const struct build *b)
{
	const struct invalid_routes *v = &b->invalid;
	size_t n = v->routes.n < INVALID_SHOWN ? v->routes.n : INVALID_SHOWN;

	if (!b->invalid_listed)
		return;
	heading(t, "routes of the table, by the RPKI");
	for (unsigned s = 0; s < ROV_STATES; s++) {
		out_str(t->o, s ? ", " : "  ");
		count_put(t->o, v->states[s], 0);
		out_printf(t->o, " %s", rov_state_text(s));
	}
	out_ch(t->o, '\n');
	for (size_t i = 0; i < n; i++)
		put_invalid_route(t, b, &v->routes.v[i]);
	put_more(t, v->routes.n - n, b->pretend ? "" : ", all in " INVALID_FILE);
}

static void put_end(const struct text *t, const struct build *b)
{
	size_t counts[OUTPUT_STATES] = {0};

	for (size_t i = 0; i < b->outputs.n; i++)
		counts[b->outputs.v[i]->state]++;
	heading(t, b->pretend ? "nothing was written (-n)" : "in sum");
	out_printf(t->o, "  %zu lists: %zu %s, %zu unchanged, %zu held, ", b->outputs.n,
		   counts[OUTPUT_WRITTEN], b->pretend ? "to be written" : "written",
		   counts[OUTPUT_UNCHANGED], counts[OUTPUT_HELD]);
	if (counts[OUTPUT_FROZEN])
		out_printf(t->o, "%zu frozen, ", counts[OUTPUT_FROZEN]);
	out_printf(t->o, "%zu failed\n", counts[OUTPUT_FAILED]);
}

void build_text(struct out *o, const struct build *b, bool color)
{
	const struct text t = {o, color};
	const struct border_text *name = &b->border.network.name;

	out_printf(o, "border of AS%u%s%s, from %s\n", b->border.network.asn, name->text ? ", " : "",
		   name->text ? name->text : "", b->border.path);
	put_read(&t, b);
	put_built(&t, b);
	put_invalid(&t, b);
	put_notes(&t, "named in sets, and not to be found", &b->gaps);
	put_notes(&t, "met in the data", &b->snapshot.damage);
	put_notes(&t, "in the output folders", &b->foreign);
	put_notes(&t, "doubts about neighbors", &b->doubts);
	put_notes(&t, "prefixes of customers that are another's, or nobody's", &b->diligence);
	put_notes(&t, "exceptions in force", &b->exceptions);
	put_notes(&t, "exceptions without effect: their day is over", &b->expired);
	put_notes(&t, "not asked", &b->unasked);
	put_notes(&t, "warnings", &b->border.idle);
	put_end(&t, b);
}
