// A Go test program with every outcome; see vice.h. MANY_CASES stands for more of them.
package unit

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func is(word string) bool { return os.Getenv("VICE") == word }

func ran(name string) {
	f, err := os.OpenFile(os.Getenv("RAN"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0666)
	if err == nil {
		fmt.Fprintf(f, "%s\n", name)
		f.Close()
	}
}

func vice(t *testing.T) {
	var nothing *int
	switch os.Getenv("VICE") {
	case "panic":
		panic("words of a panic")
	case "crash":
		*nothing = 1
	case "killed":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "exit0":
		os.Exit(0)
	case "_exit0":
		syscall.Exit(0)
	case "goroutine":
		go func() { panic("in a goroutine") }()
		time.Sleep(time.Hour)
	case "hang":
		time.Sleep(time.Hour)
	case "glue":
		fmt.Print("no newline here")
	case "forge":
		fmt.Println(os.Getenv("FORGED"))
	case "lie":
		fmt.Println(os.Getenv("FORGED"))
		t.Fatal("a lie")
	}
}

func TestMain(m *testing.M) {
	list := false
	for _, arg := range os.Args {
		list = list || strings.HasPrefix(arg, "-test.list")
	}
	if is("list exits 3") && list {
		os.Exit(3)
	}
	if is("runs nothing") && !list {
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestPasses(t *testing.T) { ran("TestPasses") }
func TestFails(t *testing.T)  { ran("TestFails"); t.Error("because of fails") }
func TestFatal(t *testing.T)  { ran("TestFatal"); t.Fatal("fatal") }
func TestSkips(t *testing.T)  { ran("TestSkips"); t.Skip("no hardware") }
func TestSubtests(t *testing.T) {
	ran("TestSubtests")
	for _, name := range []string{"two words", "sl/ash", "comma, [brackets] \"quotes\"", "größe", "", ""} {
		t.Run(name, func(t *testing.T) {})
	}
	t.Run("skips", func(t *testing.T) { t.Skip() })
}
func TestSubtestFails(t *testing.T) {
	ran("TestSubtestFails")
	t.Run("passes", func(t *testing.T) {})
	t.Run("fails", func(t *testing.T) { t.Fail() })
}
func TestParallelA(t *testing.T) { t.Parallel(); ran("TestParallelA") }
func TestParallelB(t *testing.T) { t.Parallel(); ran("TestParallelB"); t.Error("because of B") }
func TestParallelC(t *testing.T) {
	t.Parallel()
	ran("TestParallelC")
	for _, name := range []string{"x", "y"} {
		t.Run(name, func(t *testing.T) { t.Parallel() })
	}
}
func TestCleanupFails(t *testing.T) {
	ran("TestCleanupFails")
	t.Cleanup(func() { t.Error("in cleanup") })
}

func TestMid(t *testing.T)       { ran("TestMid") }
func TestBefore(t *testing.T)    { ran("TestBefore") }
func TestMiddle(t *testing.T)    { ran("TestMiddle"); vice(t) }
func TestMiddleTwo(t *testing.T) { ran("TestMiddleTwo") }
func TestAfter(t *testing.T)     { ran("TestAfter") }
func TestParallelVice(t *testing.T) {
	t.Parallel()
	ran("TestParallelVice")
	if is("parallel panic") {
		panic("in parallel")
	}
}
func TestParallelZ(t *testing.T) { t.Parallel(); ran("TestParallelZ") }

func TestGröße(t *testing.T)  { ran("TestGröße") }
func Test(t *testing.T)       { ran("Test") }
func Test_under(t *testing.T) { ran("Test_under") }
func TestX200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x200x2(t *testing.T) {
	ran("X200")
}
func BenchmarkIt(b *testing.B) { ran("BenchmarkIt") }
func FuzzIt(f *testing.F) {
	ran("FuzzIt")
	f.Add("a seed")
	f.Fuzz(func(t *testing.T, s string) {})
}
func FuzzFails(f *testing.F) {
	ran("FuzzFails")
	f.Add("a bad seed")
	f.Fuzz(func(t *testing.T, s string) { t.Fail() })
}

func ExamplePasses() {
	ran("ExamplePasses")
	fmt.Println("right")
	// Output: right
}

func ExampleFails() {
	ran("ExampleFails")
	fmt.Println("wrong")
	// Output: right
}

func Example_not_run() {
	ran("Example_not_run")
}

func each(t *testing.T) {
	ran(t.Name())
	if is("fail") {
		t.Fail()
	}
}

// MANY_CASES
