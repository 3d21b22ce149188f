# muster. Needs a C compiler; the tests need more, see README.
#   all        ./muster (the default)
#   check      every test; the last line is "N passed, N failed, N skipped". TESTS="t/a.t t/b.t": the unit tests and those
#   san        the same, built with the address and undefined-behaviour sanitizers
#   sweep      every call that can fail fails, one by one; what muster does then is checked
#   chaos      2,000 tests with vices on 8 slaves while a monkey kills, stops and continues
#   mutate     N changes to the sources, one at a time: do the tests notice? (SEED=, ONLY=K; as root)
#   bench      muster next to the bare cost of fork and exec, and to the peers that are installed
#   scale      time and memory from 10,000 to 1,000,000 tests, 64 slaves, 1,024 appliances
#   fuzz       each fuzz target for T seconds (needs clang)
#   static     .build/static/muster: no shared library, musl
#   install    muster, its manual page and completions to $(DESTDIR)$(PREFIX); uninstall takes them away
#   clean      everything but the sources goes
.POSIX:

CC = cc
CFLAGS = -O2 -g
LDFLAGS =
PREFIX = /usr/local
DESTDIR =
MUSL = musl-gcc
CLANG = clang
T = 10
N = 60
SEED = 1
ONLY =
TESTS =

BIN = $(DESTDIR)$(PREFIX)/bin
MAN = $(DESTDIR)$(PREFIX)/share/man
DOC = $(DESTDIR)$(PREFIX)/share/doc/muster
BASH = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

# C has no exceptions: their tables would be a tenth of the binary
STD = -std=c11 -fno-asynchronous-unwind-tables
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes
SRC = runner.c slave.c report.c collect.c
SAN = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

all: muster

muster: $(SRC) wire.h
	$(CC) $(STD) $(WARN) $(CFLAGS) $(LDFLAGS) -o $@ $(SRC)

check: muster
	@CC='$(CC)' CFLAGS='$(STD) $(WARN) $(CFLAGS)' LDFLAGS='$(LDFLAGS)' sh t/check ./muster .build $(TESTS)

.build/san/muster: $(SRC) wire.h
	@mkdir -p .build/san
	$(CC) $(STD) $(WARN) -O1 -g $(SAN) $(LDFLAGS) -o $@ $(SRC)

san: .build/san/muster
	@ASAN_OPTIONS=detect_leaks=0 CC='$(CC)' CFLAGS='$(STD) $(WARN) -O1 -g $(SAN)' LDFLAGS='$(LDFLAGS)' \
		sh t/check .build/san/muster .build/san $(TESTS)

.build/static/muster: $(SRC) wire.h
	@mkdir -p .build/static
	$(MUSL) $(STD) $(WARN) -Os $(LDFLAGS) -static -s -o $@ $(SRC)

static: .build/static/muster

sweep:
	@CC='$(CC)' CFLAGS='$(STD) $(WARN) $(CFLAGS)' LDFLAGS='$(LDFLAGS)' sh t/sweep/run

chaos: muster
	@CC='$(CC)' sh t/chaos/run ./muster

mutate:
	@CC='$(CC)' STD='$(STD)' perl t/mutate '$(N)' '$(SEED)' $(ONLY)

bench: muster
	@CC='$(CC)' MUSL='$(MUSL)' sh t/bench/run ./muster

scale: muster
	@CC='$(CC)' sh t/bench/scale ./muster

fuzz:
	@CLANG='$(CLANG)' STD='$(STD)' T='$(T)' sh t/fuzz/run

install: muster
	mkdir -p '$(BIN)' '$(MAN)/man1' '$(MAN)/man5' '$(DOC)' '$(BASH)' '$(ZSH)' '$(FISH)'
	./muster --man >'$(MAN)/man1/muster.1'
	./muster --man=conf >'$(MAN)/man5/muster.conf.5'
	cp README '$(DOC)/README'
	./muster --completion=bash >'$(BASH)/muster'
	./muster --completion=zsh >'$(ZSH)/_muster'
	./muster --completion=fish >'$(FISH)/muster.fish'
	cp muster '$(BIN)/muster'
	chmod 755 '$(BIN)/muster'

uninstall:
	rm -f '$(BIN)/muster' '$(MAN)/man1/muster.1' '$(MAN)/man5/muster.conf.5' '$(DOC)/README' \
		'$(BASH)/muster' '$(ZSH)/_muster' '$(FISH)/muster.fish'

clean:
	rm -rf muster .build

.PHONY: all check san sweep chaos mutate bench scale fuzz static install uninstall clean
