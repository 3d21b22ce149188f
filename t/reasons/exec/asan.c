#include <stdlib.h>
int main(int argc, char **argv) { (void)argv; char *p = malloc(4); free(p); return p[argc]; }
