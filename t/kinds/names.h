// names.h: Cases with every kind of name, for frameworks whose cases are TEST_CASE("name"). They pass.
TEST_CASE("middle two") { note(); }
TEST_CASE("after") { note(); }

TEST_CASE("comma, comma") { note(); }
TEST_CASE("[brackets] [x]") { note(); }
TEST_CASE("open [bracket") { note(); }
TEST_CASE("\"quotes\" 'and' `ticks`") { note(); }
TEST_CASE("one \" quote") { note(); }
TEST_CASE("sl/ash") { note(); }
TEST_CASE("back\\slash") { note(); }
TEST_CASE("back\\\\slash, [twice]\\") { note(); }
TEST_CASE("\303\244\342\202\254") { note(); }
TEST_CASE("dollar $HOME") { note(); }
TEST_CASE("a::b") { note(); }
TEST_CASE("*star*") { note(); }
TEST_CASE("st*ar") { note(); }
TEST_CASE("~tilde") { note(); }
TEST_CASE("-dash") { note(); }
TEST_CASE("<xml> & 'more' ]]>") { note(); }
TEST_CASE("#hash") { note(); }
TEST_CASE("literal &lt;") { note(); }
TEST_CASE("exclude:this") { note(); }
TEST_CASE("@at") { note(); }
TEST_CASE("two  blanks") { note(); }
TEST_CASE("# x") { note(); }
TEST_CASE("\" q") { note(); }
TEST_CASE("-") { note(); }
TEST_CASE("- x") { note(); }
TEST_CASE("~ x") { note(); }
TEST_CASE(", x") { note(); }
TEST_CASE("[ x") { note(); }
TEST_CASE("\\ x") { note(); }
TEST_CASE("\"") { note(); }
TEST_CASE("~") { note(); }
TEST_CASE(",") { note(); }
TEST_CASE("# \"q\"") { note(); }
TEST_CASE("#") { note(); }
TEST_CASE("exclude: x") { note(); }
