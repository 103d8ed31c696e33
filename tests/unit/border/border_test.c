#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "border/border.h"

/* What every file here needs, on one line, so that errors begin on line 2. */
#define HEAD "network: {asn: 64500}\n"
#define NEIGHBOR "neighbors: [{asn: 64501, relationship: customer}]\n"

/* All errors of a text, a line each. */
static const char *errors_of(const char *text)
{
	static char all[8192];
	struct border b = {0};
	struct report errors = {0};
	char line[600];
	int rc = border_read_mem(&b, "etc/weir.yaml", text, strlen(text), &errors);

	all[0] = '\0';
	for (size_t i = 0; i < errors.notes.n; i++) {
		strcat(all, err_text(&errors.notes.v[i], line, sizeof line) + strlen("etc/weir.yaml:"));
		strcat(all, "\n");
	}
	assert_int_equal(rc != 0, errors.total != 0);
	report_release(&errors);
	border_release(&b);
	return all;
}

static void each_error_has_its_place_and_says_what_was_expected(void **state)
{
	static const struct {
		const char *text, *errors;
	} rows[] = {
		{"", " expected a map with 'network' and 'neighbors', found an empty file\n"},
		{"# only a comment\n",
		 " expected a map with 'network' and 'neighbors', found an empty file\n"},
		{"[]\n", "1:1: expected a map, found an empty list\n"},
		{"hello\n", "1:1: expected a map, found 'hello'\n"},
		{HEAD, "1:1: the border file: expected a key 'neighbors' or 'serve', found none\n"},
		{HEAD "serve: {}\n", "2:8: serve: expected a key 'rtr', found none\n"},
		{HEAD "neighbors: []\nsources: {rpki: [{client: fort}, {json: a, tals: b}]}\n",
		 "3:27: client: expected rpki-client, found 'fort'\n"
		 "3:34: rpki source: expected a key 'client' beside 'tals', 'time-limit', 'rsync-only' or "
		 "'max-failed-manifests', found none\n"},
		{HEAD "neighbors: []\nsources: {rpki: [{client: rpki-client, refresh: 1s}, {client: rpki-client,\n"
		      "time-limit: 2d, rsync-only: 1}]}\n",
		 "3:49: refresh: expected a duration from 10s to 1d, found '1s'\n"
		 "3:54: rpki source: expected one relying party, found another\n"
		 "4:13: time-limit: expected a duration from 1s to 1d, found '2d'\n"
		 "4:29: rsync-only: expected yes or no, found '1'\n"},
		{HEAD "serve: {rtr: [{listen: 127.0.0.1}, {listen: \"[::1]:0\"}, {allow: []}, {listen: localhost:8282}]}\n",
		 "2:24: listen: expected an address and a port such as 127.0.0.1:8282 or [::1]:8282, found '127.0.0.1'\n"
		 "2:45: listen: expected an address and a port such as 127.0.0.1:8282 or [::1]:8282, found '[::1]:0'\n"
		 "2:57: rtr listener: expected a key 'listen', found none\n"
		 "2:79: listen: expected an address and a port such as 127.0.0.1:8282 or [::1]:8282, found 'localhost:8282'\n"},
		{HEAD "serve: {rtr: [{listen: 0.0.0.0:8282}, {listen: 192.0.2.1:8282, plain: yes}, {listen: \"[::]:323\",\n"
		      "plain: no}, {listen: 127.0.0.2:8282}], http: {listen: 192.0.2.1:80}}\n",
		 "2:24: listen: expected an address of loopback, or 'tls' or 'plain: yes' beside it, found '0.0.0.0:8282'\n"
		 "2:86: listen: expected an address of loopback, or 'tls' or 'plain: yes' beside it, found '[::]:323'\n"
		 "3:55: listen: expected an address of loopback, or 'tls' or 'plain: yes' beside it, found '192.0.2.1:80'\n"},
		{HEAD "serve: {rtr: [{listen: 127.0.0.1:1},\n{listen: 127.0.0.1:1}], http: {listen: 127.0.0.1:1}}\n",
		 "3:10: '127.0.0.1:1' is listened at twice, first on line 2\n"
		 "3:40: '127.0.0.1:1' is listened at twice, first on line 2\n"
		 "3:40: '127.0.0.1:1' is listened at twice, first on line 3\n"},
		{HEAD "serve: {rtr: [{listen: 127.0.0.1:1, aspa-pdu: draft, allow: x, tls: {}}], max-age: 59s, max-shrink: 1,\n"
		      "state: [], user: a/b}\n",
		 "2:47: aspa-pdu: expected current, draft10 or off, found 'draft'\n"
		 "2:61: allow: expected a prefix such as 192.0.2.0/24 or 2001:db8::/32, found 'x'\n"
		 "2:69: tls map: expected a key 'certificate', found none\n"
		 "2:69: tls map: expected a key 'key', found none\n"
		 "2:101: max-shrink: expected a percentage such as 20%, or off, found '1'\n"
		 "3:8: state: expected a path, found an empty list\n"
		 "3:18: user: expected a name without '/', such as edge1, found 'a/b'\n"},
		{HEAD "serve: {rtr: [{listen: 127.0.0.1:1, md5: key}, {listen: 127.0.0.1:2, md5: key, allow: 127.0.0.1/32}]}\n",
		 "2:42: md5: expected 'allow' beside it, the routers that have the key, found none\n"},
		{HEAD "serve: {rtr: [{listen: 127.0.0.1:1}], max-age: 8d}\n",
		 "2:48: max-age: expected a duration from 1s to 7d, found '8d'\n"},
		{HEAD "serve: {rtr: [{listen: 127.0.0.1:1}], max-age: 6}\n",
		 "2:48: max-age: expected a duration such as 30s, 15m, 6h or 2d, found '6'\n"},
		{NEIGHBOR, "1:1: the border file: expected a key 'network', found none\n"},
		{NEIGHBOR "serve: {rtr: [{listen: 127.0.0.1:1}]}\n",
		 "1:1: the border file: expected a key 'network', found none\n"},
		{"serve: {rtr: [{listen: 127.0.0.1:1}]}\n", ""},
		{HEAD NEIGHBOR "neigbors: []\n",
		 "3:1: unknown key 'neigbors' of the border file; did you mean 'neighbors'?\n"},
		{HEAD NEIGHBOR "colour: red\n", "3:1: unknown key 'colour' of the border file\n"},
		{HEAD NEIGHBOR NEIGHBOR, "3:1: key 'neighbors' is given twice, first on line 2\n"},
		{HEAD "neighbors: {asn: 64501}\n", "2:12: neighbors: expected a list, found a map\n"},
		{HEAD "neighbors: [64501]\n", "2:13: expected a map, found '64501'\n"},
		{HEAD "neighbors:\n",
		 "2:11: neighbors: expected a list, found nothing\n"},
		{HEAD "neighbors: [{asn: 1, relationship: peer, exceptions: [{reason: x, expires: 2027-01-31}]}]\n",
		 "2:55: exception: expected one of the keys 'accept' and 'reject', found none\n"},
		{HEAD "neighbors: [{asn: 1, relationship: peer, exceptions: [{accept: AS2, reject: AS3, reason: x,\n"
		      "expires: 2028-02-29}]}]\n",
		 "2:55: exception: expected one of the keys 'accept' and 'reject', found both\n"},
		{HEAD "neighbors: [{asn: 1, relationship: peer, exceptions: [{accept: 10.0.0.1/8}]}]\n",
		 "2:55: exception: expected a key 'reason', found none\n"
		 "2:55: exception: expected a key 'expires', found none\n"
		 "2:64: accept: expected a prefix such as 192.0.2.0/24 or 192.0.2.0/24^25-26, or an AS number such as "
		 "AS64500, found '10.0.0.1/8'\n"},
		{HEAD "neighbors: [{asn: 1, relationship: peer, exceptions: [{reject: 10.0.0.0/8^4-5, reason: x,\n"
		      "expires: 2027-02-29}, {reject: 64500, reason: x, expires: soon}]}]\n",
		 "2:64: reject: expected a prefix such as 192.0.2.0/24 or 192.0.2.0/24^25-26, or an AS number such as "
		 "AS64500, found '10.0.0.0/8^4-5'\n"
		 "3:10: expires: expected a day such as 2027-01-31, found '2027-02-29'\n"
		 "3:32: reject: expected a prefix such as 192.0.2.0/24 or 192.0.2.0/24^25-26, or an AS number such as "
		 "AS64500, found '64500'\n"
		 "3:59: expires: expected a day such as 2027-01-31, found 'soon'\n"},
		{HEAD "neighbors: [{asn: 1, relationship: peer, max-length: {ipv4: 33, ipv6: 0}, max-prefix: {ipv4: many},\n"
		      "more-specifics: Yes!, roa-routes: [], blackhole: maybe}]\nbogons: {reserved: 1}\n",
		 "2:61: ipv4: expected a length from 1 to 32, found '33'\n"
		 "2:71: ipv6: expected a length from 1 to 128, found '0'\n"
		 "2:94: ipv4: expected a number of routes such as 1000, found 'many'\n"
		 "3:17: more-specifics: expected yes or no, found 'Yes!'\n"
		 "3:35: roa-routes: expected yes or no, found an empty list\n"
		 "3:50: blackhole: expected yes or no, found 'maybe'\n"
		 "4:20: reserved: expected yes or no, found '1'\n"},
		{"network: 64500\n" NEIGHBOR, "1:10: network: expected a map, found '64500'\n"},
		{"network: {name: Us}\n" NEIGHBOR,
		 "1:10: network: expected a key 'asn', found none\n"},
		{"network: {asn: AS4294967296}\n" NEIGHBOR,
		 "1:16: asn: expected an AS number such as 64500, found 'AS4294967296'\n"},
		{"network: {asn: 0}\n" NEIGHBOR,
		 "1:16: asn: expected an AS number that a network can have, found '0'\n"},
		{"network: {asn: [1, 2]}\n" NEIGHBOR,
		 "1:16: asn: expected an AS number such as 64500, found a list\n"},
		{"network: {asn: 64500, prefixes: [203.0.113.0/24, 203.0.113.1/24, 010.1.2.0/24, "
		 "10.0.0.0/33, 10.0.0.0, x]}\n" NEIGHBOR,
		 "1:50: expected no bits set beyond the length, found '203.0.113.1/24'\n"
		 "1:66: expected decimal numbers without leading zeros, found '010.1.2.0/24'\n"
		 "1:80: expected a length of at most 32 (IPv4) or 128 (IPv6), found '10.0.0.0/33'\n"
		 "1:93: expected a length, as in 192.0.2.0/24, found '10.0.0.0'\n"
		 "1:103: expected a prefix such as 192.0.2.0/24 or 2001:db8::/32, found 'x'\n"},
		{"network: {asn: 64500, as-set: CUSTOMERS}\n" NEIGHBOR,
		 "1:31: as-set: expected an as-set or AS number such as AS64500:AS-ALL or AS64500, "
		 "found 'CUSTOMERS'\n"},
		{HEAD "neighbors:\n  - {asn: 64501, relationship: customer}\n"
		      "  - {asn: AS64501, relationship: peer}\n",
		 "4:5: duplicate neighbor AS64501, first on line 3\n"},
		{HEAD "neighbors: [{asn: 64500, relationship: peer}]\n",
		 "2:13: expected another network as neighbor, found AS64500 itself\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: custommer}]\n",
		 "2:40: unknown relationship 'custommer'; did you mean 'customer'?\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: hybrid}]\n",
		 "2:40: a hybrid neighbor lists its parts: [customer, peer]\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: []}]\n",
		 "2:40: relationship: expected a relationship or a list of them, found an empty "
		 "list\n"},
		{HEAD "neighbors: [{asn: 64501}]\n",
		 "2:13: neighbor: expected a key 'relationship', found none\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer, router: egde1}]\n"
		      "routers: [{name: edge1, output: a}]\n",
		 "2:54: unknown router 'egde1'; did you mean 'edge1'?\n"},
		{HEAD NEIGHBOR "routers: [{name: a, output: x}, {name: b, output: y}]\n",
		 "2:13: neighbor: expected a key 'router' (there are 2 routers), found none\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer, router: a}]\n"
		      "routers: [{name: a, output: x}, {name: a, output: x}]\n",
		 "3:40: duplicate router 'a', first on line 3\n"
		 "3:51: output: expected a folder of its own, found 'etc/x' again\n"},
		{HEAD NEIGHBOR "routers: [{name: a, output: x, language: bird3}]\n",
		 "3:42: unknown language 'bird3'; did you mean 'bird2'?\n"},
		{HEAD NEIGHBOR "routers: [{name: a, output: x, language: nokia}]\n",
		 "3:42: unknown language 'nokia'; expected bird2, openbgpd, frr, ios, iosxr, junos or json\n"},
		{HEAD NEIGHBOR "routers: [{name: a, output: x, language: [ios]}]\n",
		 "3:42: language: expected a language such as bird2, found a list\n"},
		{HEAD NEIGHBOR "routers: [{name: a/b, output: x}, {name: \"a\\nb\", output: y}]\n",
		 "2:13: neighbor: expected a key 'router' (there are 2 routers), found none\n"
		 "3:18: name: expected a name without '/', such as edge1, found 'a/b'\n"
		 "3:42: name: expected a text of one line, without control characters, found 'a?b'\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer, name: \"a\\e[2Jb\", exceptions: [{reject: AS64502,\n"
		      "  reason: \"a\\x9bb\", expires: 2027-01-31}]}]\n",
		 "2:52: name: expected a text of one line, without control characters, found 'a?[2Jb'\n"
		 "3:11: reason: expected a text of one line, without control characters, found 'a??b'\n"},
		{HEAD NEIGHBOR "routers: [{name: a, output: o}, {name: b, output: ./o//.//}]\n",
		 "2:13: neighbor: expected a key 'router' (there are 2 routers), found none\n"
		 "3:51: output: expected a folder of its own, found 'etc/o' again\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer, sav: efp-c}]\n",
		 "2:51: unknown scheme 'efp-c'; did you mean 'efp-a'?\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer, sav: [], interfaces: [a b, e0, e0]}]\n",
		 "2:51: sav: expected a scheme or a list of them, found an empty list\n"
		 "2:68: expected the name of an interface such as eth0.100 or xe-0/0/1.0, found 'a b'\n"
		 "2:77: interface 'e0' is named twice\n"},
		{HEAD NEIGHBOR "sources: {fib: [{}]}\n",
		 "3:17: fib source: expected one of text, found none\n"},
		{HEAD NEIGHBOR "sources: {irr: irr.db}\n",
		 "3:16: irr: expected a list, found 'irr.db'\n"},
		{HEAD NEIGHBOR "sources: {irr: [{dmup: irr.db}]}\n",
		 "3:18: unknown key 'dmup' of irr source; did you mean 'dump'?\n"},
		{HEAD NEIGHBOR "sources: {rpki: [{}]}\n",
		 "3:18: rpki source: expected one of json, csv, slurm, client, found none\n"},
		{HEAD NEIGHBOR "sources: {rpki: [{json: a, csv: b}]}\n",
		 "3:18: rpki source: expected one of json, csv, slurm, client, found several\n"},
		{HEAD NEIGHBOR "bogons: on\n", "3:9: bogons: expected off or a map, found 'on'\n"},
		{HEAD NEIGHBOR "gate: {min-entries: -1}\n",
		 "3:21: min-entries: expected a number of entries such as 1, found '-1'\n"},
		{HEAD NEIGHBOR "gate: {max-change: 200%, freeze: all}\n",
		 "3:20: max-change: expected a percentage such as 20%, or off, found '200%'\n"
		 "3:34: freeze: expected border, router or neighbor, found 'all'\n"},
		{HEAD NEIGHBOR "gate: {max-change: 20, max-asns: many, checkers: maybe}\n",
		 "3:20: max-change: expected a percentage such as 20%, or off, found '20'\n"
		 "3:34: max-asns: expected a number of entries such as 1, found 'many'\n"
		 "3:50: checkers: expected on or off, found 'maybe'\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer, empty: yes}]\n",
		 "2:53: empty: expected true, false, ipv4 or ipv6, found 'yes'\n"},
		/* What is no YAML at all. */
		{HEAD "neighbors:\n  - asn: 64501\n   relationship: peer\n",
		 "4:4: expected '- ' at the indentation of the list while parsing a block collection "
		 "from line 3, found 'relationship: peer'\n"},
		{HEAD "neighbors:\n\t- asn: 64501\n",
		 "3:1: expected a value or blanks (no tabs), found a tab\n"},
		{HEAD "neighbors: [{asn: 64501, relationship: peer]\n",
		 "2:44: expected ',' or '}', found ']'\n"},
		{HEAD "neighbors: &all []\n",
		 "2:12: expected a value written out, found an anchor or alias\n"},
		{HEAD "---\n" HEAD, "2:1: expected one document, found a second\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(errors_of(rows[i].text), rows[i].errors);
}

static void one_run_tells_all_errors(void **state)
{
	(void)state;
	assert_string_equal(errors_of("network: {asn: x, as-sets: AS-FOO}\n"
				      "neighbors:\n"
				      "  - {asn: 64501, relationship: peer, interfaces: [{}]}\n"
				      "  - {asn: 64501, relationship: pear}\n"
				      "gait: {}\n"),
			    "1:16: asn: expected an AS number such as 64500, found 'x'\n"
			    "1:19: unknown key 'as-sets' of network; did you mean 'as-set'?\n"
			    "3:51: expected the name of an interface such as eth0.100 or xe-0/0/1.0, found an empty map\n"
			    "4:5: duplicate neighbor AS64501, first on line 3\n"
			    "4:32: unknown relationship 'pear'; did you mean 'peer'?\n"
			    "5:1: unknown key 'gait' of the border file; did you mean 'gate'?\n");
}

static const char whole[] =
	"network:   {asn: 64500, name: Provider 64500, as-set: \"AS64500:AS-ALL\",\n"
	"            prefixes: [203.0.113.0/24, 2001:db8:1000::/36]}\n"
	"beacons:   [203.0.113.0/24]\n"
	"neighbors:\n"
	"  - {asn: 64501, relationship: customer, as-set: AS64501, interfaces: [eth1], sav: efp-b-roa, "
	"router: edge1}\n"
	"  - {asn: 64510, relationship: [provider, peer], interfaces: [eth0], router: edge1, "
	"empty: ipv6}\n"
	"sources:\n"
	"  irr:           [{dump: irr/*.db.gz}, {irrd: \"127.0.0.1:43\", sources: [RIPE, RADB]}]\n"
	"  rpki:          [{json: rpki.json}, {csv: vrps.csv}, {slurm: /etc/local.json}]\n"
	"  relationships: [{caida: as-rel.txt.bz2}]\n"
	"  delegations:   [registry/delegated-*]\n"
	"  routes:        [{mrt: rib.mrt.bz2}, {text: table.txt}]\n"
	"  fib:           [{text: fib.txt}]\n"
	"bogons:    {except: [192.0.2.0/24, \"2001:db8::/32\"]}\n"
	"gate:      {max-change: 30%, min-entries: 2, freeze: border}\n"
	"routers:\n"
	"  - {name: edge1, language: bird2, output: out/edge1}\n";

static void a_whole_border_is_read(void **state)
{
	struct border b = {0};
	struct report errors = {0};
	char words[64];

	(void)state;
	assert_int_equal(border_read_mem(&b, "etc/weir.yaml", whole, strlen(whole), &errors), 0);
	assert_int_equal(errors.total, 0);
	assert_int_equal(b.network.asn, 64500);
	assert_string_equal(b.network.as_sets.items.v[0].text, "AS64500:AS-ALL");
	assert_int_equal(b.network.prefixes.items.n, 2);
	assert_int_equal(b.neighbors.n, 2);
	assert_int_equal(b.neighbors.v[1].asn, 64510);
	assert_string_equal(relationships_text(b.neighbors.v[1].relationships, words, sizeof words),
			    "provider, peer");
	assert_int_equal(b.neighbors.v[0].routers.n, 1);
	assert_int_equal(b.sources.n, 9);
	assert_string_equal(b.sources.v[0].path.text, "etc/irr/*.db.gz");
	assert_int_equal(b.sources.v[3].kind, SOURCE_RPKI_SLURM);
	assert_string_equal(b.sources.v[3].path.text, "/etc/local.json");
	assert_int_equal(b.sources.v[7].kind, SOURCE_ROUTES_TEXT);
	assert_int_equal(b.sources.v[8].kind, SOURCE_FIB_TEXT);
	assert_string_equal(b.neighbors.v[0].interfaces.items.v[0].text, "eth1");
	assert_int_equal(b.neighbors.v[0].sav, 1 << SAV_EFP_B_ROA);
	assert_int_equal(b.bogons.except.items.n, 2);
	assert_int_equal(b.beacons.items.n, 1);
	assert_int_equal(b.neighbors.v[0].empty, 0);
	assert_int_equal(b.neighbors.v[1].empty, 1 << IPV6);
	assert_int_equal(b.gate.min_entries, 2);
	assert_int_equal(b.gate.max_change, 30);
	assert_int_equal(b.gate.freeze, FREEZE_BORDER);
	assert_string_equal(b.history.text, "etc/weir.yaml.history");
	assert_string_equal(b.routers.v[0].output.text, "etc/out/edge1");
	border_release(&b);
}

static void what_is_fetched_has_a_url_and_a_file(void **state)
{
	static const char text[] =
		HEAD NEIGHBOR "sources:\n"
			      "  rpki:\n"
			      "    - {json: \"https://rpki.example.net:8443/a/vrps.json?x=1\", ca: my.pem, refresh: 1h}\n"
			      "    - {csv: \"HTTPS://[2001:db8::1]/vrps.csv\"}\n"
			      "    - {json: \"http://127.0.0.1:8323/json\", plain: yes}\n"
			      "    - {slurm: local.json}\n";
	struct border b = {0};
	struct report errors = {0};

	(void)state;
	assert_int_equal(border_read_mem(&b, "etc/weir.yaml", text, strlen(text), &errors), 0);
	assert_int_equal(b.sources.n, 4);
	assert_string_equal(b.sources.v[0].url.text, "https://rpki.example.net:8443/a/vrps.json?x=1");
	assert_int_equal(b.sources.v[0].url.line, 5);
	assert_string_equal(b.sources.v[0].ca.text, "etc/my.pem");
	assert_int_equal(b.sources.v[0].refresh, 3600);
	assert_int_equal(b.sources.v[1].refresh, 600);
	assert_null(b.sources.v[1].ca.text);
	assert_null(strpbrk(b.sources.v[1].path.text + strlen("etc/weir.yaml.serve/https/"), "/[:*?"));
	assert_int_equal(strncmp(b.sources.v[0].path.text,
				 "etc/weir.yaml.serve/https/rpki.example.net_8443-vrps.json-", 58), 0);
	assert_null(b.sources.v[3].url.text);
	assert_int_equal(b.sources.v[3].refresh, 0);
	border_release(&b);
	report_release(&errors);
}

/* Each text stands where a source's file or URL does. */
static void a_url_is_https_to_a_host(void **state)
{
	static const struct {
		const char *url, *expected;
	} rows[] = {
		{"http://rpki.example.net/json", "an address of loopback and 'plain: yes' beside it"},
		{"http://127.0.0.1/json", "an address of loopback and 'plain: yes' beside it"},
		{"http://localhost/json", "an address of loopback and 'plain: yes' beside it"},
		{"ftp://rpki.example.net/json", "expected a URL that begins with https://"},
		{"https:///json", "the name or address of a host"},
		{"https://:443/json", "the name or address of a host"},
		{"https://-x/json", "the name or address of a host"},
		{"https://a:0/json", "the name or address of a host"},
		{"https://a:65536/json", "the name or address of a host"},
		{"https://a:000443/json", "the name or address of a host"},
		{"https://a:4x3/json", "the name or address of a host"},
		{"https://a:+443/json", "the name or address of a host"},
		{"https://a:/json", "the name or address of a host"},
		{"https://a:1:2/json", "the name or address of a host"},
		{"https://[::1/json", "the name or address of a host"},
		{"https://[127.0.0.1]/json", "the name or address of a host"},
		{"https://[::1]x/json", "the name or address of a host"},
		{"https://user@a/json", "without a user"},
		{"https://a/json#x", "without a user"},
		{"https://a/js on", "without a user"},
		{"https://ä/json", "without a user"},
	};
	char text[400];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(text, sizeof text, HEAD NEIGHBOR "sources: {rpki: [{json: \"%s\"}]}\n", rows[i].url);
		if (!strstr(errors_of(text), rows[i].expected) || strncmp(errors_of(text), "3:25: ", 6))
			fail_msg("%s: %s", rows[i].url, errors_of(text));
	}
	assert_string_equal(errors_of(HEAD NEIGHBOR "sources: {rpki: [{json: \"https://a/\"},\n{csv: \"https://a/\"}]}\n"),
			    "4:7: 'https://a/' is fetched twice, first on line 3\n");
	assert_string_equal(errors_of(HEAD NEIGHBOR "sources: {rpki: [{json: \"https://a/\", refresh: 9s},\n"
						    "{csv: x, ca: y}, {csv: x, refresh: 1h}, {csv: x, plain: no}]}\n"),
			    "3:48: refresh: expected a duration from 10s to 1d, found '9s'\n"
			    "4:1: expected a URL beside 'ca', 'refresh' and 'plain', found a path\n"
			    "4:18: expected a URL beside 'ca', 'refresh' and 'plain', found a path\n"
			    "4:41: expected a URL beside 'ca', 'refresh' and 'plain', found a path\n");
}

static void what_has_no_effect_yet_is_said(void **state)
{
	static const char *const notes[] = {
		"etc/weir.yaml:8:41: 'irrd' is read and has no effect in this version",
	};
	struct border b = {0};
	struct report errors = {0};
	char line[600];

	(void)state;
	assert_int_equal(border_read_mem(&b, "etc/weir.yaml", whole, strlen(whole), &errors), 0);
	assert_int_equal(b.idle.total, sizeof notes / sizeof *notes);
	for (size_t i = 0; i < b.idle.total; i++)
		assert_string_equal(err_text(&b.idle.notes.v[i], line, sizeof line), notes[i]);
	assert_int_equal(b.idle_sources, 1);
	border_release(&b);
}

static void a_relying_party_has_its_place(void **state)
{
	struct border b = {0}, c = {0}, d = {0};
	struct report errors = {0};
	static const char bare[] = HEAD "neighbors: []\nsources: {rpki: [{csv: a}, {client: rpki-client}]}\n";
	static const char given[] = HEAD "sources: {rpki: [{client: rpki-client, tals: t, refresh: 1h, time-limit: 5m,\n"
		"rsync-only: yes, max-failed-manifests: 7}]}\nserve: {state: /s, fetch-user: x, rtr: [{listen: '[::1]:1'}]}\n";

	(void)state;
	assert_int_equal(border_read_mem(&b, "etc/weir.yaml", bare, strlen(bare), &errors), 0);
	assert_true(b.client.given && !b.serve.given);
	assert_int_equal(b.sources.v[1].kind, SOURCE_RPKI_CLIENT);
	assert_string_equal(b.sources.v[1].path.text, "etc/weir.yaml.serve/rpki/rpki-client.json");
	assert_string_equal(b.client.tals.text, "/etc/tals");
	assert_int_equal(b.client.refresh, 600);
	assert_int_equal(b.client.time_limit, 3600);
	assert_int_equal(b.client.max_failed_manifests, 0);
	assert_int_equal(b.serve.max_shrink, 10);
	assert_int_equal(border_read_mem(&c, "etc/weir.yaml", given, strlen(given), &errors), 0);
	assert_string_equal(c.sources.v[0].path.text, "/s/rpki/rpki-client.json");
	assert_string_equal(c.client.tals.text, "etc/t");
	assert_string_equal(c.serve.fetch_user.text, "x");
	assert_int_equal(c.client.refresh, 3600);
	assert_int_equal(c.client.time_limit, 300);
	assert_int_equal(c.client.rsync_only, SWITCH_YES);
	assert_int_equal(c.client.max_failed_manifests, 7);
	assert_int_equal(border_read_mem(&d, "etc/weir.yaml", given, strlen(given), &errors), 0);
	assert_true(border_client_equal(&c.client, &d.client));
	assert_false(border_client_equal(&b.client, &c.client));
	d.client.tals.text = "etc/u";
	assert_false(border_client_equal(&c.client, &d.client));
	border_release(&b);
	border_release(&c);
	border_release(&d);
}

static void defaults_are_few_and_sane(void **state)
{
	struct border b = {0};
	struct report errors = {0};

	(void)state;
	assert_int_equal(border_read_mem(&b, "weir.yaml", HEAD NEIGHBOR, strlen(HEAD NEIGHBOR),
					 &errors),
			 0);
	assert_int_equal(b.gate.min_entries, 1);
	assert_int_equal(b.gate.max_change, 20);
	assert_false(b.gate.no_checkers);
	assert_string_equal(b.history.text, "weir.yaml.history");
	assert_false(b.bogons.off);
	assert_int_equal(b.routers.n, 1);
	assert_int_equal(b.routers.v[0].language, LANGUAGE_BIRD2);
	assert_string_equal(b.routers.v[0].output.text, "out");
	assert_int_equal(b.neighbors.v[0].routers.n, 1);
	border_release(&b);
}

static void many_errors_are_counted_and_few_kept(void **state)
{
	struct border b = {0};
	struct report errors = {0};
	char *text = malloc(1 << 20), *p = text;

	(void)state;
	p += sprintf(p, HEAD "neighbors:\n");
	for (unsigned i = 0; i < 5000; i++)
		p += sprintf(p, "  - {asn: x, relationship: y}\n");
	assert_int_equal(border_read_mem(&b, "w", text, (size_t)(p - text), &errors), WEIR_ESYNTAX);
	assert_int_equal(errors.total, 10000);
	assert_int_equal(errors.notes.n, REPORT_NOTES);
	report_release(&errors);
	border_release(&b);
	free(text);
}

static void policies_and_exceptions(void **state)
{
	static const char text[] =
		"network: {asn: 64500, max-length: {ipv4: 24}, roa-routes: no}\n"
		"bogons: {reserved: yes, except: [192.0.2.0/24]}\n"
		"neighbors:\n"
		"  - {asn: 1, relationship: peer}\n"
		"  - {asn: 2, relationship: customer, max-length: {ipv4: 28, ipv6: 64}, more-specifics: yes,\n"
		"     roa-routes: yes, blackhole: yes, max-prefix: {ipv6: 7},\n"
		"     exceptions: [{accept: 192.0.2.0/24^25-26, reason: a test, expires: 2028-02-29},\n"
		"                  {reject: AS4200000000, reason: leaks, expires: 2026-12-31}]}\n"
		"  - asn: 4\n"
		"    relationship: peer\n"
		"    exceptions:\n"
		"      - reject: AS4200000001\n"
		"        expires: 2026-12-31\n"
		"        reason: >\n"
		"          asked for\n"
		"          by telephone\n";
	struct border b = {0};
	struct report errors = {0};
	struct border_policy p;
	const struct border_exception *x;

	(void)state;
	assert_int_equal(border_read_mem(&b, "weir.yaml", text, sizeof text - 1, &errors), 0);
	assert_int_equal(b.bogons.reserved, SWITCH_YES);
	assert_int_equal(b.bogons.except.items.n, 1);
	p = border_policy(&b, NULL);
	assert_true(p.max_length.v4 == 24 && p.max_length.v6 == 0);
	assert_true(p.roa_routes == SWITCH_NO && p.more_specifics == SWITCH_NO);
	p = border_policy(&b, &b.neighbors.v[0]);
	assert_true(p.max_length.v4 == 24 && p.roa_routes == SWITCH_NO);
	p = border_policy(&b, &b.neighbors.v[1]);
	assert_true(p.max_length.v4 == 28 && p.max_length.v6 == 64);
	assert_true(p.roa_routes == SWITCH_YES && p.more_specifics == SWITCH_YES);
	assert_int_equal(b.neighbors.v[1].blackhole, SWITCH_YES);
	assert_int_equal(b.neighbors.v[1].max_prefix.v6, 7);
	assert_int_equal(b.neighbors.v[1].exceptions.items.n, 2);
	x = &b.neighbors.v[1].exceptions.items.v[0];
	assert_true(x->accept && x->range.len == 24 && x->range.ge == 25 && x->range.le == 26);
	assert_true(x->expires == 20280229 && x->line == 7 && x->col == 19);
	assert_string_equal(x->reason.text, "a test");
	x = &b.neighbors.v[1].exceptions.items.v[1];
	assert_true(!x->accept && !x->range.family && x->asn == 4200000000);
	assert_string_equal(b.neighbors.v[2].exceptions.items.v[0].reason.text, "asked for by telephone");
	border_release(&b);
}

static void what_is_served(void **state)
{
	static const char text[] =
		"network: {asn: 64500}\n"
		"serve: {rtr: [{listen: 127.0.0.1:8282}, {listen: \"[2001:db8::1]:323\", plain: yes, aspa-pdu: draft10,\n"
		"  allow: [192.0.2.0/24, \"2001:db8::/32\"]},\n"
		"  {listen: 0.0.0.0:324, tls: {certificate: c, key: /k, clients: d/a}}], http: {listen: \"[::1]:8080\"}, max-age: 90m,\n"
		"  max-shrink: off, state: var, user: _weir}\n";
	static const char few[] = "network: {asn: 64500}\nserve: {rtr: [{listen: 127.0.0.1:8282}]}\n";
	struct border b = {0};
	struct report errors = {0};

	(void)state;
	assert_int_equal(border_read_mem(&b, "etc/weir.yaml", text, sizeof text - 1, &errors), 0);
	assert_true(b.serve.given);
	assert_int_equal(b.neighbors.n, 0);
	assert_int_equal(b.serve.rtr.n, 3);
	assert_null(border_listener(&b.serve, 0)->tls.certificate.text);
	assert_string_equal(border_listener(&b.serve, 2)->tls.certificate.text, "etc/c");
	assert_string_equal(border_listener(&b.serve, 2)->tls.key.text, "/k");
	assert_string_equal(border_listener(&b.serve, 2)->tls.clients.text, "etc/d/a");
	assert_ptr_equal(border_listener(&b.serve, 3), &b.serve.http);
	assert_int_equal(b.serve.rtr.v[0].listen.at.port, 8282);
	assert_int_equal(b.serve.rtr.v[0].aspa, ASPA_PDU_CURRENT);
	assert_int_equal(b.serve.rtr.v[0].allow.items.n, 0);
	assert_int_equal(b.serve.rtr.v[1].listen.at.host.family, IPV6);
	assert_int_equal(b.serve.rtr.v[1].aspa, ASPA_PDU_DRAFT10);
	assert_int_equal(b.serve.rtr.v[1].allow.items.n, 2);
	assert_int_equal(b.serve.http.at.port, 8080);
	assert_int_equal(b.serve.max_age, 5400);
	assert_int_equal(b.serve.max_shrink, GATE_ANY_CHANGE);
	assert_string_equal(b.serve.state.text, "etc/var");
	assert_string_equal(b.serve.user.text, "_weir");
	border_release(&b);
	assert_int_equal(border_read_mem(&b, "etc/weir.yaml", few, sizeof few - 1, &errors), 0);
	assert_int_equal(b.serve.max_age, 6 * 3600);
	assert_int_equal(b.serve.max_shrink, 10);
	assert_int_equal(b.serve.http.at.port, 0);
	assert_string_equal(b.serve.state.text, "etc/weir.yaml.serve");
	assert_null(b.serve.user.text);
	border_release(&b);
}

/* Each border differs from the first one in what its name says, in nothing else. */
static void two_that_serve_are_held_against_each_other(void **state)
{
#define RTR(listen, rest) "{listen: " listen ", plain: yes" rest "}"
#define SERVE(rtr, rest) "network: {asn: 64500}\nserve: {rtr: [" rtr "]" rest "}\n"
#define ONE RTR("192.0.2.1:323", ", allow: [192.0.2.0/24, 198.51.100.0/24], aspa-pdu: draft10")
#define REST ", http: {listen: 127.0.0.1:80}, max-age: 1h, max-shrink: 5%, state: var, user: weir"
	static const struct {
		const char *text;
		bool equal;
	} cases[] = {
		{SERVE(ONE, REST), true},
		{"\n\n" SERVE(ONE, REST), true},
		{SERVE("{aspa-pdu: draft10, allow: [192.0.2.0/24, 198.51.100.0/24], plain: yes, listen: 192.0.2.1:323}", REST), true},
		{SERVE(ONE "," RTR("192.0.2.2:323", ""), REST), false},
		{SERVE(RTR("192.0.2.2:323", ", allow: [192.0.2.0/24, 198.51.100.0/24], aspa-pdu: draft10"), REST), false},
		{SERVE(RTR("192.0.2.1:324", ", allow: [192.0.2.0/24, 198.51.100.0/24], aspa-pdu: draft10"), REST), false},
		{SERVE(RTR("192.0.2.1:323", ", allow: [192.0.2.0/24], aspa-pdu: draft10"), REST), false},
		{SERVE(RTR("192.0.2.1:323", ", allow: [192.0.2.0/24, 198.51.100.0/25], aspa-pdu: draft10"), REST), false},
		{SERVE(RTR("192.0.2.1:323", ", allow: [192.0.2.0/24, 198.51.100.0/24], aspa-pdu: off"), REST), false},
		{SERVE(RTR("192.0.2.1:323", ", allow: [192.0.2.0/24, 198.51.100.0/24], aspa-pdu: draft10, tls: {certificate: c, key: k}"),
		       REST), false},
		{SERVE(ONE, ", max-age: 1h, max-shrink: 5%, state: var, user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:80, tls: {certificate: c, key: k}}, max-age: 1h, max-shrink: 5%, state: var, "
			    "user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.2:80}, max-age: 1h, max-shrink: 5%, state: var, user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:81}, max-age: 1h, max-shrink: 5%, state: var, user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:80}, max-age: 2h, max-shrink: 5%, state: var, user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:80}, max-age: 1h, max-shrink: 6%, state: var, user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:80}, max-age: 1h, max-shrink: 5%, state: lib, user: weir"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:80}, max-age: 1h, max-shrink: 5%, state: var, user: root"), false},
		{SERVE(ONE, ", http: {listen: 127.0.0.1:80}, max-age: 1h, max-shrink: 5%, state: var"), false},
	};
	struct border a = {0};
	struct report errors = {0};

	(void)state;
	assert_int_equal(border_read_mem(&a, "w.yaml", cases[0].text, strlen(cases[0].text), &errors), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct border b = {0};

		assert_int_equal(border_read_mem(&b, "w.yaml", cases[i].text, strlen(cases[i].text), &errors), 0);
		assert_int_equal(border_serve_equal(&a.serve, &b.serve), cases[i].equal);
		assert_int_equal(border_serve_equal(&b.serve, &a.serve), cases[i].equal);
		border_release(&b);
	}
	border_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_served),
		cmocka_unit_test(two_that_serve_are_held_against_each_other),
		cmocka_unit_test(what_is_fetched_has_a_url_and_a_file),
		cmocka_unit_test(a_url_is_https_to_a_host),
		cmocka_unit_test(policies_and_exceptions),
		cmocka_unit_test(each_error_has_its_place_and_says_what_was_expected),
		cmocka_unit_test(one_run_tells_all_errors),
		cmocka_unit_test(a_whole_border_is_read),
		cmocka_unit_test(what_has_no_effect_yet_is_said),
		cmocka_unit_test(a_relying_party_has_its_place),
		cmocka_unit_test(defaults_are_few_and_sane),
		cmocka_unit_test(many_errors_are_counted_and_few_kept),
	};

	return check_main(tests);
}
