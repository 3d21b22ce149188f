/* t/wire.c: The protocol. What is put into a channel comes out of the other end, and nothing that is no
 * frame is taken for one. Bad bytes lie in blocks of exactly their size, so that ASan sees a byte read
 * too far. Samples of every message are expanded from the table, as everything else is. */
#define WIRE_CODE
#include "../wire.h"

#include <fcntl.h>
#include <sys/socket.h>
#include "unit.h"

static int ends_open(void **);
static int ends_close(void **);
#define TEST(name)		UNIT(name, ends_open, ends_close)
#define COUNT(array) (sizeof (array) / sizeof *(array))

static struct channel here = { .in = -1, .out = -1 }, there = { .in = -1, .out = -1 };

/* ---- two ends ---------------------------------------------------------------------------------- */
static int ends_open(__attribute__((unused)) void **none)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return -1;
	for (int i = 0; i < 2; i++)
		fd_nonblock(pair[i], true);
	chan_open(&here, pair[0], pair[0], GOES_UP, "here");
	chan_open(&there, pair[1], pair[1], GOES_UP, "there");
	return 0;
}

static int ends_close(__attribute__((unused)) void **none)
{
	chan_close(&here);
	chan_close(&there);
	return 0;
}

/* Bytes as they are, past put_*: what a liar would send. */
static void send_raw(const void *p, size_t n)
{
	assert_int_equal(write(here.out, p, n), (ssize_t)n);
}

/* ---- samples ----------------------------------------------------------------------------------- */
static uint32_t serial;

static uint8_t sample_u8(void) { return (uint8_t)(0xf0 | (++serial & 15)); }
static uint32_t sample_u32(void) { return 0xfedc0000u + ++serial; }
static uint64_t sample_u64(void) { return 0x8123456789ab0000u + ++serial; }
static struct str sample_str(void)
{
	static const struct str texts[] = { { "", 0 }, { "plain", 5 }, { "zero\0inside\0", 12 }, { "\377\376\n\033[2J", 7 } };
	return texts[++serial % COUNT(texts)];
}
static struct nums sample_nums(void)
{
	static const unsigned char bytes[] = "\0\0\0\0" "\377\377\377\377" "\1\2\3\4" "\0\0\0\7";
	return (struct nums){ bytes, ++serial % 5 };
}

#define F(kind, name, doc) m->name = sample_##kind();
#define M(name, doc, fields) static void fill_##name(struct w_##name *m) { (void)m; fields }
MESSAGES(M)
#undef M
#undef F

static bool same_u8(uint8_t a, uint8_t b) { return a == b; }
static bool same_u32(uint32_t a, uint32_t b) { return a == b; }
static bool same_u64(uint64_t a, uint64_t b) { return a == b; }
static bool same_str(struct str a, struct str b) { return a.n == b.n && !memcmp(a.p, b.p, a.n) && !b.p[b.n]; }
static bool same_nums(struct nums a, struct nums b) { return a.n == b.n && (!a.n || !memcmp(a.p, b.p, 4 * (size_t)a.n)); }

#define F(kind, name, doc) && same_##kind(a->name, b->name)
#define M(name, doc, fields) static bool same_##name(const struct w_##name *a, const struct w_##name *b) \
	{ (void)a; (void)b; return true fields; }
MESSAGES(M)
#undef M
#undef F

/* One of each message of a slave into a queue. */
static void put_all(struct channel *c)
{
#define M(name, doc, fields) { struct w_##name m = { 0 }; fill_##name(&m); put_##name(c, m); }
	UP(M)
#undef M
}

/* Frames that came, as text, a line each. Returns how many. */
static unsigned take_all(struct channel *c, struct buf *text)
{
	union frame f;
	unsigned n = 0;
	int got;

	while ((got = chan_next(c, &f)) > 0) {
		wire_show(text, &f);
		buf_puts(text, "\n");
		n++;
	}
	assert_int_equal(got, 0);
	return n;
}

/* wire_decode of a copy that has no byte to spare. */
static bool decodes(const char *p, size_t n)
{
	char *copy = xrealloc(NULL, n, 1);
	union frame f;
	bool ok;

	memcpy(copy, p, n);
	ok = wire_decode(copy, n, n < 2 ? GOES_UP : way_of((unsigned char)p[0] << 8 | (unsigned char)p[1]), &f);
	free(copy);
	return ok;
}

/* ---- round trips: a test for each message -------------------------------------------------------- */
#define M(name, doc, fields)								\
TEST(name##_survives_the_wire)									\
{												\
	union frame f;										\
												\
	for (int i = 0; i < 8; i++) {	/* samples differ: empty, long, zeros */		\
		struct w_##name m = { 0 };							\
		fill_##name(&m);								\
		there.reads = way_of(MSG_##name);						\
		put_##name(&here, m);								\
		assert_int_equal(chan_flush(&here), 1);						\
		assert_int_equal(chan_fill(&there), 1);						\
		assert_int_equal(chan_next(&there, &f), 1);					\
		assert_int_equal(f.type, MSG_##name);						\
		assert_true(same_##name(&m, &f.name));						\
		assert_int_equal(chan_next(&there, &f), 0);					\
	}											\
}
MESSAGES(M)
#undef M

TEST(numbers_are_big_endian)
{
	put_START(&here, (struct w_START){ .test = 0x01020304, .attempt = 5 });
	assert_int_equal(here.q.n, 15);
	assert_memory_equal(here.q.p + 0, "\0\0\0\13", 4);
	assert_int_equal((unsigned char)here.q.p[4] << 8 | (unsigned char)here.q.p[5], MSG_START);
	assert_memory_equal(here.q.p + 6, "\1\2\3\4\0\0\0\5\0", 9);
}

TEST(a_group_is_sent_in_its_order)
{
	static const uint32_t group[] = { 7, 0, NONE - 1, 65536 };
	union frame f;

	there.reads = GOES_DOWN;
	put_group(&here, (struct w_TESTS){ .attempt = 3, .isolate = true, .variables = { "A=1\0B=2", 8 } }, group, COUNT(group));
	chan_flush(&here);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), 1);
	assert_int_equal(f.TESTS.attempt, 3);
	assert_int_equal(f.TESTS.isolate, 1);
	assert_int_equal(f.TESTS.variables.n, 8);
	assert_memory_equal(f.TESTS.variables.p, "A=1\0B=2", 8);
	assert_int_equal(f.TESTS.tests.n, COUNT(group));
	for (uint32_t i = 0; i < COUNT(group); i++)
		assert_int_equal(nums_at(f.TESTS.tests, i), group[i]);
}

TEST(an_empty_group_says_that_there_are_none)
{
	union frame f;

	there.reads = GOES_DOWN;
	put_group(&here, (struct w_TESTS){ .attempt = 1 }, NULL, 0);
	chan_flush(&here);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), 1);
	assert_int_equal(f.TESTS.tests.n, 0);
}

TEST(returned_tests_keep_their_numbers)
{
	static const uint32_t tests[] = { 4, 2, 9 };
	union frame f;

	put_returned(&here, tests, COUNT(tests));
	chan_flush(&here);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), 1);
	assert_int_equal(f.type, MSG_RETURNED);
	for (uint32_t i = 0; i < COUNT(tests); i++)
		assert_int_equal(nums_at(f.RETURNED.tests, i), tests[i]);
}

TEST(the_largest_frame_survives)
{
	size_t n = FRAME_MAX - 2 - 4 - 1;
	char *text = xrealloc(NULL, n + 1, 1);
	union frame f;
	int got = 0;

	memset(text, 'x', n);
	text[n] = 0;
	put_MESSAGE(&here, (struct w_MESSAGE){ .text = { text, (uint32_t)n } });
	while (!got) {
		assert_int_not_equal(chan_flush(&here), -1);
		assert_int_not_equal(chan_fill(&there), -1);
		got = chan_next(&there, &f);
	}
	assert_int_equal(got, 1);
	assert_int_equal(f.MESSAGE.text.n, n);
	assert_memory_equal(f.MESSAGE.text.p, text, n + 1);
	free(text);
}

/* ---- reading in pieces --------------------------------------------------------------------------- */
TEST(one_byte_at_a_time_gives_the_same_frames_as_one_write)
{
	struct buf once = { 0 }, pieces = { 0 }, bytes = { 0 };
	unsigned n = 0;

	put_all(&here);
	buf_add(&bytes, here.q.p, here.q.n);
	assert_int_equal(chan_flush(&here), 1);
	assert_int_equal(chan_fill(&there), 1);
	assert_int_equal(take_all(&there, &once), UP_COUNT);
	for (size_t i = 0; i < bytes.n; i++) {
		send_raw(bytes.p + i, 1);
		assert_int_equal(chan_fill(&there), 1);
		n += take_all(&there, &pieces);
	}
	assert_int_equal(n, UP_COUNT);
	assert_string_equal(once.p, pieces.p);
	buf_free(&once);
	buf_free(&pieces);
	buf_free(&bytes);
}

TEST(a_half_frame_waits)
{
	union frame f;

	put_START(&here, (struct w_START){ .test = 1, .attempt = 1 });
	send_raw(here.q.p, here.q.n - 1);
	assert_int_equal(chan_fill(&there), 1);
	assert_int_equal(chan_next(&there, &f), 0);
	send_raw(here.q.p + here.q.n - 1, 1);
	assert_int_equal(chan_fill(&there), 1);
	assert_int_equal(chan_next(&there, &f), 1);
}

TEST(half_a_length_waits)
{
	union frame f;

	send_raw("\0\0\0", 3);
	assert_int_equal(chan_fill(&there), 1);
	assert_int_equal(chan_next(&there, &f), 0);
}

TEST(nothing_to_read_is_no_end)
{
	assert_int_equal(chan_fill(&there), 0);
}

TEST(what_came_before_the_end_is_read_first)
{
	union frame f;

	put_NEED(&here, (struct w_NEED){ 0 });
	chan_flush(&here);
	chan_close(&here);
	assert_int_equal(chan_fill(&there), 1);
	assert_int_equal(chan_next(&there, &f), 1);
	assert_int_equal(chan_fill(&there), -1);
}

/* ---- what is refused ------------------------------------------------------------------------------ */
TEST(every_truncation_of_every_message_is_refused)
{
	for (int round = 0; round < 4; round++) {
		size_t at = 0;
		here.q.n = 0;
		put_all(&here);
		while (at < here.q.n) {
			size_t n = nums_at((struct nums){ (unsigned char *)here.q.p + at, 1 }, 0);
			assert_true(decodes(here.q.p + at + 4, n));
			for (size_t k = 0; k < n; k++)
				assert_false(decodes(here.q.p + at + 4, k));
			at += n + 4;
		}
	}
	here.q.n = 0;
}

TEST(bytes_behind_the_last_field_are_refused)
{
	size_t at = 0;

	put_all(&here);
	while (at < here.q.n) {
		size_t n = nums_at((struct nums){ (unsigned char *)here.q.p + at, 1 }, 0);
		struct buf b = { 0 };
		buf_add(&b, here.q.p + at + 4, n);
		buf_add(&b, "", 1);
		assert_false(decodes(b.p, b.n));
		buf_free(&b);
		at += n + 4;
	}
	here.q.n = 0;
}

TEST(types_that_nobody_knows_are_refused)
{
	static const unsigned types[] = { 0, UP_FIRST + UP_COUNT, DOWN_FIRST - 1, DOWN_FIRST + DOWN_COUNT, LOG_FIRST - 1 };

	for (size_t i = 0; i < COUNT(types); i++) {
		char b[2] = { (char)(types[i] >> 8), (char)types[i] };
		assert_false(decodes(b, 2));
	}
}

TEST(a_str_without_its_0_byte_is_refused)
{
	assert_true(decodes((char[]){ 0, MSG_MESSAGE, 0, 0, 0, 2, 'a', 'b', 0 }, 9));
	assert_false(decodes((char[]){ 0, MSG_MESSAGE, 0, 0, 0, 2, 'a', 'b', 'c' }, 9));
}

TEST(a_str_that_claims_more_than_there_is_is_refused)
{
	static const unsigned char lies[][4] = { { 0, 0, 0, 3 }, { 0, 0, 0, 4 }, { 0, 0, 1, 0 }, { 0x7f, 0xff, 0xff, 0xff },
		{ 0xff, 0xff, 0xff, 0xfe }, { 0xff, 0xff, 0xff, 0xff } };

	for (size_t i = 0; i < COUNT(lies); i++) {
		char b[9] = { 0, MSG_MESSAGE, 0, 0, 0, 0, 'a', 'b', 0 };
		memcpy(b + 2, lies[i], 4);
		assert_false(decodes(b, sizeof b));
	}
}

TEST(nums_that_claim_more_than_there_are_are_refused)
{
	static const unsigned char lies[][4] = { { 0, 0, 0, 2 }, { 0, 0, 0, 3 }, { 0x40, 0, 0, 0 }, { 0x40, 0, 0, 1 },
		{ 0x80, 0, 0, 1 }, { 0xff, 0xff, 0xff, 0xff } };
	char b[10] = { 0, MSG_RETURNED, 0, 0, 0, 1, 0, 0, 0, 9 };

	assert_true(decodes(b, sizeof b));
	for (size_t i = 0; i < COUNT(lies); i++) {
		memcpy(b + 2, lies[i], 4);
		assert_false(decodes(b, sizeof b));
	}
}

TEST(nums_that_claim_less_than_there_are_are_refused)
{
	assert_false(decodes((char[]){ 0, MSG_RETURNED, 0, 0, 0, 0, 0, 0, 0, 9 }, 10));
}

TEST(a_frame_of_length_0_is_refused)
{
	union frame f;

	send_raw("\0\0\0\0", 4);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), -1);
}

TEST(a_frame_too_short_for_a_type_is_refused)
{
	union frame f;

	send_raw("\0\0\0\1\0", 5);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), -1);
}

TEST(a_frame_over_the_limit_is_refused_before_its_bytes_come)
{
	union frame f;

	send_raw("\0\20\0\1", 4);		/* FRAME_MAX + 1 */
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), -1);
}

TEST(a_length_of_4_GiB_is_refused)
{
	union frame f;

	send_raw("\377\377\377\377", 4);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), -1);
}

TEST(a_frame_of_just_the_limit_is_waited_for)
{
	union frame f;

	send_raw("\0\20\0\0", 4);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), 0);
}

TEST(a_bad_frame_behind_good_ones_is_counted)
{
	union frame f;

	put_NEED(&here, (struct w_NEED){ 0 });
	put_NEED(&here, (struct w_NEED){ 0 });
	chan_flush(&here);
	send_raw("\0\0\0\2\377\377", 6);
	chan_fill(&there);
	assert_int_equal(chan_next(&there, &f), 1);
	assert_int_equal(chan_next(&there, &f), 1);
	assert_int_equal(chan_next(&there, &f), -1);
	assert_int_equal(there.frames, 3);
}

TEST(random_bytes_are_never_read_beyond_their_end)
{
	uint64_t seed = 42;

	for (int i = 0; i < 20000; i++) {
		char b[64];
		size_t n = (size_t)(i % (int)sizeof b);
		for (size_t k = 0; k < n; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			b[k] = (char)(k == 0 ? 0 : k == 1 ? (seed >> 33) % (DOWN_FIRST + DOWN_COUNT + 1) : (seed >> 40) & ((seed >> 60) & 1 ? 3 : 255));
		}
		decodes(b, n);
	}
}

/* ---- the queue ------------------------------------------------------------------------------------ */
TEST(what_a_full_socket_does_not_take_is_sent_later_in_order)
{
	uint32_t sent = 0, got = 0;
	union frame f;

	while (chan_flush(&here) == 1) {	/* until the socket is full */
		for (int i = 0; i < 1000; i++)
			put_HEARTBEAT(&here, (struct w_HEARTBEAT){ .test = sent++ });
	}
	assert_true(chan_waiting(&here) > 0);
	for (int i = 0; i < 1000; i++)		/* behind what waits */
		put_HEARTBEAT(&here, (struct w_HEARTBEAT){ .test = sent++ });
	while (got < sent) {
		assert_int_equal(chan_fill(&there), 1);
		while (chan_next(&there, &f) == 1) {
			assert_int_equal(f.HEARTBEAT.test, got);
			got++;
		}
		assert_int_not_equal(chan_flush(&here), -1);
	}
	assert_int_equal(chan_waiting(&here), 0);
}

TEST(a_full_socket_blocks_nobody)
{
	struct buf big = { 0 };

	buf_room(&big, CHUNK);
	memset(big.p, 'x', CHUNK);
	for (int i = 0; i < 64; i++)
		put_OUTPUT(&here, (struct w_OUTPUT){ .bytes = { big.p, CHUNK - 1 } });
	assert_int_equal(chan_flush(&here), 0);
	assert_int_equal(chan_flush(&here), 0);
	buf_free(&big);
}

TEST(a_peer_that_is_gone_is_noticed_by_a_write)
{
	chan_close(&there);
	put_NEED(&here, (struct w_NEED){ 0 });
	assert_int_equal(chan_flush(&here), -1);
}

TEST(an_empty_queue_is_flushed_at_once)
{
	assert_int_equal(chan_flush(&here), 1);
}

TEST(closing_a_channel_twice_is_harmless)
{
	chan_close(&here);
	chan_close(&here);
	assert_int_equal(here.in, -1);
	assert_int_equal(here.out, -1);
}

/* ---- hash and document ------------------------------------------------------------------------------ */
static uint64_t fnv(const char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	return h;
}

static const char names_and_kinds[] =
#define F(kind, name, doc) #kind #name
#define M(name, doc, fields) #name fields
	UP(M) DOWN(M)
#undef M
#undef F
	;

TEST(the_hash_is_stable)
{
	assert_int_equal(wire_hash(), wire_hash());
}

TEST(the_hash_is_of_names_and_kinds_and_of_nothing_else)
{
	assert_int_equal(wire_hash(), fnv(names_and_kinds, sizeof names_and_kinds - 1));
}

TEST(each_letter_of_the_table_changes_the_hash)
{
	char copy[sizeof names_and_kinds];

	for (size_t i = 0; i + 1 < sizeof copy; i++) {
		memcpy(copy, names_and_kinds, sizeof copy);
		copy[i] ^= 1;
		assert_int_not_equal(fnv(copy, sizeof copy - 1), wire_hash());
	}
}

TEST(the_document_lists_every_message_with_its_fields)
{
	struct buf b = { 0 };

	wire_document(&b);
#define F(kind, name, doc) assert_non_null(strstr(b.p, " " #kind)); assert_non_null(strstr(b.p, #name)); assert_non_null(strstr(b.p, doc));
#define M(name, doc, fields) assert_non_null(strstr(b.p, "  " #name " ")); assert_non_null(strstr(b.p, doc)); fields
	MESSAGES(M)
#undef M
#undef F
	buf_free(&b);
}

TEST(what_stands_in_logs_is_not_in_the_hash_of_what_slaves_say)
{
	static const char records[] =
#define F(kind, name, doc) #kind #name
#define M(name, doc, fields) #name fields
		LOG(M)
#undef M
#undef F
		;

	assert_int_equal(log_hash(), fnv(records, sizeof records - 1));
	assert_int_not_equal(log_hash(), wire_hash());
}

TEST(the_first_record_of_a_log_has_its_number_and_its_first_fields_for_ever)
{
	put_RUN(&here, (struct w_RUN){ .format = 0x01020304, .version = { "1.2", 3 } });
	assert_memory_equal(here.q.p + 4, "\1\0" "\1\2\3\4" "\0\0\0\3" "1.2", 14);
	here.q.n = 0;
}

TEST(a_message_that_goes_the_other_way_is_refused)
{
	union frame f;

#define M(name, doc, fields) {									\
		struct w_##name m = { 0 };							\
		fill_##name(&m);								\
		put_##name(&here, m);								\
		for (int way = GOES_UP; way <= GOES_TO_LOG; way++)				\
			assert_int_equal(wire_decode(here.q.p + 4, here.q.n - 4, (enum direction)way, &f), \
				way == (int)way_of(MSG_##name));				\
		here.q.n = 0;									\
	}
	MESSAGES(M)
#undef M
}

TEST(a_record_of_a_newer_muster_is_known_to_be_unknown)
{
	union frame f = { .type = 77 };

	assert_true(wire_decode((char[]){ 1, LOG_COUNT, 1, 2, 3 }, 5, GOES_TO_LOG, &f));
	assert_int_equal(f.type, 0);
	assert_true(wire_decode((char[]){ 0x7f, 0 }, 2, GOES_TO_LOG, &f));
	assert_int_equal(f.type, 0);
}

TEST(a_record_with_more_fields_is_read_and_one_with_fewer_has_0_there)
{
	union frame f;

	put_END(&here, (struct w_END){ .wall = 5, .exit = 3, .ended = { "why", 3 }, .gone = { "x", 1 } });
	buf_add(&here.q, "more", 4);
	assert_true(wire_decode(here.q.p + 4, here.q.n - 4, GOES_TO_LOG, &f));
	assert_string_equal(f.END.gone.p, "x");
	assert_true(wire_decode(here.q.p + 4, 2 + 8 + 4, GOES_TO_LOG, &f));
	assert_int_equal(f.END.exit, 3);
	assert_int_equal(f.END.ended.n, 0);
	assert_string_equal(f.END.ended.p, "");
	assert_int_equal(f.END.lanes.n, 0);
	assert_string_equal(f.END.gone.p, "");
	for (size_t n = 2; n < here.q.n - 8; n++)	/* cut in a field: damaged, and never read beyond */
		if (n != 2 && n != 10 && n != 14 && n != 22 && n != 26)
			assert_false(decodes(here.q.p + 4, n));
	here.q.n = 0;
}

TEST(the_document_says_the_hash)
{
	struct buf b = { 0 };
	char hash[20];

	wire_document(&b);
	snprintf(hash, sizeof hash, "%016llx", (unsigned long long)wire_hash());
	assert_non_null(strstr(b.p, hash));
	buf_free(&b);
}

TEST(a_frame_is_shown_with_the_names_of_its_fields)
{
	struct buf b = { 0 };
	union frame f = { .START = { .type = MSG_START, .test = 3, .attempt = 1 } };

	wire_show(&b, &f);
	assert_string_equal(b.p, "START test=3 attempt=1 split=0");
	buf_free(&b);
}

TEST(a_trace_is_escaped)
{
	struct buf b = { 0 };
	union frame f = { .MESSAGE = { .type = MSG_MESSAGE, .text = { "a\033\n\"", 4 } } };

	wire_show(&b, &f);
	assert_non_null(strstr(b.p, "a\\x1b\\n"));
	assert_null(strchr(b.p, '\033'));
	assert_null(strchr(b.p, '\n'));
	buf_free(&b);
}

/* ---- bytes ------------------------------------------------------------------------------------------ */
static void escapes_to(const char *in, size_t n, const char *want)
{
	struct buf b = { 0 };
	char *exact = xrealloc(NULL, n, 1);

	memcpy(exact, in, n);
	buf_escape(&b, exact, n, SIZE_MAX);
	assert_string_equal(b.p, want);
	assert_int_equal(b.n, strlen(want));
	buf_free(&b);
	free(exact);
}
#define ESCAPES(in, want) escapes_to(in, sizeof in - 1, want)

TEST(plain_text_is_not_escaped)
{
	ESCAPES("net/dns::lookup[ipv6] \"~'", "net/dns::lookup[ipv6] \"~'");
	ESCAPES("gr\303\274n \342\202\254 \360\237\230\200", "gr\303\274n \342\202\254 \360\237\230\200");
	ESCAPES("", "");
}

TEST(controls_are_escaped)
{
	ESCAPES("\n\t\r", "\\n\\t\\r");
	ESCAPES("\0\1\033[31m\177", "\\x00\\x01\\x1b[31m\\x7f");
}

TEST(a_backslash_is_escaped)
{
	ESCAPES("a\\n", "a\\\\n");
}

TEST(c1_controls_are_escaped)
{
	ESCAPES("\302\233", "\\xc2\\x9b");	/* CSI */
	ESCAPES("\302\205", "\\xc2\\x85");	/* NEL */
	ESCAPES("\233", "\\x9b");
}

TEST(marks_that_turn_text_around_are_escaped)
{
	ESCAPES("\342\200\256", "\\xe2\\x80\\xae");	/* RLO */
	ESCAPES("\342\201\246", "\\xe2\\x81\\xa6");	/* LRI */
	ESCAPES("\342\200\250", "\\xe2\\x80\\xa8");	/* line separator */
}

TEST(overlong_utf8_is_escaped)
{
	ESCAPES("\300\257", "\\xc0\\xaf");
	ESCAPES("\340\200\257", "\\xe0\\x80\\xaf");
	ESCAPES("\360\200\200\257", "\\xf0\\x80\\x80\\xaf");
	ESCAPES("\301\277", "\\xc1\\xbf");
}

TEST(what_is_no_character_is_escaped)
{
	ESCAPES("\355\240\200", "\\xed\\xa0\\x80");		/* a surrogate */
	ESCAPES("\357\277\277", "\\xef\\xbf\\xbf");		/* U+FFFF */
	ESCAPES("\364\220\200\200", "\\xf4\\x90\\x80\\x80");	/* beyond U+10FFFF */
	ESCAPES("\365\200\200\200", "\\xf5\\x80\\x80\\x80");
	ESCAPES("\377\376", "\\xff\\xfe");
}

TEST(truncated_utf8_is_escaped_and_not_read_beyond)
{
	ESCAPES("\303", "\\xc3");
	ESCAPES("\342\202", "\\xe2\\x82");
	ESCAPES("\360\237\230", "\\xf0\\x9f\\x98");
	ESCAPES("\303x", "\\xc3x");
}

TEST(an_escaped_text_is_cut_where_it_is_told)
{
	struct buf b = { 0 };

	buf_escape(&b, "abcdef", 6, 3);
	assert_string_equal(b.p, "abc...");
	b.n = 0;
	buf_escape(&b, "abc", 3, 3);
	assert_string_equal(b.p, "abc");
	buf_free(&b);
}

TEST(what_was_escaped_holds_printable_text_only)
{
	uint64_t seed = 7;

	for (int i = 0; i < 2000; i++) {
		unsigned char in[40];
		struct buf b = { 0 };
		size_t len;
		for (size_t k = 0; k < sizeof in; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			in[k] = (unsigned char)(seed >> 40);
		}
		buf_escape(&b, (char *)in, sizeof in, SIZE_MAX);
		for (size_t k = 0; k < b.n; k += len) {
			len = utf8_length((unsigned char *)b.p + k, b.n - k);
			assert_true(len > 0);
		}
		buf_free(&b);
	}
}

TEST(a_buffer_that_is_full_to_the_brim_grows_for_the_next_byte)
{
	struct buf b = { 0 };

	buf_room(&b, 256);
	assert_int_equal(b.cap, 256);
	memset(b.p, 'x', 256);
	b.n = 256;
	buf_room(&b, 0);
	assert_int_equal(b.cap, 256);
	buf_add(&b, "y", 1);
	assert_true(b.cap > 256);
	assert_int_equal(b.n, 257);
	assert_memory_equal(b.p + 254, "xxy", 3);
	b.n = b.cap - 3;
	buf_printf(&b, "%s", "ab");		/* with its 0 byte it just fits */
	assert_string_equal(b.p + b.n - 2, "ab");
	b.n = b.cap - 3;
	buf_printf(&b, "%s", "abc");
	assert_string_equal(b.p + b.n - 3, "abc");
	b.n = b.cap - 2;
	buf_puts(&b, "ab");
	assert_string_equal(b.p + b.n - 2, "ab");
	assert_true(b.n < b.cap);
	buf_free(&b);
}

TEST(a_wait_is_rounded_up_and_never_wraps)
{
	assert_int_equal(poll_ms(0), 0);
	assert_int_equal(poll_ms(1), 1);
	assert_int_equal(poll_ms(1000), 1);
	assert_int_equal(poll_ms(1001), 2);
	assert_int_equal(poll_ms((int64_t)INT32_MAX * 1000), INT32_MAX);
	assert_int_equal(poll_ms((int64_t)30 * 86400 * 1000000), INT32_MAX);
	assert_int_equal(poll_ms(INT64_MAX), INT32_MAX);
}

TEST(a_buffer_grows_and_keeps_its_bytes)
{
	struct buf b = { 0 };

	for (int i = 0; i < 3000; i++)
		buf_printf(&b, "%d,", i % 10);
	assert_int_equal(b.n, 6000);
	assert_memory_equal(b.p + 5998, "9,", 3);
	buf_free(&b);
	assert_null(b.p);
}

/* ---- the ground ------------------------------------------------------------------------------------ */
TEST(an_array_that_grows_one_by_one_has_room_for_one_more)
{
	uint32_t *a = NULL;

	for (uint32_t n = 0; n < 1000; n++) {
		a = array_grow(a, n, sizeof *a);
		a[n] = n;
	}
	for (uint32_t n = 0; n < 1000; n++)
		assert_int_equal(a[n], n);
	free(a);
}

TEST(words_stand_between_blanks)
{
	const char *text = " one\ttwo  three ";
	size_t n;

	assert_memory_equal(word_next(&text, &n), "one", 3);
	assert_int_equal(n, 3);
	assert_memory_equal(word_next(&text, &n), "two", 3);
	assert_memory_equal(word_next(&text, &n), "three", 5);
	assert_null(word_next(&text, &n));
	assert_null(word_next(&text, &n));
	text = NULL;
	assert_null(word_next(&text, &n));
}

TEST(a_list_has_strings_that_may_be_empty)
{
	static const char list[] = "a\0\0bc";
	const char *p = list_next(list, sizeof list, NULL);

	assert_ptr_equal(p, list);
	p = list_next(list, sizeof list, p);
	assert_string_equal(p, "");
	p = list_next(list, sizeof list, p);
	assert_string_equal(p, "bc");
	assert_null(list_next(list, sizeof list, p));
	assert_null(list_next(NULL, 0, NULL));
	assert_null(list_next(list, 0, NULL));
}

TEST(all_bytes_are_written_where_the_reader_is_slow)
{
	static char sent[4 << 20], got[sizeof sent];
	size_t n = 0;
	pid_t pid;
	int p[2], status;

	memset(sent, 'x', sizeof sent);
	assert_int_equal(pipe(p), 0);
	fd_nonblock(p[1], true);
	pid = fork();
	if (!pid) {
		close(p[0]);
		_exit(!fd_write(p[1], sent, sizeof sent));
	}
	close(p[1]);
	for (ssize_t r; (r = fd_read(p[0], got + n, sizeof got - n)) > 0;)
		n += (size_t)r;
	assert_int_equal(process_wait(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(n, sizeof sent);
	assert_memory_equal(got, sent, n);
	close(p[0]);
}

TEST(a_descriptor_waits_or_does_not_and_stays_here_or_does_not)
{
	int p[2];
	char c;

	assert_int_equal(pipe(p), 0);
	assert_int_equal(fd_wait(p[0], POLLIN, 0), 0);
	fd_nonblock(p[0], true);
	assert_int_equal(fd_read(p[0], &c, 1), -1);
	assert_int_equal(errno, EAGAIN);
	assert_true(fd_write(p[1], "y", 1));
	assert_int_equal(fd_wait(p[0], POLLIN, -1), POLLIN);
	fd_nonblock(p[0], false);
	assert_int_equal(fcntl(p[0], F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(fcntl(p[0], F_GETFD), 0);
	fd_cloexec(p[0]);
	assert_int_equal(fcntl(p[0], F_GETFD), FD_CLOEXEC);
	assert_int_equal(fd_wait(p[1], POLLOUT, -1), POLLOUT);
	close(p[0]);
	assert_true(fd_wait(p[1], POLLOUT, -1) & POLLERR);
	close(p[1]);
}

/* ---- words ------------------------------------------------------------------------------------------ */
TEST(outcomes_have_their_words)
{
	assert_string_equal(outcome_name(OUT_passed), "passed");
	assert_string_equal(outcome_name(OUT_notrun), "notrun");
	assert_string_equal(outcome_name(OUT_COUNT), "?");
}

TEST(phases_have_their_words)
{
	assert_string_equal(phase_name(PHASE_setup), "setup");
	assert_string_equal(phase_name(PHASE_teardown), "teardown");
	assert_string_equal(phase_name(PHASE_COUNT), "?");
}

TEST(signals_have_their_names_or_numbers)
{
	char room[16];

	assert_string_equal(signal_name(SIGSEGV, room), "SEGV");
	assert_string_equal(signal_name(SIGKILL, room), "KILL");
	assert_string_equal(signal_name(63, room), "63");
	assert_string_equal(signal_name(UINT32_MAX, room), "4294967295");
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	return unit_run("wire", NULL);
}
