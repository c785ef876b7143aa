# calllog: every command works on a fresh Debian with a Swift toolchain and nothing else.

SWIFT ?= swift
PACKAGES = libfcgi-dev libsqlite3-dev libssl-dev libcurl4-openssl-dev pkg-config nginx spawn-fcgi curl openssl sqlite3 \
	tzdata apache2 libapache2-mod-fcgid
RELEASE_FLAGS = -c release --static-swift-stdlib
# The example of an embedding host is a package of its own; what it makes lies in .build/ too.
EMBEDDING = --package-path Tests/EmbeddingExample --scratch-path .build/embedding

.PHONY: run test torture run-tests embedding check build bench dist check-dist deps clean format

# The server on this machine, with a demo user and ready curl lines; Ctrl-C stops it.
run: build
	@Tests/Scripts/run-local.sh

# All tests: unit tests, and the programs through real nginx, Apache and spawn-fcgi.
test: deps embedding
	$(SWIFT) build --build-tests
	@$(MAKE) --no-print-directory run-tests

# The example host and the example adapter of README.
embedding: deps
	$(SWIFT) build --build-tests $(EMBEDDING)

# The long variants: 100,000 seeded fuzz cases on the socket, 100,000 requests with flat memory, restarts for minutes,
# and schemathesis on /openapi.json where PyPI can be reached.
torture: deps
	$(SWIFT) build --build-tests
	CALLLOG_FUZZ_CASES=100000 CALLLOG_TORTURE=1 $(SWIFT) test --skip-build --no-parallel \
		--filter 'FuzzTests|TortureTests|SuperviseTests'
	Tests/Scripts/check-openapi.sh

# What must hold before a commit: format, warnings, module arrows, doc comments, tests.
check: deps
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	Tests/Scripts/check-imports.sh
	$(SWIFT) build --build-tests -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
	$(SWIFT) build --build-tests $(EMBEDDING) -Xswiftc -warnings-as-errors
	Tests/Scripts/check-docs.sh
	@$(MAKE) --no-print-directory run-tests TEST_FLAGS="-Xswiftc -warnings-as-errors"

# One after the other: on two cores, tests that measure time and tests that burn it do not go together.
run-tests:
	$(SWIFT) test --skip-build --no-parallel $(TEST_FLAGS) --skip EndToEndTests
	$(SWIFT) test --skip-build --no-parallel $(EMBEDDING)
	$(SWIFT) test --skip-build --no-parallel $(TEST_FLAGS) --filter EndToEndTests

# Optimised programs in .build/release/: calllog-fcgi, calllogctl, calllog-bench.
build: deps
	$(SWIFT) build $(RELEASE_FLAGS)

.PHONY: install uninstall
PREFIX ?= /usr/local
INSTALL = DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' BIN_DIR='$(BIN_DIR)' nginx/install.sh

# What `make build` made, with nginx's and systemd's files, into this machine or under DESTDIR; settings are kept.
install:
	@$(INSTALL) install

uninstall:
	@$(INSTALL) uninstall

bench: build
	@Tests/Scripts/install-packages.sh wrk gcc libc6-dev
	.build/release/calllog-bench $(BENCH_FLAGS)

# One archive in dist/ with two static programs, for any Linux on x86-64. Works on Debian as root.
dist: deps
	@Tests/Scripts/build-dist.sh

# The proof, in an empty chroot: needs root. Times are compared with those of `make build`, if it was run.
check-dist: dist
	@Tests/Scripts/check-dist.sh

deps:
	@Tests/Scripts/install-packages.sh $(PACKAGES)

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .run
