/* Run logs: bytes of a file that was cut off, damaged or forged.
 *      input:  the file; a file that does not begin as a log gets a log's beginning
 * Reading ends, within the file; what is told again are tests that the log has, each with an outcome that there is. */
#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/muster-fuzz-XXXXXX";
	int fd = mkstemp(path);
	struct past p;
	struct buf error = { 0 }, fixed = { 0 };
	uint64_t counted = 0;

	must(fd >= 0);
	if (size < 8 || memcmp(data, LOG_MAGIC, 8))
		buf_puts(&fixed, LOG_MAGIC);
	buf_add(&fixed, (const char *)data, size);
	for (size_t at = 8, n; at + LOG_HEAD + 6 <= fixed.n; at += n) {	/* checksums as they should be: what is behind them is to be read */
		uint32_t length = nums_at((struct nums){ (unsigned char *)fixed.p + at + LOG_HEAD, 1 }, 0);
		n = LOG_HEAD + 4 + (size_t)length;
		if (length < 2 || length > FRAME_MAX || n > fixed.n - at)
			break;
		put_u32(fixed.p + at, crc32c(fixed.p + at + 4, n - 4));
	}
	must(write(fd, fixed.p, fixed.n) == (ssize_t)fixed.n);
	close(fd);
	console.fd = -1;
	opt.log = "none";
	if (past_open(&p, path, &error)) {
		struct run run;
		must(p.valid <= fixed.n);
		p.shift = 0;
		if (past_merge(&p, 1, &run, &error)) {
			past_feed(&p, &run);
			past_settle(&p, &run);
		}
		free((void *)(uintptr_t)run.lanes);
		for (uint32_t i = 0; i < p.run.tests; i++)
			must(p.test[i].state <= PAST_ended && p.test[i].outcome < OUT_COUNT);
		for (int i = 0; i < OUT_COUNT; i++)
			counted += run.counts[i];
		must(counted >= p.run.tests || error.n);
	} else {
		must(error.n > 0);
	}
	history_read(path, true);
	past_close(&p);
	unlink(path);
	buf_free(&error);
	buf_free(&fixed);
	return 0;
}
