# Failures as people write them, with bats.
helper() { [ "$1" -gt 0 ]; }
@test "equal" { [ 8 = 80 ]; }
@test "last" { echo connecting; false; }
@test "run" { run sh -c 'echo refused; exit 3'; [ "$status" -eq 0 ]; }
@test "said" { echo "the port is missing in host:0"; return 1; }
@test "helper" { helper -1; }
@test "not found" { no_such_command; }
@test "stderr" { echo "socket: refused" >&2; false; }
@test "double" { [[ a == b ]]; }
@test "grep" { echo one | grep two; }
@test "fails late" { true; cd /no/such; true; }
@test "unset" { set -u; echo "$no_such"; }
@test "exits" { exit 3; }
@test "several" { echo one; echo two; echo three; [ 1 -eq 2 ]; }
@test "a file" { [ -e /no/such/file ]; }
@test "in a pipe" { set -o pipefail; printf 'one\n' | { read -r x; [ "$x" = two ]; }; }
