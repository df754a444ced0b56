/// The grammar of Python expressions as far as a revision file's identifiers need it: constants,
/// names, attributes, calls, subscripts, displays, the operators of one value, walrus, conditional.
/// What it does not take (comprehensions, lambda, slices, starred items, dictionaries …) makes the
/// whole expression opaque, never wrong. Python 3.11 Language Reference, chapter 6.
///
/// The text is one expression that a logical line holds, so line ends and comments are blanks.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "adapters/alembic/python_tokens.hpp"

// clang-format off
namespace plumbline::adapters::alembic::python {

namespace p = tao::pegtl;

/// Brackets and conditionals inside one another; more is opaque. A plain depth counter in the state.
inline constexpr int max_expression_depth = 32;

template <typename Rule>
struct nested {
  using rule_t = nested;
  using subs_t = p::type_list<Rule>;

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (state.depth == max_expression_depth) return false;
    ++state.depth;
    const bool matched = p::match<Rule, A, M, Action, Control>(in, state);
    --state.depth;
    return matched;
  }
};

using namespace tokens;

struct expression;
struct items_begin    : p::success {};
struct item           : p::seq<expression> {};
struct items          : p::seq<item, p::star<p::seq<comma, item>>, p::opt<comma>> {};

struct strings        : p::plus<p::seq<string_literal, blanks>> {};
struct strings_begin  : p::success {};
struct string_atom    : p::seq<p::at<string_literal>, strings_begin, strings> {};
struct parentheses    : p::seq<token<'('>, items_begin, p::opt<items>, token<')'>> {};
struct list           : p::seq<token<'['>, items_begin, p::opt<items>, token<']'>> {};
struct set            : p::seq<token<'{'>, items_begin, items, token<'}'>> {};
struct name_atom      : p::seq<name, blanks> {};
struct integer_atom   : p::seq<integer, blanks> {};
struct atom           : p::sor<string_atom, none, true_, false_, name_atom, integer_atom, ellipsis,
                               nested<parentheses>, nested<list>, nested<set>> {};

struct keyword_name   : p::seq<name, blanks, p::one<'='>, p::not_at<p::one<'='>>, blanks> {};
struct argument       : p::seq<p::opt<keyword_name>, item> {};
struct arguments      : p::seq<argument, p::star<p::seq<comma, argument>>, p::opt<comma>> {};
struct call           : p::seq<token<'('>, items_begin, p::opt<arguments>, token<')'>> {};
struct attribute_name : p::seq<identifier> {};
struct attribute      : p::seq<token<'.'>, attribute_name, blanks> {};
struct subscript      : p::seq<token<'['>, expression, token<']'>> {};
struct postfix        : p::seq<atom, p::star<p::sor<attribute, nested<call>, nested<subscript>>>> {};

struct sign           : p::seq<p::one<'-'>, blanks> {};
struct negated        : p::seq<sign, postfix> {};
struct unary          : p::sor<negated, postfix> {};
struct multiply       : p::seq<p::one<'*'>, p::not_at<p::one<'*', '='>>, blanks> {};
struct modulo         : p::seq<p::one<'%'>, p::not_at<p::one<'='>>, blanks> {};
struct floor_divide   : p::seq<p::string<'/', '/'>, p::not_at<p::one<'='>>, blanks> {};
struct divide         : p::seq<p::one<'/'>, p::not_at<p::one<'/', '='>>, blanks> {};
struct times          : p::seq<multiply, unary> {};
struct remainder      : p::seq<modulo, unary> {};
struct floor_quotient : p::seq<floor_divide, unary> {};
struct quotient       : p::seq<divide, unary> {};
struct product        : p::seq<unary, p::star<p::sor<times, remainder, floor_quotient, quotient>>> {};
struct plus_sign      : p::seq<p::one<'+'>, p::not_at<p::one<'='>>, blanks> {};
struct minus_sign     : p::seq<p::one<'-'>, p::not_at<p::one<'='>>, blanks> {};
struct added          : p::seq<plus_sign, product> {};
struct subtracted     : p::seq<minus_sign, product> {};
struct sum            : p::seq<product, p::star<p::sor<added, subtracted>>> {};

struct equal          : p::seq<token<'=', '='>, sum> {};
struct unequal        : p::seq<token<'!', '='>, sum> {};
struct less_equal     : p::seq<token<'<', '='>, sum> {};
struct greater_equal  : p::seq<token<'>', '='>, sum> {};
struct less           : p::seq<token<'<'>, sum> {};
struct greater        : p::seq<token<'>'>, sum> {};
struct contained      : p::seq<kw_in, sum> {};
struct not_contained  : p::seq<kw_not, kw_in, sum> {};
struct is_not         : p::seq<kw_is, kw_not, sum> {};
struct is_same        : p::seq<kw_is, p::not_at<kw_not>, sum> {};
/// One comparison; a chain of them is left to opaqueness.
struct comparison     : p::seq<sum, p::opt<p::sor<equal, unequal, less_equal, greater_equal, less, greater,
                                                  contained, not_contained, is_not, is_same>>> {};
struct inverted       : p::seq<kw_not, comparison> {};
struct inversion      : p::sor<inverted, comparison> {};
struct and_right      : p::seq<kw_and, inversion> {};
struct conjunction    : p::seq<inversion, p::star<and_right>> {};
struct or_right       : p::seq<kw_or, conjunction> {};
struct disjunction    : p::seq<conjunction, p::star<or_right>> {};
struct alternative    : p::seq<kw_if, disjunction, kw_else, nested<expression>> {};
struct walrus_name    : p::seq<name, blanks, p::string<':', '='>, blanks> {};
struct walrus         : p::seq<walrus_name, nested<expression>> {};
struct conditional    : p::seq<disjunction, p::opt<alternative>> {};
struct expression     : p::sor<walrus, conditional> {};

/// What stands on the right of `=`, or an expression statement: items without parentheses are a tuple.
struct right_side     : p::seq<blanks, items_begin, items, p::eof> {};

}  // namespace plumbline::adapters::alembic::python

template <typename Name, typename Rule>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::python::nested<Rule>>
    : analyze_traits<Name, typename seq<Rule>::rule_t> {};
// clang-format on
