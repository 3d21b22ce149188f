/* Frames: bytes of a slave that may be broken or hostile.
 *      input:  a number that decides the pieces and the type of our own frame, 0: one of each | the bytes as they come from the peer
 * However the bytes are cut, the same frames come out; what decodes encodes to the same bytes; what is
 * shown of a frame is one line of plain text. A frame of each type, its fields taken from the same bytes, comes
 * back as it was, and no part of it passes for a frame: this follows the table when that changes, seeds do not. Records of
 * logs may end early, or late: then they are read all the same, and nothing beyond their end is. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"

#include <fcntl.h>

/* What was taken from a channel. */
struct taken {
	struct buf shown;	/* a line a frame */
	struct channel again;	/* the frames, encoded once more, in its queue */
	int last;		/* what chan_next said in the end */
};

static void put_frame(struct channel *c, const union frame *f)
{
	switch (f->type) {
#define M(name, doc, fields) case MSG_##name: put_##name(c, f->name); break;
	MESSAGES(M)
#undef M
	default: must(!"a frame of a type that is not in the table");
	}
}

static void frame_taken(struct taken *t, const union frame *f)
{
	size_t from = t->shown.n;

	wire_show(&t->shown, f);
	must(t->shown.n > from && plain(t->shown.p + from, t->shown.n - from));
	buf_add(&t->shown, "\n", 1);
	put_frame(&t->again, f);
}

/* Takes all frames that are whole. */
static void take(struct channel *c, struct taken *t)
{
	union frame f;

	while ((t->last = chan_next(c, &f)) == 1)
		frame_taken(t, &f);
	must(t->last == 0 || t->last == -1);
	must(c->taken <= c->r.n);
}

static void taken_free(struct taken *t)
{
	buf_free(&t->shown);
	buf_free(&t->again.q);
}

/* What chan_next has to say of bytes that it did not take: a length that cannot be is refused at once, before
 * anything is kept for it; a whole frame that is left was refused for what is in it. */
static int left_over(const uint8_t *p, size_t n)
{
	uint32_t length;

	if (n < 4)
		return 0;
	length = nums_at((struct nums){ p, 1 }, 0);
	return length < 2 || length > FRAME_MAX || n - 4 >= length ? -1 : 0;
}

/* All at once, in a buffer that ends where the bytes end. */
static void whole(const uint8_t *p, size_t n, struct taken *t)
{
	struct channel c = { .in = -1, .out = -1, .r = { block_exact(p, n), n, n } };

	take(&c, t);
	must(t->last == left_over(p + c.taken, n - c.taken));
	must(t->again.q.n == c.taken && (!c.taken || !memcmp(t->again.q.p, p, c.taken)));
	chan_close(&c);
}

/* A byte at a time. */
static void bytewise(const uint8_t *p, size_t n, struct taken *t)
{
	struct channel c = { .in = -1, .out = -1 };

	for (size_t i = 0; i < n && t->last >= 0; i++) {
		buf_add(&c.r, p + i, 1);
		take(&c, t);
	}
	chan_close(&c);
}

/* In pieces of 1 to 256 bytes, through a pipe. */
static void pieces(const uint8_t *p, size_t n, uint32_t random, struct taken *t)
{
	struct channel c;
	int fd[2];

	must(!pipe(fd));
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	chan_open(&c, fd[0], -1, GOES_UP, "fuzz");
	while (n && t->last >= 0) {
		size_t piece = 1 + ((random = random * 1103515245u + 12345) >> 16) % 256;

		piece = piece < n ? piece : n;
		must(write(fd[1], p, piece) == (ssize_t)piece);
		p += piece;
		n -= piece;
		must(chan_fill(&c) == 1);
		take(&c, t);
	}
	if (t->last >= 0)
		must(chan_fill(&c) == 0);
	close(fd[1]);
	if (t->last >= 0)
		must(chan_fill(&c) == -1);
	chan_close(&c);
}

static void same(const struct taken *a, const struct taken *b)
{
	must(a->last == b->last);
	must(a->shown.n == b->shown.n && (!a->shown.n || !memcmp(a->shown.p, b->shown.p, a->shown.n)));
	must(a->again.q.n == b->again.q.n && (!a->again.q.n || !memcmp(a->again.q.p, b->again.q.p, a->again.q.n)));
}

/* The bytes as the inside of one frame: what is behind its length. */
static void inside(const uint8_t *p, size_t n)
{
	struct taken t = { .last = 0 };
	char *exact = block_exact(p, n);
	union frame f;

	for (int way = GOES_UP; way <= GOES_TO_LOG && n <= FRAME_MAX; way++)
		if (wire_decode(exact, n, (enum direction)way, &f) && f.type) {
			frame_taken(&t, &f);
			must(way == GOES_TO_LOG || (t.again.q.n == n + 4 && !memcmp(t.again.q.p + 4, p, n)));
		}
	taken_free(&t);
	free(exact);
}

/* ---- frames of our own ------------------------------------------------------------------------- */
static uint8_t some_u8(struct input *in) { return input_byte(in); }
static uint32_t some_u32(struct input *in) { uint32_t v = input_byte(in); return v << 24 | v << 16 | input_byte(in); }
static uint64_t some_u64(struct input *in) { uint64_t v = some_u32(in); return v << 32 | some_u32(in); }

static struct str some_str(struct input *in)
{
	size_t n = input_byte(in) % 16;
	struct str v = { (const char *)in->p, (uint32_t)n };

	if ((size_t)(in->end - in->p) < n)
		return (struct str){ "", 0 };
	in->p += n;
	return v;
}

static struct nums some_nums(struct input *in)
{
	struct str s = some_str(in);

	return (struct nums){ (const unsigned char *)s.p, s.n / 4 };
}

/* A frame that we made (its length and n bytes): it decodes; cut or lengthened it does not; with another byte in
 * it, it is no frame, or it is the frame of those bytes. */
static void made(const uint8_t *p, size_t n)
{
	char *longer = block(p, n), *cut = block_exact(p, n);
	enum direction way = way_of(((unsigned)p[0] << 8) + p[1]);
	bool log = way == GOES_TO_LOG;
	union frame f;

	must(n >= 2 && wire_decode(longer, n, way, &f) && wire_decode(longer, n + 1, way, &f) == log);
	for (size_t less = 0; less < n; less++) {	/* its end is the end of the block */
		memmove(cut + n - less, p, less);
		must(!wire_decode(cut + n - less, less, way, &f) || log);
	}
	for (size_t i = 2; i < n; i++) {
		longer[i] ^= 1;
		inside((uint8_t *)longer, n);
		longer[i] ^= 1;
	}
	inside(p, n);
	free(cut);
	free(longer);
}

/* A frame of one type; of each where that is 0. */
static void own_frames(struct input in, uint32_t type)
{
	struct channel c = { .in = -1, .out = -1 };
	const uint8_t *from = in.p;

#define F(kind, name, doc) m.name = some_##kind(&in);
#define M(name, doc, fields)				\
	if (type == 0 || type == MSG_##name) {			\
		struct w_##name m = { .type = MSG_##name };	\
		fields						\
		put_##name(&c, m);				\
		made((uint8_t *)c.q.p + 4, c.q.n - 4);		\
		c.q.n = 0;					\
		in.p = from;					\
	}
	MESSAGES(M)
#undef M
#undef F
	chan_close(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	uint32_t random = input_byte(&in);
	struct taken a = { .last = 0 }, b = { .last = 0 }, c = { .last = 0 };

	n = (size_t)(in.end - in.p);
	whole(in.p, n, &a);
	bytewise(in.p, n, &b);
	pieces(in.p, n, random, &c);
	same(&a, &b);
	same(&a, &c);
	inside(in.p, n);
	own_frames(in, random % 4 ? random % (LOG_FIRST + LOG_COUNT) : 0);
	taken_free(&a);
	taken_free(&b);
	taken_free(&c);
	return 0;
}
