#!/bin/sh
# weir rov: states, places of bad lines, exit status, exceptions, the real table.
. "$WEIR_TOP/tests/tap.sh"

cat >vrps.json <<'EOF'
{"metadata":{"vrps":4},"roas":[
{"asn":64496,"prefix":"192.0.2.0/24","maxLength":25,"ta":"x","expires":1},
{"asn":"AS64497","prefix":"198.51.100.0/22","maxLength":24},
{"asn":0,"prefix":"203.0.113.0/24","maxLength":32},
{"asn":64496,"prefix":"2001:db8::/32","maxLength":48}]}
EOF
cat >routes <<'EOF'
# prefix origin
192.0.2.0/24 64496
192.0.2.0/26 AS64496
192.0.2.0/25 64497

198.51.101.0/24 64497
203.0.113.0/24 0
203.0.113.0/24 {64496,64497}
2001:db8:1::/48	64496
2001:db9::/32 1
EOF
cat >expected <<'EOF'
192.0.2.0/24 64496 valid
192.0.2.0/26 AS64496 invalid-length
192.0.2.0/25 64497 invalid-asn
198.51.101.0/24 64497 valid
203.0.113.0/24 0 invalid-asn
203.0.113.0/24 {64496,64497} invalid-asn
2001:db8:1::/48 64496 valid
2001:db9::/32 1 not-found
EOF
status "an invalid route is a finding" 1 "$WEIR" rov --vrps vrps.json --routes routes
ok "states" cmp out expected
is "nothing on stderr" "$(cat err)" ""

grep -v -e '#' -e '{' -e ' 0$' -e /26 -e /25 routes >good
status "no invalid route is well" 0 "$WEIR" rov --vrps vrps.json --routes good
status "routes from standard input" 0 "$WEIR" rov --vrps vrps.json --summary <good
is "summary" "$(tr '\n' ' ' <err)" "valid 3 invalid-asn 0 invalid-length 0 not-found 1 bad-lines 0 "

status "json" 1 "$WEIR" rov --vrps vrps.json --routes routes --json
is "json's summary" "$(jq -c .summary out)" \
	'{"valid":3,"invalid-asn":3,"invalid-length":1,"not-found":1,"routes":8,"bad-lines":0}'
is "json's routes" "$(jq -r '.routes[] | "\(.prefix) \(.asn) \(.state)"' out | sed -n '1p;6p')" \
	"192.0.2.0/24 64496 valid
203.0.113.0/24 null invalid-asn"

# bad lines are shown with their places, the others validated
printf '10.0.0.0/33 1\n192.0.2.0/24 64496\n 010.1.2.0/24 1\n10.0.0.1/8 1\n10.0.0.0/8 4294967296\n' >bad
printf '10.0.0.0/8\n10.0.0.0/8 1 x\n10.0.0.0/8 -6\n2001:db8::/32^+ 1\n10.0.0.0/8 {1\n' >>bad
status "bad lines are trouble" 2 "$WEIR" rov --vrps vrps.json --routes bad
is "the good line is validated" "$(cat out)" "192.0.2.0/24 64496 valid"
is "every bad line is shown" "$(cut -d' ' -f2 err | tr '\n' ' ')" \
	"bad:1:1: bad:3:2: bad:4:1: bad:5:12: bad:6:11: bad:7:14: bad:8:12: bad:9:1: bad:10:12: "

# exceptions
cat >slurm.json <<'EOF'
{"slurmVersion":1,"validationOutputFilters":{"prefixFilters":[{"prefix":"192.0.2.0/24"}],"bgpsecFilters":[]},
"locallyAddedAssertions":{"prefixAssertions":[{"asn":64498,"prefix":"198.51.100.0/24","comment":"x"}],"bgpsecAssertions":[]}}
EOF
printf '192.0.2.0/24 64497\n198.51.100.0/24 64498\n' >routes2
status "slurm is applied" 0 "$WEIR" rov --vrps vrps.json --slurm slurm.json --routes routes2
is "what it filters and asserts" "$(cut -d' ' -f3 out | tr '\n' ' ')" "not-found valid "
status "files that overlap are refused" 2 "$WEIR" rov --vrps vrps.json --slurm slurm.json --slurm slurm.json --routes routes2
is "and nothing is printed" "$(cat out)" ""

# several VRP files, CSV beside JSON, compressed
printf 'ASN,IP Prefix,Max Length,Trust Anchor\nAS1,2001:db9::/32,32,x\n' | gzip >more.csv.gz
status "two sources" 0 "$WEIR" rov --vrps vrps.json --vrps more.csv.gz --routes good
is "both count" "$(tail -n 1 out)" "2001:db9::/32 1 valid"

# trouble
status "no VRPs given" 2 "$WEIR" rov
status "a missing file" 2 "$WEIR" rov --vrps none.json --routes good
status "missing routes" 2 "$WEIR" rov --vrps vrps.json --routes none
head -c 150 vrps.json >cut.json
status "truncated JSON" 2 "$WEIR" rov --vrps cut.json --routes good
is "has a place" "$(sed -n 's/^weir: \(cut.json:[0-9]*:[0-9]*\): .*/\1/p' err)" "cut.json:3:44"
is "and validates nothing" "$(cat out)" ""
gzip -c vrps.json | head -c 100 >cut.gz
status "truncated gzip" 2 "$WEIR" rov --vrps cut.gz --routes good
: >empty
status "an empty file" 2 "$WEIR" rov --vrps empty --routes good
is "is told" "$(cat err)" "weir: empty:1:1: expected VRPs in JSON or CSV, found an empty file"
echo '{"roas":[]}' >none.json
status "no VRPs in a sound file" 0 "$WEIR" rov --vrps none.json --routes good
is "is a warning" "$(cat err)" "weir: none.json: warning: no records"
echo '{"roas":[{"asn":null,"prefix":"10.0.0.0/8"},{"asn":1,"prefix":null,"x":[{}]},{"asn":1,"prefix":"2001:db9::/32"}]}' >odd.json
status "VRPs passed over are trouble" 2 "$WEIR" rov --vrps odd.json --routes good
is "each is shown" "$(cut -d' ' -f2 err | tr '\n' ' ')" "odd.json:1:10: odd.json:1:45: "
is "the others count" "$(tail -n 1 out)" "2001:db9::/32 1 valid"
head -c 70000 /dev/zero | tr '\0' 1 >long
status "a line of 70 kB" 2 "$WEIR" rov --vrps vrps.json --routes long
is "is one error" "$(wc -l <err)" 1
status "a full disk" 2 sh -c '"$WEIR" rov --vrps vrps.json --routes good >/dev/full'

# the table of 2014 against the VRPs of 2020, counted by an independent program
data=${WEIR_DATA:-$WEIR_TOP/../shared/data}
if [ -r "$data/vrp/vrps-2020-02-24.csv.gz" ]; then
	"$WEIR" rov --vrps "$data/vrp/vrps-2020-02-24.csv.gz" \
		--routes "$data/prefix-origin/table-2014-05-13.txt.gz" --summary >out 2>err
	is "2014 table, 2020 VRPs" "$(grep -v '^weir:' err | tr '\n' ' ')" \
		"valid 65961 invalid-asn 16142 invalid-length 6608 not-found 423910 bad-lines 0 "
	is "every route is printed" "$(wc -l <out)" 512621
else
	skip "2014 table, 2020 VRPs" "no WEIR_DATA"
fi
done_testing
