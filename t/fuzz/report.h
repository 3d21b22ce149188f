/* report.h: report.c as the targets see it that test what it makes of foreign bytes. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../report.c"
