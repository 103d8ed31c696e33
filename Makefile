# The front door. Meson does the building; this says what a person types.
#
#	make            build/weir
#	make run        set up the system, build, and build and show the borders of examples/
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
	$(MESON) $(RELEASE) -Dtests=false >/dev/null

run: setup-build all
	@scripts/examples $(RELEASE)/weir

# Four builds: gcc, gcc with sanitizers and zlib in the place of ISA-L, clang, and clang
# for the fuzzers. The first is the folder of `make`, now with the tests in it. What
# clang builds is compiled, and never run.
test-builds: setup-test $(ASAN)/build.ninja $(CLANG)/build.ninja $(FUZZ)/build.ninja
	@[ -e $(RELEASE)/build.ninja ] || CC=gcc $(MESON) $(RELEASE) -Dwerror=true >/dev/null
	@meson configure $(RELEASE) -Dtests=true -Dwerror=true >/dev/null
	@for d in $(RELEASE) $(ASAN) $(CLANG) $(FUZZ); do \
		echo "building $$d"; ninja -C $$d --quiet || exit 1; done

$(ASAN)/build.ninja: | setup-test
	CC=gcc $(MESON) $(ASAN) -Dwerror=true -Db_sanitize=address,undefined \
		-Disal=disabled >/dev/null

$(CLANG)/build.ninja: | setup-test
	CC=clang $(MESON) $(CLANG) -Dwerror=true -Doptimization=0 >/dev/null

$(FUZZ)/build.ninja: | setup-fuzz
	CC=clang $(MESON) $(FUZZ) -Dwerror=true -Dtests=false -Dfuzz=true >/dev/null

test: test-builds
	tests/run --build $(RELEASE) --build $(ASAN) $(TESTS)

test-long: test-builds
	tests/run --build $(RELEASE) --build $(ASAN) --long $(TESTS)

# Configured again, for librtr may be new.
bench: setup-bench $(RELEASE)/build.ninja
	@meson setup --reconfigure $(RELEASE) >/dev/null
	ninja -C $(RELEASE) --quiet
	bench/all $(BENCHES)

fuzz: $(FUZZ)/build.ninja
	@ninja -C $(FUZZ) --quiet
	WEIR_TOP=$(CURDIR) WEIR_FUZZ_SECONDS=$(FUZZ_SECONDS) tests/house/fuzz.py

install: all
	meson setup --reconfigure $(RELEASE) -Dprefix=$(PREFIX) >/dev/null
	DESTDIR=$(DESTDIR) meson install -C $(RELEASE)

clean:
	rm -rf $(RELEASE) $(ASAN) $(CLANG) $(FUZZ) examples/*/out
	rm -f examples/*/*/*.weir-index

.PHONY: all run test test-builds test-long bench fuzz install clean

.NOTPARALLEL:
