# What `make install` puts in place, under a folder of its own.
. "$WEIR_TOP/tests/tap.sh"

if [ -n "$WEIR_SANITIZED" ]; then
	skip "install" "only the plain build is installed"
	done_testing
fi
status "meson install" 0 env DESTDIR="$PWD/root" meson install -C "$WEIR_BUILD" --no-rebuild
weir=$(find root -name weir -type f -perm -u+x)
ok "the program is there and runs" "$weir" --version
for page in "$WEIR_TOP"/man/*; do
	ok "$(basename "$page") is there" test -n "$(find root -path "*/man/man${page##*.}/$(basename "$page")")"
done
completion=$(find root -path '*/bash-completion/completions/weir')
ok "the completion is there" cmp "$completion" "$WEIR_TOP/completion/weir.bash"
serve=$(find root -path '*/libexec/weir/weir-serve')
ok "the daemon is there" test -x "$serve"
echo 'network: {asn: 64500}' >none.yaml
status "the program finds it" 2 "$weir" serve -n -c none.yaml
ok "and it runs" grep -q "expected a key 'neighbors' or 'serve'" err
unit=$(find root -path '*/systemd/system/weir-serve.service')
ok "its unit is there" grep -q '^Type=notify' "$unit"
ok "the unit names programs by their whole path" test -z "$(grep -E '^Exec[A-Za-z]*=[^/]' "$unit")"
is "and nothing else" "$(find root -type f | wc -l)" $(($(ls "$WEIR_TOP"/man | wc -l) + 4))
done_testing
