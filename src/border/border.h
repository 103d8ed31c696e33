#ifndef WEIR_BORDER_BORDER_H
#define WEIR_BORDER_BORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/report.h"
#include "base/vec.h"
#include "border/language.h"
#include "net/endpoint.h"
#include "net/range.h"

/*
 * The border file: who I am, who my neighbors are, where facts come from
 * (weir.yaml(5)). What is read is checked as a whole: every name that is used is
 * defined, nothing is given twice.
 */

/* What a neighbor is to the network; a hybrid one is several of them. */
enum relationship {
	REL_CUSTOMER = 1 << 0,
	REL_PROVIDER = 1 << 1,
	REL_PEER = 1 << 2,
	REL_SIBLING = 1 << 3,
	REL_PARTIAL_CUSTOMER = 1 << 4,
	REL_PARTIAL_PROVIDER = 1 << 5,
	REL_RS = 1 << 6,       /* a route server */
	REL_RS_CLIENT = 1 << 7 /* the network is a route server to it */
};

/* A text with its place in the border file; text == NULL where it is not given. */
struct border_text {
	const char *text;
	uint32_t line, col;
};

struct border_texts {
	VEC(struct border_text) items;
};

struct border_prefix {
	struct prefix prefix;
	uint32_t line, col;
};

struct border_prefixes {
	VEC(struct border_prefix) items;
};

/* `yes` or `no`, or nothing. */
enum border_switch { SWITCH_UNSET, SWITCH_YES, SWITCH_NO };

/* A number for each family; 0 where none is given. */
struct border_families {
	uint32_t v4, v6;
};

/* How far lists go beyond what is registered word for word. */
struct border_policy {
	struct border_families max_length; /* nothing longer is let in */
	enum border_switch more_specifics; /* what is more specific than a registered prefix is let in */
	enum border_switch roa_routes;     /* a ROA counts as a route object */
};

/* The network itself. */
struct border_network {
	uint32_t asn;
	struct border_text name;
	struct border_texts as_sets; /* AS-FOO, AS64500:AS-ALL, RIPE::AS-FOO or AS64500 */
	struct border_prefixes prefixes;
	struct border_policy policy; /* of neighbors that do not say otherwise */
};

/* What a person lets in, or keeps out, whatever the registries say. */
struct border_exception {
	bool accept;      /* else reject */
	struct range range; /* family 0: an AS number */
	uint32_t asn;
	struct border_text what; /* as it stands there: "192.0.2.0/24^25-26", "AS64500" */
	struct border_text reason;
	uint32_t expires; /* the last day of its effect, YYYYMMDD */
	uint32_t line, col;
};

struct border_exceptions {
	VEC(struct border_exception) items;
};

/* How far a hold of the gate reaches: what else is not delivered until a person has looked. */
enum border_freeze { FREEZE_BORDER, FREEZE_ROUTER, FREEZE_NEIGHBOR };

/* When the gate holds an output (weir.yaml(5)). */
struct border_gate {
	uint32_t min_entries;
	uint32_t max_change; /* percent of the last delivered list's entries; GATE_ANY_CHANGE: any */
	uint32_t max_asns;   /* that the sets of a neighbor reach */
	uint32_t max_depth;  /* of sets below sets */
	enum border_freeze freeze;
	bool no_checkers; /* do not ask the routers' own programs */
};

enum { GATE_ANY_CHANGE = UINT32_MAX };

/* Schemes of source-address validation (weir-sav(1)). */
enum sav_scheme {
	SAV_ACL,
	SAV_STRICT,
	SAV_FEASIBLE,
	SAV_EFP_A,
	SAV_EFP_A_ROA,
	SAV_EFP_B,
	SAV_EFP_B_ROA,
	SAV_LOOSE,
	SAV_LOOSE_NO_DEFAULT,
	SAV_SCHEMES
};

struct border_neighbor {
	uint32_t asn;
	uint32_t line, col; /* where it begins */
	unsigned relationships; /* of enum relationship, at least one */
	struct border_text name;
	struct border_texts as_sets;     /* what may be accepted from it */
	struct border_prefixes prefixes; /* also what may be accepted from it */
	struct border_texts router_names;
	VEC(uint32_t) routers; /* numbers in border.routers; at least one */
	struct border_texts interfaces; /* where its packets come in */
	unsigned empty; /* families that may have no entries: bits 1 << IPV4, 1 << IPV6 */
	struct border_policy policy;
	struct border_exceptions exceptions;
	struct border_families max_prefix; /* routes that it may send; 0: as proposed */
	enum border_switch blackhole;      /* whether it may ask for RFC 7999's blackhole */
	unsigned sav; /* bits 1 << enum sav_scheme: a packet must pass each; 0: by RFC 8704 section 3.7 */
};

/* What a router's filter of source addresses is written in. */
enum border_sources { SOURCES_BY_LANGUAGE, SOURCES_NFTABLES, SOURCES_JUNOS, SOURCES_OFF };

struct border_router {
	struct border_text name;
	enum border_language language;
	enum border_sources sources;
	struct border_text output; /* a folder, resolved */
	uint32_t line, col;
};

enum source_kind {
	SOURCE_IRR_DUMP,
	SOURCE_RPKI_JSON,
	SOURCE_RPKI_CSV,
	SOURCE_RPKI_SLURM,
	SOURCE_RPKI_CLIENT, /* what a relying party that we run found last; the path is that file's */
	SOURCE_RELATIONSHIPS,
	SOURCE_DELEGATIONS,
	SOURCE_ROUTES_MRT,
	SOURCE_ROUTES_TEXT,
	SOURCE_FIB_TEXT
};

enum { SOURCE_KINDS = SOURCE_FIB_TEXT + 1 };

/* Whether it is a source of the RPKI. */
static inline bool source_is_rpki(enum source_kind kind)
{
	return kind == SOURCE_RPKI_JSON || kind == SOURCE_RPKI_CSV || kind == SOURCE_RPKI_SLURM ||
	       kind == SOURCE_RPKI_CLIENT;
}

#define FETCHED_FOLDER "https" /* what is fetched from URLs, below the folder of the state */

/*
 * One place where facts come from; the path is resolved and may be a pattern of glob(7). What a URL names is
 * fetched into the file at `path`, below the folder of the state, and read from there.
 */
struct border_source {
	enum source_kind kind;
	struct border_text path;
	struct border_text url; /* https, or http of an address of loopback; no text: it is not fetched */
	struct border_text ca;  /* a file of the authorities that its server is believed by; no text: the system's */
	uint32_t refresh;       /* seconds between two looks at the URL; 0: it is not fetched */
};

/* Whether its file is kept below the state by us: its path is no pattern, and there may be none yet. */
static inline bool source_is_kept(const struct border_source *s)
{
	return s->url.text || s->kind == SOURCE_RPKI_CLIENT;
}

/* A relying party that is run here (weir-rpki(1)): Debian's rpki-client. At most one. */
struct border_client {
	struct border_text tals;       /* a folder of trust anchor locators, resolved */
	uint32_t refresh;              /* seconds between two runs, at least; up to half as many more by chance */
	uint32_t time_limit;           /* seconds that a run may take */
	uint32_t max_failed_manifests; /* of a run that is good */
	enum border_switch rsync_only; /* no RRDP */
	bool given;
};

/* Space that nobody may announce. */
struct border_bogons {
	bool off;
	struct border_prefixes except; /* space that is no bogon here */
	enum border_switch reserved;   /* space that a RIR holds back is one, too */
};

/* How ASPAs are told to a router that asks for them (rtr/record.h has the same order). */
enum border_aspa_pdu { ASPA_PDU_CURRENT, ASPA_PDU_DRAFT10, ASPA_PDU_OFF };

/* The PEM files of a listener; no certificate: it does not speak TLS. No `clients`: everybody may connect. */
struct border_tls {
	struct border_text certificate, key, clients;
};

/* Where the daemon listens; port 0 where it does not. */
struct border_listen {
	struct endpoint at;
	enum border_switch plain; /* TCP without TLS may leave this machine */
	struct border_tls tls;
	uint32_t line, col;
};

struct border_rtr {
	struct border_listen listen;
	struct border_prefixes allow; /* who may connect; none: everybody */
	struct border_text md5;       /* the file of the key that they sign with (RFC 2385); NULL: they do not */
	enum border_aspa_pdu aspa;
};

/* When the daemon runs `weir build`. */
struct border_build {
	bool off, given;
	uint32_t every;      /* seconds between two runs at most */
	uint32_t settle;     /* seconds that files must stay what they are before they are read */
	uint32_t time_limit; /* seconds that a run may take */
};

/* The daemon (weir-serve(1)). */
struct border_serve {
	VEC(struct border_rtr) rtr;
	struct border_listen http;
	uint32_t max_age;    /* seconds after which data are not served any more */
	uint32_t max_shrink; /* percent of VRPs or ASPAs that may go at once (fetch/shrink.h); GATE_ANY_CHANGE: any */
	struct border_text state; /* a folder, resolved; also where nothing is served, for what is fetched */
	struct border_build build;
	struct border_text user;  /* whom its processes run as, where it is started as root */
	struct border_text fetch_user; /* whom the relying party runs as, where it is started as root */
	bool given;
};

/* Where the daemon listens, by number: for each of rtr, then for HTTP. */
static inline const struct border_listen *border_listener(const struct border_serve *s, size_t i)
{
	return i < s->rtr.n ? &s->rtr.v[i].listen : &s->http;
}

struct border {
	const char *path; /* of the border file */
	uint32_t date;    /* the day that exceptions are judged by, YYYYMMDD: the caller's to set */
	struct border_network network;
	struct border_prefixes beacons;
	VEC(struct border_neighbor) neighbors;
	VEC(struct border_source) sources; /* per kind, the order is the order of trust */
	struct border_client client;       /* of the source of its kind; `serve` has defaults where this is given */
	struct border_bogons bogons;
	struct border_gate gate;
	struct border_text history; /* its file, resolved (store/history.h) */
	VEC(struct border_router) routers;
	struct border_serve serve;
	/*
	 * What is read and has no effect in this version, with the places. Where it
	 * is a source, what is built lacks its facts.
	 */
	struct report idle;
	size_t idle_sources;
	struct arena memory;
};

enum {
	BORDER_NEIGHBORS_MAX = 1 << 16,
	BORDER_ROUTERS_MAX = 1 << 12,
	BORDER_LISTENERS_MAX = 64,
	BORDER_LIST_MAX = 1 << 16 /* of any other list */
};

/*
 * Read a border file into a zeroed `b`. Relative paths in it count from its
 * folder. Every error of the file goes into `errors`, in the order of the
 * places. 0, WEIR_ENOMEM, or WEIR_ESYNTAX where there is at least one error
 * (WEIR_EIO where it could not be read); release `b` in either case.
 */
int border_read(struct border *b, const char *path, struct report *errors);

/* The same from memory. */
int border_read_mem(struct border *b, const char *path, const void *bytes, size_t n,
		    struct report *errors);

void border_release(struct border *b);

enum { MAX_LENGTH_IPV4 = 24, MAX_LENGTH_IPV6 = 48 }; /* how far more specifics go without `max-length` */

/*
 * What holds for a neighbor (NULL: for what the network announces): its own word, else the network's,
 * else the default, which is no maximum, no more specifics, ROAs as route objects. O(1).
 */
struct border_policy border_policy(const struct border *b, const struct border_neighbor *n);

/*
 * Whether a daemon that runs for the one does for the other: places in the file do not count, nor `md5`, which
 * is the kernel's, nor `plain`, which is asked for when the border is read. O(listeners and their prefixes).
 */
bool border_serve_equal(const struct border_serve *a, const struct border_serve *b);

/* Whether a relying party that was run for the one need not be run for the other before its time. O(1). */
bool border_client_equal(const struct border_client *a, const struct border_client *b);

/* Whether such a neighbor may carry a piece of the network's own space. */
static inline bool relationships_may_carry_own(unsigned set)
{
	return set & (REL_CUSTOMER | REL_PARTIAL_CUSTOMER | REL_SIBLING | REL_RS_CLIENT);
}

/* "customer", "peer", …, of one relationship. */
const char *relationship_text(enum relationship r);

/* A neighbor's relationships in words, "customer, peer"; returns `to`. */
const char *relationships_text(unsigned set, char *to, size_t size);

/* "acl", "strict", "efp-b-roa", … */
const char *sav_scheme_text(enum sav_scheme s);

/* The scheme of that name; false where there is none. */
bool sav_scheme_find(const char *name, enum sav_scheme *s);

/*
 * Whether the daemon builds it: where it has neighbors, and says so, or names its routers. A border that does not
 * say where its files go is one for somebody at a terminal.
 */
bool border_builds(const struct border *b);

/* Whether any of its sources has a URL. */
bool border_fetches(const struct border *b);

/* The key under which a source stands: "irr dump", "rpki json", … */
const char *source_kind_text(enum source_kind kind);

#endif
