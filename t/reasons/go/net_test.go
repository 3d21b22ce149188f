// Failures as people write them, with Go's own tests.
package net
import ("errors"; "fmt"; "os"; "testing"; "time")
func TestEqual(t *testing.T) { if got := 8; got != 80 { t.Errorf("parse() = %d, want %d", got, 80) } }
func TestFatal(t *testing.T) { t.Fatal(errors.New("socket: refused")) }
func TestTwo(t *testing.T) { t.Error("first"); t.Error("second") }
func TestLogged(t *testing.T) { t.Log("connecting"); t.Fatalf("no answer from %s", "eth0") }
func TestSub(t *testing.T) { t.Run("tcp", func(t *testing.T) {}); t.Run("udp", func(t *testing.T) { t.Error("dropped") }) }
func TestLines(t *testing.T) { t.Errorf("diff:\n-a\n+b") }
func TestNoisy(t *testing.T) { fmt.Println("connecting"); fmt.Fprintln(os.Stderr, "warning: slow"); t.Error("slow") }
func TestFail(t *testing.T) { t.Fail() }
func TestPanics(t *testing.T) { panic("not yet written") }
func TestNil(t *testing.T) { var m map[string]int; m["a"] = 1 }
func TestIndex(t *testing.T) { v := []int{}; i := len(v); _ = v[i] }
func TestExits(t *testing.T) { fmt.Println("giving up"); os.Exit(3) }
func TestDeadlock(t *testing.T) { _ = time.Now(); panic(fmt.Errorf("wrapped: %w", os.ErrNotExist)) }
func TestHelper(t *testing.T) { check(t, -1) }
func check(t *testing.T, p int) { t.Helper(); if p < 0 { t.Errorf("port %d is negative", p) } }
func Example() { fmt.Println("one") // Output: two
}
