# The few commands of this repository. Each is a short script in .ci, so that a CI machine and a person run the same thing.
.PHONY: run test dev check bench

# Prepares the machine, builds the release and serves it on http://127.0.0.1:3000.
run:
	.ci/setup --run-only
	.ci/build
	exec target/release/madoguchi serve

# Everything: format, lints, scans, all tests on SQLite and PostgreSQL, browser tests. The machine is prepared by .ci/setup.
test:
	.ci/test

# Rebuild and restart on every change.
dev:
	.ci/setup --run-only
	.ci/dev

# Format, lints and unit tests only.
check:
	.ci/test --quick

# The speed figures, on 100,000 inquiries.
bench:
	.ci/build
	target/release/madoguchi bench
