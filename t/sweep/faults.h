/* faults.h: put in front of each source of the test build (cc -include). vfork cannot be wrapped at link time: a
 * wrapper's frame would be overwritten by the child before the parent returns through it. So what decides
 * whether it fails is called at the place of the call. */
#ifndef FAULTS_H
#define FAULTS_H
#include <stdbool.h>
#include <unistd.h>

bool fault_vfork(void);
#define vfork() (fault_vfork() ? (pid_t)-1 : vfork())
#endif
