#!/bin/sh
# weir aspa: states by hand, neighbors, sets, long paths, bad input.
. "$WEIR_TOP/tests/tap.sh"

# 1 and 2 are at the top and peers; 1 <- 11 <- 111, 2 <- 22 <- 222; 33 attests nothing
cat >aspas.json <<'EOF'
{"aspas":[{"customer":"AS1","providers":["AS0"]},{"customer":"AS2","providers":["AS0"]},
{"customer":"AS11","providers":["AS1"]},{"customer":"AS22","providers":["AS2","AS0"]},
{"customer":"AS111","providers":["AS11"]},{"customer":"AS222","providers":["AS22"]}]}
EOF
states() { # DIRECTION PATHS [OPTION...]: the states, in one line
	direction=$1
	printf "$2" >paths
	shift 2
	"$WEIR" aspa --aspas aspas.json --direction "$direction" "$@" <paths 2>/dev/null | cut -f1 | tr '\n' ' '
}
is "upstream, all attested" "$(states upstream '1 11 111\n11 111\n111\n')" "valid valid valid "
is "upstream, down again is a leak" "$(states upstream '11 1 11\n22 2 1 11 111\n1 2\n')" "invalid invalid invalid "
is "upstream, unattested" "$(states upstream '33 11\n1 33\n33 34\n')" "invalid unknown unknown "
is "downstream, one and two tops" "$(states downstream '22 2 1 11 111\n11 1 2 22\n2 22 222\n')" "valid valid valid "
is "downstream, a valley" "$(states downstream '1 11 111 11 1\n2 22 2\n1 11 2 22\n')" "invalid invalid invalid "
is "downstream, two ASes are always valid" "$(states downstream '1 2\n33 34\n1\n')" "valid valid valid "
is "downstream, unattested" "$(states downstream '1 33 34\n33 34 35\n')" "unknown unknown "
is "repeats count once" "$(states upstream '1 1 1 11 11 111 111\n')" "valid "
is "sets" "$(states upstream '1 11 {111,112}\n{1} 11\n')" "invalid invalid "
is "the empty path" "$(states downstream '\n   \n')" "invalid invalid "
is "a confederation of ours" "$(states upstream '(64512 64513) [64514,64515] 1 11\n(64512)\n1 (64512) 11\n')" \
	"valid invalid invalid "
is "AS0 beside a provider is no AS0" "$(states upstream '2 22\n')" "valid "
is "AS0 is nobody's provider" "$(states upstream '0 1\n')" "invalid "
is "the neighbor, upstream" "$(states upstream '1 11\n11 111\n' --neighbor AS1)" "valid invalid "
is "of a route server's client" "$(states upstream '1 11\n11 111\n' --neighbor 99 --rs-client)" "valid valid "
is "the neighbor, downstream" "$(states downstream '1 11\n2 22\n' --neighbor 2)" "invalid valid "

printf '22 2 1 11\n1 {1,2}\n' >paths
status "explained" 1 "$WEIR" aspa --aspas aspas.json --direction upstream --paths paths --explain
is "hops and ramps" "$(tr '\t\n' '|;' <out)" "invalid|22 2 1 11;|up AS11 AS1 provider;|up AS1 AS2 not-provider;|\
up AS2 AS22 not-provider;|length 4 max-up 2 min-up 2;invalid|1 {1,2};|the path has an AS_SET;"
status "json" 1 "$WEIR" aspa --aspas aspas.json --direction downstream --paths paths --explain --json
is "of the hops" "$(jq -c '.paths[0] | [.state, .up[0].says, .down[0].says, ."max-up", ."max-down"]' out)" \
	'["valid","provider","not-provider",2,2]'
is "and the summary" "$(jq -c .summary out)" '{"valid":1,"unknown":0,"invalid":1,"bad-lines":0}'

# the two lists per family of rpki-client 8.2 are one set of providers
echo '{"roas":[],"provider_authorizations":{"ipv4":[{"customer_asid":5,"expires":1,"providers":[6]}],
"ipv6":[{"customer_asid":5,"expires":1,"providers":[7]}]}}' >old.json
printf '6 5\n7 5\n8 5\n' >paths
status "rpki-client 8.2" 1 "$WEIR" aspa --aspas old.json --direction upstream --paths paths
is "the union of both" "$(cut -f1 out | tr '\n' ' ')" "valid valid invalid "

# exceptions
cat >slurm.json <<'EOF'
{"slurmVersion":2,"validationOutputFilters":{"prefixFilters":[],"bgpsecFilters":[],"aspaFilters":[{"customerAsn":11}]},
"locallyAddedAssertions":{"prefixAssertions":[],"bgpsecAssertions":[],
"aspaAssertions":[{"customerAsn":33,"providerAsns":[1],"comment":"x"}]}}
EOF
is "without exceptions" "$(states upstream '1 11\n33 11\n1 33\n2 33\n')" "valid invalid unknown unknown "
is "with exceptions" "$(states upstream '1 11\n33 11\n1 33\n2 33\n' --slurm slurm.json)" "unknown unknown valid invalid "
sed 's/"slurmVersion":2/"slurmVersion":1/' slurm.json >old-slurm.json
status "ASPAs in a file of version 1" 2 "$WEIR" aspa --aspas aspas.json --slurm old-slurm.json --direction upstream --paths paths
is "are refused at their place" "$(cat err)" \
	"weir: old-slurm.json:1:99: expected slurmVersion 2 beside exceptions of ASPAs, found 1"

# bad input
seq 5001 9000 | tr '\n' ' ' >long
echo >>long
status "a path of 4,000 ASNs" 0 "$WEIR" aspa --aspas aspas.json --direction upstream --paths long
is "is verified" "$(cut -f1 out)" "unknown"
head -c 70000 /dev/zero | tr '\0' 7 >long
status "a line of 70 kB" 2 "$WEIR" aspa --aspas aspas.json --direction upstream --paths long
is "is one error" "$(cat err)" "weir: long:1: expected a line of at most 65535 bytes, found a longer one"
printf '1 x 2\n1 11\n1 4294967296\n1 {2\n' >bad
status "bad lines" 2 "$WEIR" aspa --aspas aspas.json --direction upstream --paths bad
is "are shown" "$(cut -d' ' -f2 err | tr '\n' ' ')" "bad:1:3: bad:3:3: bad:4:5: "
is "and the others verified" "$(cat out)" "valid	1 11"
echo '{"aspas":[{"customer":"AS5","providers":[]},{"customer":"AS11","providers":["AS1"]}]}' >odd.json
echo '1 11' >paths
status "an ASPA passed over is trouble" 2 "$WEIR" aspa --aspas odd.json --direction upstream --paths paths
is "the others count" "$(cut -f1 out)" "valid"
status "no direction" 2 "$WEIR" aspa --aspas aspas.json --paths paths
status "a wrong direction" 2 "$WEIR" aspa --aspas aspas.json --direction sideways --paths paths
status "no ASPAs" 2 "$WEIR" aspa --direction upstream --paths paths
status "a route server's client downstream" 2 "$WEIR" aspa --aspas aspas.json --direction downstream --rs-client --paths paths
status "no such neighbor" 2 "$WEIR" aspa --aspas aspas.json --direction upstream --neighbor x --paths paths
status "a missing file" 2 "$WEIR" aspa --aspas none --direction upstream --paths paths
done_testing
