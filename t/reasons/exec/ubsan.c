#include <limits.h>
int main(int argc, char **argv) { (void)argv; int i = INT_MAX; i += argc; return i < 0; }
