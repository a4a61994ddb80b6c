# Short names for what one does often. `just` lists them; each line is what it runs.

# List the recipes
default:
    @just --list

# The demo city on this machine
dev:
    cargo run

# All tests on SQLite
test:
    cargo test

# All tests on a PostgreSQL that is running: just test-postgres postgres://user@localhost/kocho_test
test-postgres url:
    KOCHO_TEST_DATABASE_URL={{url}} cargo test

# What has to hold before a commit: format, lints, tests
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test

# Accept changed snapshots after looking at them (cargo install cargo-insta)
snapshots:
    cargo insta review

# The one-file program
release:
    cargo build --release

# Start the demo city anew: throws away var/
fresh:
    rm -rf var
    cargo run

# A database for load runs in /tmp/kocho-load: just load 100000
load cases="100000":
    KOCHO__DATA__DIR=/tmp/kocho-load cargo run --release -- demo --cases {{cases}}
