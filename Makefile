# Short names for the commands of CONTRIBUTING.md. Nothing here is needed to build.

FUZZTIME ?= 30s
BENCHTIME ?= 1s
SEED ?= 1
OUT ?= bin

REPORT ?=

.PHONY: test race bench generate oracle fuzz perturb accuracy train peers secrets clients plots ci build
.PHONY: proofs rust kernel cross header test-rust full difffuzz core advanced gate mutants kernel-package rehearse-split release

build:
	go build -o $(OUT)/backfire ./cmd/backfire

test:
	go test ./...

race:
	CGO_ENABLED=1 go test -race ./...

bench:
	go test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./fallback ./backfire

# The command with the prebuilt Rust kernel.
rust:
	CGO_ENABLED=1 go build -tags rust -o $(OUT)/backfire ./cmd/backfire

# The Rust kernel anew, for this machine and for every platform. Needs Rust; --list says what is missing.
kernel:
	./build.rs-wrapper.sh

cross:
	./build.rs-wrapper.sh --all

header:
	scripts/header.sh

test-rust:
	CGO_ENABLED=1 go test -tags rust ./...

# All that CI runs samples of, whole. Takes an hour or two.
full:
	FULL=1 FUZZTIME=10m bash .ci/run

generate:
	go generate ./...

oracle:
	bash .ci/oracles $(OUT)/oracles
	BACKFIRE_ORACLE_PYTHON=$(CURDIR)/$(OUT)/oracles/bin/python go test -count=1 -v -run Oracle ./...

fuzz:
	bash .ci/fuzz $(FUZZTIME)

# One input to both kernels, every byte compared: what a fuzzer makes for FUZZTIME a target, then every code point.
difffuzz:
	CGO_ENABLED=1 GOFLAGS=-tags=rust bash .ci/fuzz $(FUZZTIME) ./internal/kernel
	CGO_ENABLED=1 go test -count=1 -tags rust -run '^TestExhaustive$$' -v ./internal/kernel

# The labelled files of DATA made false in one thing, into $(OUT)/accuracy.
perturb:
	@test -n "$(DATA)" || { echo 'want DATA=, a folder with grounding/ and injection/ in it' >&2; exit 2; }
	mkdir -p $(OUT)/accuracy
	go run ./bench/perturb -seed $(SEED) -mode copy -in $(DATA)/grounding/msr_paraphrase_train.jsonl -out $(OUT)/accuracy/copy.jsonl
	go run ./bench/perturb -seed $(SEED) -mode copy -in $(DATA)/injection/benign_model_answers.jsonl -out $(OUT)/accuracy/answers.jsonl
	go run ./bench/perturb -seed $(SEED) -mode paraphrase -in $(DATA)/grounding/msr_paraphrase_train.jsonl -out $(OUT)/accuracy/para.jsonl
	go run ./bench/perturb -seed $(SEED) -mode paraphrase -strict-clean -in $(DATA)/grounding/msr_paraphrase_train.jsonl -out $(OUT)/accuracy/strict.jsonl

accuracy: perturb build
	@for set in copy answers para strict; do $(OUT)/backfire eval halt --data $(OUT)/accuracy/$$set.jsonl; echo; done
	@for set in $(DATA)/grounding/*.jsonl; do $(OUT)/backfire eval grounding --data $$set; echo; done

# Fits the injection models to the corpora and to the labelled files of DATA, and compiles them into the tables.
train:
	@test -n "$(DATA)" || { echo 'want DATA=, a folder with injection/ in it' >&2; exit 2; }
	go run ./contract/gen
	go run ./contract/model/train -data $(DATA) $(REPORT)
	go run ./contract/gen

peers:
	bash bench/peers/run.sh

# Secrets of documented formats, found by backfire and by detect-secrets; then false positives in sources.
secrets: build
	test -x $(OUT)/secrets/bin/detect-secrets || { python3 -m venv $(OUT)/secrets && $(OUT)/secrets/bin/pip -q install detect-secrets==1.5.0; }
	$(OUT)/secrets/bin/python bench/secrets/compare.py $(OUT)/backfire backfire fallback cmd internal kernel scripts bench docs \
		$(foreach d,net encoding crypto cmd/go,$(shell go env GOROOT)/src/$(d))

# The guard against SDKs and curl: needs the network for what it fetches.
clients:
	bash .ci/clients $(CURDIR)/$(OUT)/clients

# The guard under load, on an idle machine if the figures are to mean much, and the picture in docs/PERFORMANCE.md.
plots:
	mkdir -p $(OUT)
	go build -o $(OUT)/load ./bench/load
	$(OUT)/load -json $(CURDIR)/$(OUT)/load.json
	cd bench/plot && go run . $(CURDIR)/$(OUT)/load.json $(CURDIR)/docs/load.svg

# What CI runs: core needs Go alone, advanced the rest.
ci:
	bash .ci/run

core:
	bash .ci/run core

# Small wrong changes, one at a time, and the check that catches each. Takes some twenty minutes, and Coq.
mutants:
	CGO_ENABLED=1 go run ./contract/mutants

# The theorems of formal/ and the code they are about. Needs Coq, cargo and a C compiler.
proofs:
	go run ./scripts/check-manifest

# The Rust kernel as a package of its own, into $(OUT)/kernel-package.
kernel-package:
	bash scripts/kernel-package.sh $(OUT)/kernel-package

# docs/EXTRACTION.md in a temporary folder.
rehearse-split:
	bash scripts/rehearse-split

# A release of this clone: make release VERSION=1.2.3
release:
	bash scripts/release $(VERSION)

# May a release be made of this clone? A row for each promise, with its evidence.
gate:
	go run ./cmd/backfire doctor --gate --fuzztime $(FUZZTIME)

advanced:
	bash .ci/run advanced
