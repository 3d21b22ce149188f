#include <assert.h>
#include <stdio.h>
int main(int argc, char **argv) { (void)argv; puts("connecting"); assert(argc > 3 && "a port"); }
