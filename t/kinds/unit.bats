#!/usr/bin/env bats
# Every outcome and every kind of name; see vice.h.
setup() { if [ -n "$RAN" ]; then echo "$BATS_TEST_DESCRIPTION" >>"$RAN"; fi; }

@test "passes" { true; }
@test "fails" {
	echo "because of fails"
	false
}
@test "skips" { skip "no hardware"; }
@test "skips without a word" { skip; }
@test "command not found" { no_such_command_anywhere; }
@test "prints on stdout" { echo "words of prints"; }
@test "prints on fd 3" { echo "# words on fd 3" >&3; }
@test "mid" { true; }
@test "before" { true; }
@test "middle" {
	case $VICE in
	crash) kill -SEGV $$ ;;
	hang) sleep 1000 ;;
	exit0) exit 0 ;;
	glue) printf "no newline here" >&3 ;;
	forge) echo "$FORGED" >&3 ;;
	lie) echo "$FORGED" >&3; false ;;
	esac
}
@test "middle two" { true; }
@test "after" { true; }
@test "comma, comma" { true; }
@test "[brackets] (parentheses) {braces} a|b" { true; }
@test 'quotes "and" `ticks` $HOME' { true; }
@test "sl/ash" { true; }
@test 'back\slash' { true; }
@test "größe €" { true; }
@test "tagged # hash" { true; }
@test "a::b" { true; }
@test "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" { true; }
