// Failures as people write them, with Rust's own tests.
fn parse(s: &str) -> Result<u16, std::num::ParseIntError> { s.parse() }
#[test] fn equal() { assert_eq!(parse("8").unwrap(), 80); }
#[test] fn equal_said() { assert_eq!(1, 2, "ports of {}", "eth0"); }
#[test] fn plain() { assert!(parse("8").unwrap() > 80); }
#[test] fn plain_said() { assert!(false, "the port is missing"); }
#[test] fn unwraps() { parse("x").unwrap(); }
#[test] fn expects() { parse("x").expect("a port"); }
#[test] fn returns() -> Result<(), std::num::ParseIntError> { parse("x")?; Ok(()) }
#[test] fn returns_text() -> Result<(), String> { Err("socket: refused".into()) }
#[test] fn panics() { panic!("not yet\nwritten"); }
#[test] fn todo() { todo!(); }
#[test] fn index() { let v: Vec<u8> = vec![]; let i = v.len(); let _ = v[i]; }
#[test] fn overflows() { let x: u8 = std::env::args().count() as u8; let _ = x - 200; }
#[test] #[should_panic] fn should() {}
#[test] #[should_panic(expected = "refused")] fn should_other() { panic!("timed out"); }
#[test] fn noisy() { println!("connecting"); eprintln!("error: none"); assert_ne!(1, 1); }
