#!/bin/sh
# The house: what a reader finds at the head of a file is what is in it, no function is longer than a screen, and a chapter is a room:
# its state is written by nobody else, and its door names what others call. Each row of a table is used by somebody.
. t/lib.sh
cd "$root" || exit 99

# told FILE: the chapters that its head lists, one a line
told() {
	sed -n '1,/\*\//p' "$1" | awk '
		/Chapters: / { on = 1; sub(/.*Chapters: /, "") }
		on { sub(/^ \* ?/, ""); end = /\.( |$)/; sub(/\.( .*)?$/, ""); text = text " " $0; if (end) { print text; exit } }' |
		tr ',' '\n' | sed 's/^ *//; s/^and //; s/  */ /g; s/ *$//'
}
# there FILE: those that there are, less what is no chapter
there() {
	sed -n 's,^/\* ---- ,,p' "$1" | sed 's/ --*.*$//; s/:.*//; s/ *\*\/$//; s/ *$//' | awk '!seen[$0]++' | grep -v -x -e state -e prototypes
}
# long FILE: its functions of more than 60 lines
long() {
	awk '/^[a-zA-Z_].*\(.*[,)]$/ && !/^[A-Z]*\(/ { first = NR; name = $0 }
		/^\{$/ { at = first }
		/^}/ && at { if (NR - at + 1 > 60) print FILENAME ":" at ": " NR - at + 1 " lines: " name; at = 0 }' "$1"
}

# wide FILE: its lines of more than 100 columns, but for rows of tables, texts and pictures
wide() {
	expand -t8 "$1" | awk -v file="$1" 'length > 100 && !/\\$/ && !/^ *"/ && !/^ *\{ / && !/^ \*.*(   |\|)/ {
		print file ":" NR ": " length " columns" }'
}

# unused FILE..: rows of their tables that none of them uses: messages that nobody sends, keys and options that nobody reads, reports
# that are not in the list of them, or have no option
unused() {
	grep -h -v '^{ .* AT(' "$@" >"$base/code"
	grep -h '^{ .* AT(' "$@" >"$base/options"
	sed -n '/^#define [A-Z]*(M)/,/^$/s/^M(\([A-Z]*\),.*/put_\1[(].*/p
		/^#define TESTS_KEYS/,/^$/s/.*K(\([a-z_]*\), "[^"]*", [a-z]*, .*/(p|props[a-z_()]*)->\1/p
		s/.*K(\([a-z_]*\), "[^"]*", [a-z]*, .*/[.>]\1/p
		s/^static const struct reporter \([a-z]*\) = .*/(struct reporter .const reporters.*|^	)\&\1/p
		s/^{ .* AT(\([a-z_.]*\.\)\{0,1\}\([a-z_]*\)), .*/([.>]|options, )\2/p' "$@" | sort -u |
		while read -r use; do
			grep -qE "$use([^a-z_]|\$)" "$base/code" || echo "$use"
		done
	sed -n 's/^static const struct reporter .*offsetof([^,]*, \([a-z]*\)).*/\1/p' "$@" |
		while read -r name; do
			grep -q "AT(report\.$name)" "$base/options" || echo "$name"
		done
}
# unread README FILE..: keys and kinds in their tables that it does not have
unread() {
	readme=$1
	shift
	sed -n 's/.*K([a-z_]*, "\([a-z-]*\)\(\.\([a-z-]*\)\)\{0,1\}", [a-z]*, .*/\1\2/p; s/^\t{ \.name = "\([a-z0-9]*\)", \.reader = .*/    \1/p' "$@" | sort -u |
		while IFS= read -r word; do
			grep -qE "(^|[ ,])($word|[.]${word#*.})([ ,:]|\$)" "$readme" || echo "$word"
		done
}
# rooms FILE: where its chapters are no rooms. It reads wire.h first, for what it says of functions' parameters. The rules:
# - A chapter's state is each static variable at file scope that is not const. It stands before the chapter's first function. Functions
#   of other chapters do not assign to it or to a part of it, and do not lend its address to a parameter that is not const. But who
#   puts a message into a channel, with put_NAME, writes nobody's state.
# - A chapter's door are those of its static functions that others name: call, pass on, or have in a table. A prototype is no such use.
#   Functions that are not static have no door, as wire.h lists them, nor those that are inline, which are for all who include it.
#   put_##kind in a macro stands for all functions that begin so.
rooms() {
	awk '
	# A line without comments and texts.
	function bare(s,   out, c) {
		for (out = ""; s != "";) {
			if (comment) {
				if (!(c = index(s, "*/")))
					return out
				s = substr(s, c + 2)
				comment = 0
			} else if (!match(s, /\/[*\/]|["\047]/)) {
				return out s
			} else {
				out = out substr(s, 1, RSTART - 1)
				c = substr(s, RSTART, 1)
				s = substr(s, RSTART)
				if (c == "/") {
					if (substr(s, 2, 1) == "/")
						return out
					comment = 1
					s = substr(s, 3)
				} else {
					match(s, c == "\"" ? "^\"([^\"\\\\]|\\\\.)*\"" : "^\047([^\047\\\\]|\\\\.)*\047")
					s = RLENGTH > 0 ? substr(s, RLENGTH + 1) : ""
					out = out "0"
				}
			}
		}
		return out
	}
	function complain(line, text) {
		if (!said[line, text]++)
			print FILENAME ":" line ": " text
	}
	# What is between the ( that s begins with and its ).
	function parens(s,   i, deep, c) {
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			deep += (c == "(") - (c == ")")
			if (!deep)
				return substr(s, 2, i - 2)
		}
		return substr(s, 2)
	}
	# The name of the function that a declaration is of; "": it is of none. Notes its parameters.
	function function_of(d,   name) {
		gsub(/__attribute__ *\(\([^;{]*\)\) /, "", d)
		if (!match(d, /[A-Za-z_][A-Za-z_0-9]*\(/))
			return ""
		name = substr(d, RSTART, RLENGTH - 1)
		parameters[name] = parens(substr(d, RSTART + RLENGTH - 1))
		return name
	}
	# Code of a function, of a table or of a macro, to be looked at when all is known.
	function code_add(text, line, name) {
		body[++bodies] = text
		body_name[bodies] = name
		body_line[bodies] = line
		body_room[bodies] = room
	}
	function function_add(d, text, line,   name) {
		name = function_of(d)
		if (files < ARGC - 1)
			return
		if (d ~ /(^| )static / && d !~ / inline /) {
			room_of[name] = room
			line_of[name] = line
		} else {
			public[name] = 1
		}
		if (room != "")
			populated[room] = 1
		code_add(text, line, name)
	}
	# Variables of a declaration without what is in braces.
	function state_add(d, line,   part, n, i, v, const, all) {
		sub(/;.*/, "", d)
		n = split(d, part, ",")
		all = part[1] ~ /(^| )const /
		for (i = 1; i <= n; i++) {
			v = part[i]
			sub(/=.*/, "", v)
			gsub(/\[[^\]]*\]/, "", v)
			if (match(v, /\(\*[^)]*\)/))
				v = substr(v, RSTART + 1, RLENGTH - 2)
			const = v ~ /\*/ ? v ~ /\*[ ]*const [^*]*$/ : all
			sub(/[ \t]+$/, "", v)
			if (const || !match(v, /[A-Za-z_][A-Za-z_0-9]*$/))
				continue
			v = substr(v, RSTART)
			state_room[v] = room
			state_line[v] = line
			if (room == "")
				complain(line, v " is state of no chapter")
			else if (populated[room])
				complain(line, v " is state, and stands behind functions of its chapter")
		}
	}
	# A declaration, or several of them, is complete.
	function declared(d, line,   text) {
		text = d
		while (gsub(/\{[^{}]*\}/, "", d))
			;
		if (d ~ /[A-Za-z_0-9]\(/ && d !~ /=/)
			function_of(d)
		else if (d ~ /^ *static / && files == ARGC - 1)
			state_add(d, line)
		if (d ~ /=/ && files == ARGC - 1)
			code_add(text, line)
	}
	# The rest of the comment that begins with the heading of a chapter, or follows it at once.
	function heading(line,   t) {
		t = line
		if (sub(/^(\/\*| \*) door: /, "", t))
			in_door = 1
		else if (!in_door || !sub(/^ \*       /, "", t))
			in_door = 0
		if (in_door && files == ARGC - 1) {
			sub(/[ \t]*\*\/.*/, "", t)
			doors[room] = doors[room] "," t
		}
	}
	FNR == 1 { files++; room = decl = ""; in_function = comment = macro = 0 }
	/^\/\* ---- / {
		room = $0
		sub(/^\/\* ---- /, "", room); sub(/ --*.*$/, "", room); sub(/:.*/, "", room); sub(/ *\*\/$/, "", room)
		room_line[room] = FNR
		at_head = 1
		in_door = 0
	}
	at_head && FNR > room_line[room] { if (comment || /^\/\*/) heading($0); else at_head = 0 }
	{
		line = bare($0)
		if (macro || line ~ /^#/) {
			macro = line ~ /\\$/
			if (files == ARGC - 1)
				code_add(line, FNR)
		} else if (in_function) {
			if (line ~ /^}/) {
				function_add(decl, text, began)
				decl = ""
				in_function = 0
			} else {
				text = text "\n" line
			}
		} else if (line ~ /^\{/) {
			text = ""
			in_function = 1
		} else if (line !~ /^[A-Z_]+\([A-Za-z_]*\)[ \t]*$/ && (decl != "" || line !~ /^[ \t]*$/)) {
			began = decl == "" ? FNR : began
			decl = decl " " line
			open = gsub(/\{/, "{", decl) - gsub(/\}/, "}", decl)
			if (!open && decl ~ /;[ \t]*$/) {
				if (decl !~ /\) *\{/ || decl ~ /=/)
					declared(decl, began)
				decl = ""
			} else if (!open && decl ~ /\) *\{.*\}[ \t]*$/) {
				function_add(substr(decl, 1, index(decl, "{") - 1), substr(decl, index(decl, "{")), began)
				decl = ""
			}
		}
	}

	# Is the parameter const that the address goes to which stands behind `before`? 1: or it goes to none.
	function lent_const(before,   i, c, deep, n, name, p) {
		for (i = length(before); i > 0; i--) {
			c = substr(before, i, 1)
			deep += (c ~ /[)}\]]/) - (c ~ /[({\[]/)
			if (deep < 0)
				break
			n += c == "," && !deep
		}
		if (i < 1 || substr(before, i, 1) != "(" || !match(substr(before, 1, i - 1), /[A-Za-z_][A-Za-z_0-9]*$/))
			return 1
		name = substr(before, RSTART, RLENGTH)
		if (name ~ /^(if|while|for|switch|return|sizeof|put_.*)$/)
			return 1
		c = split(parameters[name], p, ",")
		return p[n + 1 > c ? c : n + 1] ~ /const /
	}
	# What is left of a text that begins behind the name of a variable, behind the part of it that is named: [i].member->other
	function behind_path(s,   i, deep, c) {
		while (match(s, /^[ \t]*\[/) || match(s, /^(\.|->)[A-Za-z_0-9]+/)) {
			if (s ~ /^[ \t]*\[/)
				for (deep = 0; RLENGTH <= length(s); RLENGTH++) {
					c = substr(s, RLENGTH, 1)
					deep += (c == "[") - (c == "]")
					if (!deep)
						break
				}
			s = substr(s, RLENGTH + 1)
		}
		return s
	}
	# Is the variable between these texts written there?
	function is_write(before, after) {
		after = behind_path(after)
		return after ~ /^[ \t]*(=[^=]|[-+*\/%&|^]=|<<=|>>=|\+\+|--)/ || before ~ /(\+\+|--)$/ ||
			(before ~ /(^|[^&])&$/ && !lent_const(substr(before, 1, length(before) - 1)))
	}
	# Looks at each name in a piece of code.
	function look(k,   text, at, name, before, after) {
		text = body[k]
		for (at = 1; match(substr(text, at), /[A-Za-z_][A-Za-z_0-9]*/);) {
			name = substr(text, at + RSTART - 1, RLENGTH)
			before = at + RSTART - 2
			at = at + RSTART - 1 + RLENGTH
			if (substr(text, at, 2) == "##")
				for (after in room_of)
					if (index(after, name) == 1 && room_of[after] != body_room[k])
						used[after] = 1
			if (!((name in room_of) && room_of[name] != body_room[k]) && !((name in state_room) && state_room[name] != body_room[k]))
				continue
			before = substr(text, 1, before)
			after = substr(text, at)
			if (before ~ /(\.|->)$/)
				continue
			if ((name in room_of) && (after ~ /^\(/ || (before ~ /[(,=?:][ \t]*$/ && after ~ /^[ \t]*[,);}]/)))
				used[name] = 1
			if ((name in state_room) && body_line[k] > state_line[name] && is_write(before, after))
				complain(body_line[k], name ", which is state of " state_room[name] ", is written in " body_room[k] (body_name[k] == "" ? "" : " by " body_name[k]))
		}
	}
	END {
		for (k = 1; k <= bodies; k++)
			look(k)
		for (r in doors) {
			n = split(doors[r], name, /[, \t]+/)
			for (i = 1; i <= n; i++)
				if (name[i] != "") {
					in_doors[name[i]] = r
					if (name[i] in public)
						complain(room_line[r], "the door of " r " names " name[i] ", which is not static: wire.h lists it")
					else if (room_of[name[i]] != r)
						complain(room_line[r], "the door of " r " names " name[i] ", which is none of its functions")
					else if (!used[name[i]])
						complain(room_line[r], "the door of " r " names " name[i] ", which no other chapter names")
				}
		}
		for (f in used)
			if (used[f] && in_doors[f] != room_of[f])
				complain(line_of[f], f " is used by other chapters, and the door of " room_of[f] " does not name it")
	}' $([ "$1" = wire.h ] || echo wire.h) "$1" | sort -t : -k 2n
}
[ $# -eq 0 ] || { rooms "$1"; exit; }	# sh t/house.t FILE: all of it, for who builds one

cat >"$work/bad.c" <<'EOF'
/* bad.c: A file with each fault once. Chapters: the shop, a street that is not there. */
static int homeless;
static void look_at(const int *);

/* ---- the shop: what is sold ---------------------------------------------------------------------
 * door: shop_open, shop_sign,
 *       shop_dust, night_in */
static int till;
static const char *keeper, *const owner = "till = 1";
static const int hours[] = { 8, 18 };
static struct box { int n; } box[2] = { { 1 }, { 2 } }, *shelf;
static bool (*goes_on)(void);

static void shop_open(void) { till = 1; }
static void shop_hidden(const char *text, int *from)
{
	till = box[0].n = hours[0];
}
int shop_sign(void)
{
	return '"' + till;
}
static void shop_dust(void)
{
}
static int late;

/* ---- the street -------------------------------------------------------------------------------- */
/* Nobody can do this: till = 2. */
static void night_in(struct other *o)
{
	o->till = 3;
	if (till == 4 || o.till++ || &till == o->p)
		look_at(&till);
	put_BREAD(&till, 1);
	shop_open();
}
static void night_till(int n)
{
	till += n;
}
static void night_shelf(int n)
{
	shelf->n = box[n - box[0].n].n <<= 1;
}
static void night_box(int n)
{
	read(n, &box[n].n, sizeof box);
}
static void night_keeper(void)
{
	keeper = owner;
	goes_on = NULL;
}
static const struct night night = { .hidden = shop_hidden };

#define UP(M)	\
M(HELLO, "is said",) \
M(BYE, "is not",)

#define KEYS(K) K(nice, "nice", number, "is read") \
K(nicer, "told.news", number, "is not")
	{ .name = "known", .reader = READER_exit },
	{ .name = "new", .reader = READER_exit },
{ 0, "out", NULL, FLAG, AT(report.out), "has a use" },
{ 0, "off", NULL, FLAG, AT(off), "has none" },
static const struct reporter *const reporters[] = { &out };
static const struct reporter lost = { .path = offsetof(struct report_options, lost) };
static const struct reporter out = { .path = offsetof(struct report_options, out), .nice = o->nice, .hello = put_HELLO(0) };
EOF
awk 'BEGIN { print "static void far(void)\n{"; while (n++ < 57) print "\tstep();"; print "}\nvoid too_far(int n,\n\tint m)\n{"; while (n-- > 0) print "\tstep();"; print "}" }' \
	>>"$work/bad.c"
is "$(there "$work/bad.c" | tr '\n' ,) $(told "$work/bad.c" | tr '\n' ,)" "the shop,the street, the shop,a street that is not there," \
	"what a head lists is compared with the chapters that there are"
printf '%099d;\n%0100d;\n\t\t%085d;\n\t%0110d,\t\\\n\t"%0120d"\n' 0 0 0 0 0 >"$work/wide.c"
is "$(wide "$work/wide.c" | sed 's/.*c:\([0-9]*\).*/\1/' | tr '\n' ' ')" "2 3 " "a line that is too wide is found"
is "$(long "$work/bad.c" | sed 's/.*c:[0-9]*: //')" "62 lines: void too_far(int n," "a function that is too long is found"
is "$(rooms "$work/bad.c" | sed 's/.*c:[0-9]*: //' | sort)" "box, which is state of the shop, is written in the street by night_box
box, which is state of the shop, is written in the street by night_shelf
goes_on, which is state of the shop, is written in the street by night_keeper
homeless is state of no chapter
keeper, which is state of the shop, is written in the street by night_keeper
late is state, and stands behind functions of its chapter
shelf, which is state of the shop, is written in the street by night_shelf
shop_hidden is used by other chapters, and the door of the shop does not name it
the door of the shop names night_in, which is none of its functions
the door of the shop names shop_dust, which no other chapter names
the door of the shop names shop_sign, which is not static: wire.h lists it
till, which is state of the shop, is written in the street by night_till" "what is written from elsewhere, stands nowhere, or is not true of a door is found"
printf '    known  a kind\n    nice, out  what else there is\n' >"$work/readme"
is "$(unused "$work/bad.c" | tr '\n' ' ')$(unread "$work/readme" "$work/bad.c" | tr '\n' ' ')" \
	"([.>]|options, )off (struct reporter .const reporters.*|^	)&lost [.>]nicer put_BYE[(].* lost     new told.news " "a row that nobody uses, and one that README does not have, is found"

if [ -e .git ] && git ls-files Makefile >"$base/files" 2>/dev/null && [ -s "$base/files" ]; then
	is "$(git ls-files | sed 's|/.*||' | sort -u | grep -v '^[.]' | tr '\n' ' ')" "Makefile README collect.c report.c runner.c slave.c t wire.h " \
		"nothing else stands at the top"
else
	skip "nothing else stands at the top" "this is no checkout of git"
fi
is "$(unused wire.h collect.c slave.c runner.c report.c)" "" "each message is sent, each key and option read, each report has an option"
is "$(unread README wire.h collect.c)" "" "README has each key and each kind"
for f in wire.h collect.c slave.c runner.c report.c; do
	is "$(there $f)" "$(told $f)" "$f: its head lists the chapters that there are, in their order"
	is "$(long $f)" "" "$f: no function is longer than 60 lines"
	is "$(wide $f)" "" "$f: no line is wider than 100 columns, but in tables, texts and pictures"
	is "$(rooms $f)" "" "$f: chapters write no state of others, and doors name what others call"
done
finish
