/// What is wrong with a line that sqitch refuses, found by a stricter grammar that names each wrong
/// form where it stands. sqitch says "Invalid name" for nearly all of them.
#pragma once

#include <tao/pegtl.hpp>

#include "adapters/sqitch/grammar.hpp"

namespace plumbline::adapters::sqitch::grammar {

// clang-format off
struct name_begins          : pegtl::not_at< pegtl::ranges< '!', '/', ':', '@', '[', '^', '`', '`', '{', '~' > > {};
struct has_name             : pegtl::not_at< pegtl::eof > {};
struct name_stop            : pegtl::sor< blank, pegtl::one< ':', '@', '#', '\\' > > {};
struct name_run             : pegtl::plus< pegtl::not_at< name_stop >, pegtl::any > {};
struct name_letters         : pegtl::not_at< pegtl::one< ':', '@', '\\' > > {};
struct name_apart           : pegtl::not_at< pegtl::one< '[' > > {};

struct brackets_filled      : pegtl::not_at< pegtl::one< '[' >, pegtl::one< ']' > > {};
struct bracketed_timestamp  : pegtl::not_at< pegtl::one< '[' >, blanks, timestamp, blanks, pegtl::one< ']' > > {};
struct open_bracket         : pegtl::one< '[' > {};
struct close_bracket        : pegtl::one< ']' > {};
struct second_brackets      : pegtl::not_at< pegtl::one< '[' > > {};
struct strict_dependencies  : pegtl::if_must< open_bracket, dependency_text, close_bracket > {};

struct bare_planner         : pegtl::until< pegtl::at< pegtl::sor< pegtl::eof, pegtl::one< '<' > > >, pegtl::any > {};
struct email_begins         : pegtl::one< '<' > {};
struct email_filled         : pegtl::not_at< pegtl::one< '>' > > {};
struct email_ends           : pegtl::one< '>' > {};
struct line_ends            : pegtl::eof {};

struct strict_planner       : pegtl::seq< bare_planner, pegtl::must< email_begins, email_filled >, pegtl::star< pegtl::not_one< '>' > >,
                                          pegtl::must< email_ends, line_ends > > {};
struct strict_line          : pegtl::seq<
                                blanks, pegtl::opt< marker >, pegtl::must< has_name, name_begins, name_run, name_letters >,
                                blanks,
                                pegtl::must< brackets_filled, bracketed_timestamp >,
                                pegtl::opt< strict_dependencies >, blanks,
                                pegtl::must< bracketed_timestamp, second_brackets >,
                                pegtl::opt< timestamp >, blanks,
                                pegtl::must< bracketed_timestamp, second_brackets >,
                                strict_planner > {};
// clang-format on

template <typename Rule>
constexpr const char* message = nullptr;

// clang-format off
template <> inline constexpr auto message< has_name >            = "a name is missing";
template <> inline constexpr auto message< name_begins >         = "a name must not begin with punctuation";
template <> inline constexpr auto message< name_run >            = "a name is missing";
template <> inline constexpr auto message< name_letters >        = "a name must not contain \":\", \"@\" or \"\\\"";
template <> inline constexpr auto message< brackets_filled >     = "brackets are empty: leave them out when there is no dependency";
template <> inline constexpr auto message< bracketed_timestamp > = "the timestamp is in brackets, which sqitch takes for dependencies";
template <> inline constexpr auto message< second_brackets >     = "brackets stand where sqitch expects no more dependencies";
template <> inline constexpr auto message< dependency_text >     = "brackets are empty: leave them out when there is no dependency";
template <> inline constexpr auto message< close_bracket >       = "the bracket of the dependencies is not closed";
template <> inline constexpr auto message< email_begins >        = "the planner's e-mail in angle brackets is missing";
template <> inline constexpr auto message< email_filled >        = "the planner's e-mail is empty";
template <> inline constexpr auto message< email_ends >          = "the angle bracket of the planner's e-mail is not closed";
template <> inline constexpr auto message< line_ends >           = "text stands behind the planner's e-mail";
// clang-format on

struct error_messages {
  template <typename Rule>
  static constexpr const char* message = grammar::message<Rule>;
  template <typename Rule>
  static constexpr bool raise_on_failure = false;
};

template <typename Rule>
using Control = pegtl::must_if<error_messages>::control<Rule>;

}  // namespace plumbline::adapters::sqitch::grammar
