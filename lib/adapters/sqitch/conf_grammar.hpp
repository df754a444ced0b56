/// The grammar of sqitch.conf, as Config::GitLike 1.18's `parse_content` has it. An
/// item is parsed at a time, after the white space in front of it:
///
///   item     comment | section | key | key = value
///   section  [NAME] | [NAME "SUBSECTION"]
///   value    words, quoted words and escapes up to the end of the line or a comment that begins a
///   word
///
/// A key ends at the first `#` or `;` too, and is then without value; inside a value these begin a
/// comment only where a word could begin.
#pragma once

#include <tao/pegtl.hpp>

namespace plumbline::adapters::sqitch::conf_grammar {

namespace pegtl = tao::pegtl;

// clang-format off
struct gap                : pegtl::one< ' ', '\t' > {};
struct comment_mark       : pegtl::one< '#', ';' > {};
struct line_end           : pegtl::sor< pegtl::eof, pegtl::one< '\n' > > {};
struct comment            : pegtl::seq< comment_mark, pegtl::until< pegtl::at< line_end >, pegtl::any > > {};

struct section_name       : pegtl::plus< pegtl::not_one< ' ', '\t', '\n', '\v', '\f', '\r', '[', ']', '"' > > {};
struct subsection         : pegtl::until< pegtl::at< pegtl::string< '"', ']' > >, pegtl::not_one< '\n' > > {};
struct quoted_subsection  : pegtl::seq< pegtl::star< gap >, pegtl::one< '"' >, subsection, pegtl::one< '"' > > {};
struct section            : pegtl::seq< pegtl::one< '[' >, section_name, pegtl::opt< quoted_subsection >, pegtl::one< ']' > > {};

struct key_char           : pegtl::not_one< ' ', '\t', '\n', '=', '#', ';' > {};
struct key                : pegtl::seq< pegtl::not_one< '[', '=', '\n' >, pegtl::star< pegtl::sor< key_char, pegtl::seq< pegtl::plus< gap >, pegtl::at< key_char > > > > > {};

struct value_end          : pegtl::sor< pegtl::at< line_end >, pegtl::seq< pegtl::star< gap >, comment > > {};
struct gap_run            : pegtl::plus< gap > {};
struct continuation       : pegtl::seq< pegtl::one< '\\' >, pegtl::opt< pegtl::one< '\r' > >, pegtl::one< '\n' > > {};
struct escaped            : pegtl::one< '\\', '"', '\'', 'n', 'N', 't', 'T', 'b', 'B' > {};
struct escape             : pegtl::seq< pegtl::one< '\\' >, escaped > {};
struct quoted_escape      : pegtl::seq< pegtl::one< '\\' >, pegtl::one< '\n', 't', 'T', 'b', 'B', 'n', 'N', '"', '\\' > > {};
struct quoted_text        : pegtl::star< pegtl::sor< pegtl::not_one< '"', '\\' >, quoted_escape > > {};
struct quoted             : pegtl::seq< pegtl::one< '"' >, quoted_text, pegtl::one< '"' > > {};
struct word               : pegtl::plus< pegtl::not_one< ' ', '\t', '\n', '\\', '"' > > {};
struct value_begins       : pegtl::success {};
struct value              : pegtl::seq< value_begins, pegtl::until< value_end, pegtl::sor< gap_run, continuation, escape, quoted, word > > > {};

struct assignment         : pegtl::seq< pegtl::one< '=' >, pegtl::star< gap >, value > {};
struct bare               : pegtl::sor< comment, pegtl::at< line_end > > {};
struct definition         : pegtl::seq< key, pegtl::star< gap >, pegtl::sor< assignment, bare > > {};

struct item               : pegtl::sor< comment, section, definition > {};
// clang-format on

}  // namespace plumbline::adapters::sqitch::conf_grammar
