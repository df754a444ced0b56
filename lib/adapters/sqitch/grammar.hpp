/// The grammar of sqitch.plan's lines, as sqitch 1.3.1's regexes in App::Sqitch::Plan::_parse have
/// it. A line is parsed alone, its end of line and its note already cut off.
///
///   line     b* ( @ | b* [+-] b* )? NAME b* ( \[DEPENDENCIES\] b* )? ( TIMESTAMP b* )? ( PLANNER
///   )? end pragma   b* % b* NAME ( b* = b* VALUE )? end
///
/// The regexes backtrack and PEG does not, so each way in which sqitch may give characters back is
/// an alternative of its own, in the order in which the regex would come to it.
#pragma once

#include <tao/pegtl.hpp>

#include <string_view>

#include "adapters/sqitch/names.hpp"
#include "adapters/sqitch/plan_line.hpp"

namespace plumbline::adapters::sqitch::grammar {

namespace pegtl = tao::pegtl;

struct blank {
  using rule_t = blank;
  using subs_t = pegtl::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::size_t length = blank_length({in.current(), in.size(0)});
    in.bump_in_this_line(length);
    return length > 0;
  }
};

struct timestamp {
  using rule_t = timestamp;
  using subs_t = pegtl::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::size_t length = timestamp_length({in.current(), in.size(0)});
    in.bump_in_this_line(length);
    return length > 0;
  }
};

/// A name and what follows it. Tries the possible ends of the name, longest first; an end that
/// cannot lead anywhere is passed over without trying, so that a long line costs linear time.
template <typename Rest>
struct name_then {
  using rule_t = name_then;
  using subs_t = pegtl::type_list<Rest>;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match(Input& in, LineParts& parts) {
    const std::string_view text(in.current(), in.size(0));
    NameContinuations ends(text);
    for (; ends.length() > 0; ends.next()) {
      auto mark = in.template mark<pegtl::rewind_mode::required>();
      parts.name = text.substr(0, ends.length());
      in.bump_in_this_line(ends.length());
      if (Control<Rest>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(in,
                                                                                          parts))
        return mark(true);
    }
    parts.name = {};
    return false;
  }
};

// clang-format off
struct blanks               : pegtl::star< blank > {};
struct end                  : pegtl::eof {};

struct tag_mark             : pegtl::one< '@' > {};
struct change_operator      : pegtl::one< '+', '-' > {};
struct marker               : pegtl::sor< tag_mark, pegtl::seq< change_operator, blanks > > {};

struct dependency_text      : pegtl::plus< pegtl::not_one< ']' > > {};
struct dependencies         : pegtl::seq< pegtl::one< '[' >, dependency_text, pegtl::one< ']' > > {};
struct no_dependencies      : pegtl::success {};
struct no_timestamp         : pegtl::success {};

// The name is greedy: of several blanks before `<` it keeps all but the last, and it may be blanks alone.
struct before_email         : pegtl::seq< blank, pegtl::one< '<' > > {};
struct planner_name         : pegtl::seq< pegtl::not_one< '<' >, pegtl::until< pegtl::at< before_email >, pegtl::not_one< '<' > > > {};
struct planner_email        : pegtl::plus< pegtl::not_one< '>' > > {};
struct planner              : pegtl::seq< planner_name, blank, pegtl::one< '<' >, planner_email, pegtl::one< '>' > > {};
struct ending               : pegtl::sor< pegtl::seq< planner, end >, end > {};

// Blanks that are given back so that the planner's name has something to be.
struct last_two_blanks      : pegtl::seq< blank, blank, pegtl::one< '<' > > {};
struct all_but_two_blanks   : pegtl::until< pegtl::at< last_two_blanks >, blank > {};

struct tail                 : pegtl::sor<
                                pegtl::seq< blanks, timestamp, blanks, ending >,
                                pegtl::seq< blanks, timestamp, all_but_two_blanks, planner, end >,
                                pegtl::seq< no_timestamp, blanks, ending >,
                                pegtl::seq< no_timestamp, all_but_two_blanks, planner, end > > {};
struct after_name           : pegtl::sor<
                                pegtl::seq< blanks, dependencies, tail >,
                                pegtl::seq< no_dependencies, tail > > {};
struct line                 : pegtl::seq< blanks, pegtl::opt< marker >, name_then< after_name > > {};

struct pragma_mark          : pegtl::one< '%' > {};
struct pragma_name          : pegtl::plus< pegtl::not_at< pegtl::sor< blank, pegtl::one< '=' > > >, pegtl::any > {};
struct pragma_value         : pegtl::plus< pegtl::any > {};
struct pragma_assignment    : pegtl::seq< blanks, pegtl::one< '=' >, blanks, pragma_value > {};
struct named_pragma         : pegtl::seq< blanks, pragma_name, pegtl::opt< pragma_assignment >, end > {};
struct blank_pragma         : pegtl::seq< blank, pragma_assignment, end > {};  // its name is a blank
struct pragma               : pegtl::seq< blanks, pragma_mark, pegtl::sor< named_pragma, blank_pragma > > {};
// clang-format on

}  // namespace plumbline::adapters::sqitch::grammar
