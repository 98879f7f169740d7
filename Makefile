# The commands of the house. Nothing is fetched but Go modules; `make help` lists the targets.

TAGS        := duckdb_arrow
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
BIN         := bin/landscape
FOLDERS     := $(wildcard cmd engine queries udf benchmarks)
# Where goroutines meet: sessions, streams, cancellation, writes and records. The race detector makes tests about ten times slower.
RACE        ?= ./engine ./engine/encode
RACETESTS   ?= Cancel|Close|NextStatement|Write|Stream|Session|Records|Encode
# And behind the door: slots and turns, asynchronous statements, drain, keys. All of httpapi would take two minutes of processor.
DOORRACE    ?= ./engine/gate ./engine/httpapi
DOORTESTS   ?= Slots|Turns|PerKey|Close$$|Properties|Statement|Drain|WrongKeys
TESTFLAGS   ?=
# make test SHORT= leaves nothing out, as make test-all.
SHORT       ?= -short
# make bench BENCH='load|fit' RUNS=3 LINES=1000000 RESULTS=results.json measures some cases, three times each, at another scale, and keeps what it finds.
BENCH       ?=
RUNS        ?= 1
LINES       ?= 10000000
RESULTS     ?=
SOAK        ?= 10m
# The packages that have a benchmark: the others would only be linked for nothing.
BENCHED      = $(sort $(dir $(shell grep -rl '^func Benchmark' --include='*_test.go' $(FOLDERS:%=./%))))

export GOTOOLCHAIN := local

.DEFAULT_GOAL := help
.PHONY: help toolchain build demo test test-all check format vet lint race bench bench-growth bench-peers bench-once soak clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' Makefile

toolchain:
	@.ci/toolchain

build: toolchain ## build bin/landscape
	go build -tags $(TAGS) -o $(BIN) ./cmd/landscape

demo: build ## build a sample ledger, load it and show its landscape
	@$(BIN) demo

test: toolchain ## run the tests, but the long ones
	go test -tags $(TAGS) $(SHORT) -vet off -timeout 30m $(TESTFLAGS) ./...

test-all: SHORT =
test-all: test ## run every test, which takes some fifteen minutes on two cores

check: format vet lint race ## format, vet, lint, and the race detector where it pays

format: toolchain
	@files=$$(gofmt -s -l $(FOLDERS)); test -z "$$files" || { echo "not formatted (gofmt -s -w FILE):" $$files >&2; exit 1; }

vet: toolchain
	go vet -tags $(TAGS) ./...

lint: toolchain
	go run $(STATICCHECK) -tags $(TAGS) ./...

race: toolchain
	go test -tags $(TAGS) -race -short -timeout 15m -run '$(RACETESTS)' $(RACE)
	go test -tags $(TAGS) -race -short -timeout 15m -run '$(DOORTESTS)' $(DOORRACE)

bench: build ## measure the cases that show a target at full scale, or some (BENCH=pattern, RUNS=3, LINES=10000000, RESULTS=file)
	$(BIN) bench $(if $(BENCH),--only '$(BENCH)',--targets) --runs $(RUNS) --lines $(LINES) $(if $(RESULTS),--out '$(RESULTS)')

bench-growth: build ## measure how the main operations grow with the size
	$(BIN) bench --growth --sizes 100000,1000000,$(LINES)

bench-peers: ## install what landscape is measured beside, as far as this machine lets it
	@benchmarks/peers/install

bench-once: export LANDSCAPE_BENCH_LINES ?= 20000
bench-once: export LANDSCAPE_BENCH_FIT_CUSTOMERS ?= 4000
bench-once: toolchain ## run every benchmark once, at small scale
	go test -tags $(TAGS) -short -run '^$$' -bench . -benchtime 1x -timeout 15m $(BENCHED)

soak: toolchain ## keep a server under mixed load and watch its memory (SOAK=10m)
	LANDSCAPE_SOAK=$(SOAK) go test -tags $(TAGS) -count 1 -run '^TestSoak$$' -v -timeout 30m ./cmd/landscape/internal/cli

clean: ## remove what was built
	rm -rf bin
