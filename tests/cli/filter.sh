#!/bin/sh
# weir filter: what it refuses, what it tells, and its exit status.
. "$WEIR_TOP/tests/tap.sh"

objects=$WEIR_TOP/tests/data/filter-samples/objects.rpsl

filter() {
	"$WEIR" filter --no-index --irr "$objects" "$@"
}

# A list is written whole or not at all.
refused() { # NAME EXPECTED-IN-STDERR ARGUMENT...
	refused_name=$1
	refused_text=$2
	shift 2
	status "$refused_name: exit 2" 2 filter "$@"
	ok "$refused_name: no list" test ! -s out
	ok "$refused_name: says why" grep -qF -e "$refused_text" err
	is "$refused_name: in a line or two" "$(($(wc -l <err) <= 2))" 1
}

status 'a whole list: exit 0' 0 filter -4 AS-SAMPLE
status 'an empty list: exit 1' 1 filter -4 -l NAME AS-EMPTY
is 'an empty list: its deny form' "$(tail -n 1 out)" 'ip prefix-list NAME deny 0.0.0.0/0'
status 'empty for BIRD: exit 1' 1 filter -b6 -l NAME AS-EMPTY
is 'empty for BIRD: a set that matches nothing' "$(tr '\n' ' ' <out)" 'NAME = [ ]; '
status 'an AS without routes: exit 1' 1 filter AS99999

refused 'an unknown set' AS-NOBODY -4 AS-NOBODY
refused 'an unknown route-set' RS-NOBODY -4 RS-NOBODY
refused 'an unknown set beside a known one' AS-NOBODY -4 AS-SAMPLE AS-NOBODY
refused 'an unknown source' NOWHERE -S NOWHERE AS-SAMPLE
refused 'octal' 010.1.2.0/24 010.1.2.0/24
refused 'a length of 33' 192.0.2.0/33 192.0.2.0/33
refused 'host bits' 192.0.2.1/24 192.0.2.1/24
refused 'a large AS number' AS4294967296 AS4294967296
refused 'no set at all' 'ANYTHING' ANYTHING
refused 'no object' 'expected an as-set'
refused '-4 and -6' '-4 and -6' -46 AS-SAMPLE
refused 'two languages' 'exclude each other' -bJ AS-SAMPLE
refused 'two kinds' 'exclude each other' -E -t AS-SAMPLE
refused '-E for BIRD' 'BIRD has no' -bE AS-SAMPLE
refused '-z for IOS' 'IOS has no' -z AS-SAMPLE
refused '-E for IOS and IPv6' 'for IPv6' -6E AS-SAMPLE
refused '-G for JSON' 'JSON has no' -jG 1 AS-SAMPLE
refused '-s for JunOS' 'sequence numbers' -Js AS-SAMPLE
refused '-M for IOS' 'condition' -M x AS-SAMPLE
refused '-A for a JunOS prefix list' 'cannot say' -JA AS-SAMPLE
refused '-R for a JunOS prefix list' 'cannot say' -J -R 24 AS-SAMPLE
refused '-A for AS paths' 'aggregates prefixes' -A -f 1 AS-SAMPLE
refused '-6 for AS paths' 'makes no sense' -6 -f 1 AS-SAMPLE
refused '-R 0' "'-R'" -R 0 AS-SAMPLE
refused '-R 33' "'-R'" -R 33 AS-SAMPLE
refused '-m 129' "'-m'" -6 -m 129 AS-SAMPLE
refused '-r beyond -R' 'longer than' -r 25 -R 24 AS-SAMPLE
refused '-f of no AS' 'AS number' -f x AS-SAMPLE
refused '-F of no field' "'%q'" -F '%q' AS-SAMPLE
refused 'an escape of -M' '\q' -JE -M '\q' AS-SAMPLE
refused 'a route-set for AS paths' 'holds prefixes' -f 1 RS-RANGE
refused 'an unknown option' '--ir' --ir x AS-SAMPLE
status 'no registry: exit 2' 2 "$WEIR" filter AS-SAMPLE
status 'a missing registry: exit 2' 2 "$WEIR" filter --no-index --irr nowhere.db AS-SAMPLE
ok 'a missing registry: named' grep -q nowhere.db err

# ^n, which bgpq4 drops; 10.2.0.0/22^+ and so on are ranges of few prefixes.
status 'a route-set with operators' 0 filter -4A -F '%n/%l %a-%A\n' RS-RANGE
is 'a route-set with operators: its prefixes' "$(cat out)" '10.1.0.0/16 24-24
10.2.0.0/22 22-32
10.3.0.0/22 23-32
10.4.0.0/22 23-24'
status 'operators on a set' 0 filter -4 -F '%n/%l\n' '192.0.2.0/31^+'
is 'operators on a prefix: its prefixes' "$(cat out)" '192.0.2.0/31
192.0.2.0/32
192.0.2.1/32'
status 'a range without end' 0 filter -6 -b '2001:db8::/32^+'
is 'a range without end: one entry' "$(cat out)" 'NN = [
    2001:db8::/32{32,128}
];'
refused 'a range without end for a JunOS prefix list' 'ranges of lengths' -6J '2001:db8::/32^+'

# Reserved AS numbers.
status 'a reserved AS number: exit 1 when nothing is left' 1 filter -t -j AS64500
ok 'a reserved AS number: told' grep -qx 'ERROR:Invalid AS number: 64500' err
status '-p keeps it' 0 filter -pt -j AS64500
is '-p: the list' "$(tr -d '\n ' <out)" '{"NN":[64500]}'

# A member that no registry has, and one that cannot be read.
cat >gaps.rpsl <<'END'
as-set:         AS-GAPS
members:        AS112, AS-NOWHERE
source:         TEST

as-set:         AS-DAMAGED
members:        AS112, AS4294967296
source:         TEST

route:          192.31.196.0/24
origin:         AS112
source:         TEST
END
status 'a missing member: exit 0' 0 "$WEIR" filter --no-index --irr gaps.rpsl AS-GAPS
ok 'a missing member: told' grep -q AS-NOWHERE err
ok 'a missing member: with its place' grep -q 'gaps.rpsl:' err
status 'a damaged member: exit 2' 2 "$WEIR" filter --no-index --irr gaps.rpsl AS-DAMAGED
ok 'a damaged member: no list' test ! -s out
ok 'a damaged member: told' grep -q AS4294967296 err
status '--partial: exit 1' 1 "$WEIR" filter --no-index --partial --irr gaps.rpsl AS-DAMAGED
ok '--partial: the rest' grep -q 'permit 192.31.196.0/24' out

# What bgpq4 reads as 8.1.2.0/24, 192.0.2.0/32, 198.51.100.0/24 and an AS of its own.
route() { # PREFIX ORIGIN
	printf 'route:          %s\norigin:         %s\nsource:         TEST\n\n' "$1" "$2"
}
for bad in 010.1.2.0/24 192.0.2.0/33 198.51.100.1/24 1.2.3/24; do
	{ cat gaps.rpsl; echo; route "$bad" AS112; } >bad.rpsl
	status "$bad of a member: exit 2" 2 "$WEIR" filter --no-index --irr bad.rpsl AS-GAPS
	ok "$bad of a member: no list" test ! -s out
	ok "$bad of a member: told with its line" grep -q "bad.rpsl:.*$bad\|$bad.*bad.rpsl:" err
	status "$bad of a member, --partial: exit 1" 1 "$WEIR" filter --no-index --partial --irr bad.rpsl AS-GAPS
	is "$bad of a member, --partial: only what is sound" "$(grep -c permit out)" 1
	{ cat gaps.rpsl; echo; route "$bad" AS113; } >bad.rpsl
	status "$bad of somebody else: exit 0" 0 "$WEIR" filter --no-index --irr bad.rpsl AS-GAPS
	ok "$bad of somebody else: the dump is said to be damaged" grep -q 'bad.rpsl: damaged in' err
	status "$bad of somebody else, -v: exit 0" 0 "$WEIR" filter --no-index -v --irr bad.rpsl AS-GAPS
	ok "$bad of somebody else, -v: shown" grep -q "$bad" err
done

# --json
status '--json' 0 "$WEIR" filter --no-index --json --irr gaps.rpsl -R 26 AS-GAPS
if command -v jq >jq.path; then
	is '--json: the entry' "$(jq -c .entries out)" '[{"prefix":"192.31.196.0/24","ge":24,"le":26}]'
	is '--json: the gap' "$(jq -r '.gaps[0] | .kind + " " + .name' out)" 'not-found AS-NOWHERE'
	is '--json: the dump' "$(jq -r '.dumps[0].path' out)" gaps.rpsl
	status '--json, empty: exit 1' 1 "$WEIR" filter --no-index --json --irr "$objects" AS-EMPTY
	is '--json, empty: no entries' "$(jq -c .entries out)" '[]'
	status '--json of AS numbers' 0 "$WEIR" filter --no-index --json --irr gaps.rpsl -t -b AS-GAPS
	is '--json: the AS numbers' "$(jq -c .asns out)" '[112]'
else
	skip '--json read by jq' 'jq is not installed'
fi

# The index answers as the dump does.
cp "$objects" copy.rpsl
"$WEIR" filter --irr copy.rpsl -A AS-SAMPLE >first
"$WEIR" filter --irr copy.rpsl -A AS-SAMPLE >second
"$WEIR" filter --no-index --irr copy.rpsl -A AS-SAMPLE >dump
ok 'the same list from the index' cmp -s first second
ok 'and from the dump' cmp -s first dump

# A full disk is no success.
if [ -w /dev/full ]; then
	status 'no room to write: exit 2' 2 sh -c '"$WEIR" filter --no-index --irr "$0" AS-SAMPLE >/dev/full' "$objects"
else
	skip 'no room to write' 'no /dev/full'
fi
done_testing
