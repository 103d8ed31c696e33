# The front door. Meson does the building; this says what a person types.
#
#	make            build/weir
#	make run        set up the system, build, and build the borders of examples/
#	make test       set up the system and prove the tree
#	make test-long  and what takes long: faults in the hundreds, long fuzzing, real data
#	make bench      the budgets, beside the peers
#	make fuzz       every fuzz target for FUZZ_SECONDS each
#	make install    into $(DESTDIR)$(PREFIX)
#	make clean

PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60
TESTS ?=

RELEASE := build
ASAN := build-asan
CLANG := build-clang
FUZZ := build-fuzz
MESON := meson setup --wrap-mode=nodownload

all: $(RELEASE)/build.ninja
	ninja -C $(RELEASE) --quiet

setup-%:
	@scripts/setup $*

$(RELEASE)/build.ninja: | setup-build
	$(MESON) $(RELEASE) -Dtests=false

run: setup-build all
	@scripts/examples $(RELEASE)/weir

# The same folder as `make`, now with the tests in it.
test-builds: setup-test
	@[ -e $(RELEASE)/build.ninja ] || CC=gcc $(MESON) $(RELEASE) -Dwerror=true
	@meson configure $(RELEASE) -Dtests=true -Dwerror=true >/dev/null
	@[ -e $(ASAN)/build.ninja ] || CC=gcc $(MESON) $(ASAN) -Dwerror=true -Dtests=true \
		-Db_sanitize=address,undefined
	@[ -e $(CLANG)/build.ninja ] || CC=clang $(MESON) $(CLANG) -Dwerror=true -Dtests=true
	@[ -e $(FUZZ)/build.ninja ] || CC=clang $(MESON) $(FUZZ) -Dwerror=true -Dtests=false -Dfuzz=true
	@for d in $(RELEASE) $(ASAN) $(CLANG) $(FUZZ); do ninja -C $$d --quiet || exit 1; done

test: test-builds
	tests/run --build $(RELEASE) --build $(ASAN) $(TESTS)

test-long: test-builds
	tests/run --build $(RELEASE) --build $(ASAN) --long $(TESTS)

bench: setup-bench all
	bench/all $(BENCHES)

fuzz: setup-fuzz
	@[ -e $(FUZZ)/build.ninja ] || CC=clang $(MESON) $(FUZZ) -Dwerror=true -Dtests=false -Dfuzz=true
	@ninja -C $(FUZZ) --quiet
	WEIR_TOP=$(CURDIR) WEIR_FUZZ_SECONDS=$(FUZZ_SECONDS) tests/house/fuzz.py

install: all
	meson setup --reconfigure $(RELEASE) -Dprefix=$(PREFIX) >/dev/null
	DESTDIR=$(DESTDIR) meson install -C $(RELEASE)

clean:
	rm -rf $(RELEASE) $(ASAN) $(CLANG) $(FUZZ) examples/*/out

.PHONY: all run test test-builds test-long bench fuzz install clean
