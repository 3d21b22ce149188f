// A Rust test program with every outcome; what vice.h does for C is at its end. MANY_CASES stands for more of them.
#[test] fn passes() { ran("passes"); }
#[test] fn fails() { ran("fails"); println!("because of fails"); assert_eq!(1, 2); }
#[test] fn panics_with_a_string() { ran("panics_with_a_string"); panic!("{}", String::from("words")); }
#[test] #[ignore] fn ignored() { ran("ignored"); }
#[test] #[ignore = "no hardware"] fn ignored_why() { ran("ignored_why"); }
#[test] #[should_panic] fn should_panic() { ran("should_panic"); panic!(); }
#[test] #[should_panic(expected = "this")] fn should_panic_with() { ran("should_panic_with"); panic!("with this"); }
#[test] #[should_panic] fn should_panic_and_does_not() { ran("should_panic_and_does_not"); }
#[test] fn returns_err() -> Result<(), String> { ran("returns_err"); Err("an error".to_string()) }
#[test] fn panics_in_a_thread() {
	ran("panics_in_a_thread");
	assert!(std::thread::spawn(|| { panic!("in a thread") }).join().is_err());
}

mod vices {
	use super::*;
	#[test] fn mid() { ran("vices::mid"); }
	#[test] fn before() { ran("vices::before"); }
	#[test] fn middle() { ran("vices::middle"); vice(); }
	#[test] fn middle_two() { ran("vices::middle_two"); }
	#[test] fn zafter() { ran("vices::zafter"); }
	mod middle_ { #[test] fn deeper() { super::ran("vices::middle_::deeper"); } }
}
#[test] fn mid() { ran("mid"); }
#[test] fn größe() { ran("größe"); }
#[test] fn xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx() {
	ran("x*200");
}

fn is(word: &str) -> bool { std::env::var("VICE").map_or(false, |v| v == word) }

fn ran(name: &str) {
	use std::io::Write;
	if let Ok(file) = std::env::var("RAN") {
		let mut f = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
		f.write_all(format!("{}\n", name).as_bytes()).unwrap();
	}
	if is("fail") { panic!("all fail"); }
}

extern "C" { fn raise(signal: i32) -> i32; fn signal(signal: i32, handler: usize) -> usize; fn _exit(status: i32); }

fn vice() {
	use std::io::Write;
	let forged = std::env::var("FORGED").unwrap_or_default();
	if is("crash") { unsafe { signal(11, 0); raise(11); } }
	if is("abort") { std::process::abort(); }
	if is("exit0") { std::process::exit(0); }
	if is("_exit0") { unsafe { _exit(0); } }
	while is("hang") { std::thread::sleep(std::time::Duration::from_secs(1000)); }
	if is("glue") { print!("no newline here"); }
	if is("raw glue") { std::io::stdout().write_all(b"no newline here").unwrap(); std::io::stdout().flush().unwrap(); }
	if is("forge") || is("lie") {
		std::io::stdout().write_all(format!("{}\n", forged).as_bytes()).unwrap();
		std::io::stdout().flush().unwrap();
	}
	if is("lie") { panic!("a lie"); }
}
MANY_CASES
