#!/bin/sh
# The test programs that cargo has built, as `cargo test --no-run --message-format=json` names them: environment, directory and
# verdicts as cargo test has them. Real cargo says the same.
. t/lib.sh
need_perl

# artifact PACKAGE KIND NAME PROGRAM ['more of target'] ['profile']: a line of cargo's
artifact() {
	exe=null
	[ -z "$4" ] || exe="\"$work/$4\""
	printf '{"reason":"compiler-artifact","package_id":"path+file://%s","manifest_path":"%s","target":{"kind":["%s"],"name":"%s"%s,"test":true},' \
		"$work/$1" "$work/${1%#*}/Cargo.toml" "$2" "$3" "${5-}"
	printf '"profile":{"test":%s},"executable":%s}\n' "${6-true}" "$exe"
}
finished='{"reason":"build-finished","success":true}'
debug=target/debug
for p in alpha beta; do mkdir -p "$p"; done
program $debug/deps/env-1 'for v in "$@"; do eval "echo $v=\$$v"; done; pwd
echo "$CARGO_MANIFEST_DIR|$CARGO_MANIFEST_PATH|$CARGO_PKG_NAME|$CARGO_PKG_VERSION|$CARGO_PKG_VERSION_MAJOR.$CARGO_PKG_VERSION_MINOR.$CARGO_PKG_VERSION_PATCH|$CARGO_PKG_VERSION_PRE|"
echo "$OUT_DIR|$FROM_SCRIPT|$CARGO_BIN_EXE_tool|$LD_LIBRARY_PATH"; exit 1'
program $debug/deps/plain-2 'exit ${1:-0}'
program $debug/deps/skips-3 'exit 77'
program $debug/deps/kills-4 'kill -SEGV $$'
program $debug/tool 'echo ran >>"$RAN"'
printf '%s\n' '{"outputs":{"1":{"stdout":"rustc 1.95\nhost: x\n"},"2":{"stdout":"___\nlib___.so\n/opt/rust\noff\n"}}}' >target/.rustc_info.json
{
	echo '{"reason":"compiler-message","message":{"rendered":"warning"}}'
	echo "a compiler's plug-in says {"
	artifact alpha#0.1.2-rc.3+b4 test env $debug/deps/env-1
	artifact alpha#0.1.2-rc.3+b4 bin tool $debug/tool '' false
	printf '{"reason":"build-script-executed","package_id":"path+file://%s","linked_paths":["native=%s","/usr/lib"],"env":[["FROM_SCRIPT","a b"]],"out_dir":"%s"}\n' \
		"$work/alpha#0.1.2-rc.3+b4" "$work/$debug/build/z/out" "$work/$debug/build/z/out"
	artifact 'beta#gamma@1.0.0' proc-macro gamma $debug/deps/plain-2 ',"doctest":true'
	artifact 'beta#gamma@1.0.0' lib gamma '' ',"doctest":true' false
	artifact 'beta#gamma@1.0.0' test skips $debug/deps/skips-3
	artifact 'beta#gamma@1.0.0' bench kills $debug/deps/kills-4
	artifact 'beta#gamma@1.0.0' bench kills $debug/deps/plain-2
	echo "$finished"
	echo 'test x ... ok'
} >built
run -j2 --env LD_LIBRARY_PATH=/there built
is "$(outcomes)" "alpha::test::env failed
gamma::bench::kills crashed
gamma::bench::kills#2 passed
gamma::lib::gamma passed
gamma::test::skips failed" "a test program is PACKAGE::KIND::TARGET; 77 means nothing to cargo"
sound "cargo"
is "$(field alpha::test::env stdout)" "$work/alpha\n$work/alpha|$work/alpha/Cargo.toml|alpha|0.1.2-rc.3+b4|0.1.2|rc.3|\n$work/$debug/build/z/out|a b|$work/$debug/tool|$work/$debug/build/z/out:$work/$debug:$work/$debug/deps:/opt/rust/lib:/there\n" \
	"it has cargo's environment, in the directory of its package"
like "$(cat "$err")" "*the documentation of 1 library may hold tests, which are in no program: cargo test --doc*" "that there are other tests is said"
TMPDIR=$base/tmp "$MUSTER" --list - <built >"$out" 2>/dev/null
is "$(head -n 1 "$out")" "alpha::test::env" "standard input may be read"
TMPDIR=$base/tmp "$MUSTER" -j2 --log=none - <built >"$out" 2>/dev/null
is "$? $(tail -n 1 "$out")" "1 2 passed, 2 failed, 0 skipped, 1 crashed" "and run"
bare --log=none built -k skips
is "$status $(tail -n 1 "$out")" "1 0 passed, 1 failed, 0 skipped" "a program is chosen"

# elsewhere
mkdir there && cp -r alpha beta target there
program away 'exec "$@"'
run -a 'one:via='"$work/away"',muster='"$MUSTER"',root='"$work/there" built
is "$(outcomes | head -n 1) $(field alpha::test::env stdout | sed 's/|.*//')" "alpha::test::env failed $work/there/alpha\n$work/there/alpha" \
	"below another root are its programs, and their directories; the file itself need not be there"

# older ids of packages, and what is refused
artifact 'alpha#0.1.2' test env $debug/deps/plain-2 | sed "s,\"path+[^\"]*\",\"old-name 0.3.1 (path+file://$work/alpha)\"," >old
echo "$finished" >>old
bare --list old
is "$(cat "$out")" "old-name::test::env" "an id of a package as cargo wrote it before 1.77"
broken() {
	printf '%s\n' "$2" >wrong
	refused "*wrong:$1*" "$3" wrong
}
broken "2: the build failed" "$(artifact alpha#1 test env x)
"'{"reason":"build-finished","success":false}' "a build that failed"
broken "1: no build-finished: cargo failed, or the file is cut off" "$(artifact alpha#1 test env x)" "a file without its end"
broken "1: a text is not closed: the file is cut off" '{"reason":"compiler-artifact","pack' "a line that is cut off"
broken "1: a test without the id of its package, manifest_path or executable" "$(artifact alpha test env x)
$finished" "a package without a version"
broken "1: expected an object" '{"reason":"compiler-artifact","target":[]}' "a target that is none"

# the real one: build script, libraries that are linked dynamically, a program without harness, ignored tests
if command -v cargo >/dev/null && command -v rustc >/dev/null; then
	mkdir real && cd real || exit 1
	for p in one two three; do
		mkdir -p $p/src $p/tests
		printf '[package]\nname = "%s"\nversion = "0.2.1-rc.3"\nedition = "2018"\n' $p >$p/Cargo.toml
	done
	printf '[workspace]\nmembers = ["one", "two", "three"]\n[profile.dev]\ndebug = 0\n' >Cargo.toml
	printf '[dependencies]\none = { path = "../one" }\n[lib]\ncrate-type = ["dylib", "rlib"]\n[[test]]\nname = "plain"\nharness = false\n' >>two/Cargo.toml
	printf '[dependencies]\ntwo = { path = "../two" }\n' >>three/Cargo.toml
	echo 'fn main() { println!("cargo:rustc-env=BUILT=yes") }' >one/build.rs
	cat >one/src/lib.rs <<'END'
//! ```
//! assert_eq!(one::one(), 1);
//! ```
pub fn one() -> i32 { 1 }
#[cfg(test)] mod tests {
    #[test] fn adds() { assert_eq!(super::one() + 1, 2); }
    #[test] fn is_wrong() { assert_eq!(super::one(), 2); }
    #[test] #[ignore] fn is_ignored() { }
    #[test] #[should_panic] fn panics() { panic!() }
    #[test] fn has_its_environment() {
        let dir = std::env::var("CARGO_MANIFEST_DIR").unwrap();
        assert_eq!(std::env::current_dir().unwrap(), std::path::Path::new(&dir));
        assert_eq!(dir, env!("CARGO_MANIFEST_DIR"));
        assert_eq!(std::env::var("OUT_DIR").unwrap(), env!("OUT_DIR"));
        assert_eq!(std::env::var("BUILT").unwrap(), "yes");
        for (name, value) in &[("NAME", env!("CARGO_PKG_NAME")), ("VERSION", env!("CARGO_PKG_VERSION")),
                               ("VERSION_MINOR", env!("CARGO_PKG_VERSION_MINOR")), ("VERSION_PRE", env!("CARGO_PKG_VERSION_PRE"))] {
            assert_eq!(&std::env::var(format!("CARGO_PKG_{}", name)).unwrap(), value);
        }
    }
}
END
	echo 'pub fn two() -> i32 { one::one() + 1 }' >two/src/lib.rs
	echo 'fn main() { std::process::exit(77) }' >two/tests/plain.rs
	echo 'fn main() {} #[test] fn in_main() {}' >three/src/main.rs
	echo '#[test] fn links() { assert_eq!(two::two(), 2) } #[test] fn links_wrongly() { assert_eq!(two::two(), 1) }' >three/tests/int.rs
	CARGO_NET_OFFLINE=true
	export CARGO_NET_OFFLINE
	cargo test --workspace --no-run --message-format=json >built.json 2>"$base/built" </dev/null || said "$(tail -n 5 "$base/built")"
	cargo test --workspace --no-fail-fast --lib --bins --tests -- --test-threads=1 >"$base/theirs" 2>&1 </dev/null
	{
		sed -n 's/^test \(tests::\)\{0,1\}\([a-z_]*\)\( - should panic\)\{0,1\} \.\.\. \(.*\)$/\2 \4/p' "$base/theirs" |
			sed 's/ ok$/ passed/; s/ FAILED$/ failed/; s/ ignored.*/ skipped/'
		echo "plain failed"
	} | sort >"$base/wanted"
	run -j2 built.json
	is "$(outcomes | sed 's/.*:://' | sort)" "$(cat "$base/wanted")" "cargo test and muster say the same"
	is "$(outcomes | sed -n 's/^\([a-z]*\)::\([a-z]*\)::.* failed$/-p \1 --\2/p' | sort -u)" \
		"$(sed -n 's/^ *`\(-p [a-z]* --[a-z]*\).*`$/\1/p' "$base/theirs" | sort -u)" "of the same programs"
	like "$(cat "$err")" "*the documentation of 2 libraries*" "documentation is counted by libraries"
	cd .. || exit 1
else
	for p in "cargo test and muster say the same" "of the same programs" "documentation"; do skip "$p" "no cargo or rustc"; done
fi
finish
