/// The grammar of what stands on a logical line of a revision's body: expressions with calls,
/// comprehensions, slices and f-strings, assignments, headers of compound statements, imports.
/// Lambda, yield, await and match are not taken: such a line is opaque, never wrong. Python 3.11
/// Language Reference, chapters 6 to 8.
///
/// The text is one logical line, so line ends and comments inside are blanks.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "adapters/alembic/python_tokens.hpp"
#include "adapters/alembic/render/syntax.hpp"

// clang-format off
namespace plumbline::adapters::alembic::render::grammar {

namespace p = tao::pegtl;

/// A plain depth counter in the state: nesting beyond it is not taken. Where nothing else could
/// match what was begun, failing ends the whole line: what was built so far is not undone.
template <char opening, typename Rule>
struct nested {
  using rule_t = nested;
  using subs_t = p::type_list<Rule>;

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (in.empty() || in.peek_char() != opening) return false;
    if (state.depth == max_depth) throw p::parse_error("nested too deeply", in);
    ++state.depth;
    const bool matched = p::match<Rule, A, M, Action, Control>(in, state);
    --state.depth;
    if (!matched) throw p::parse_error("an open bracket", in);
    return matched;
  }
};

/// As `nested`, where the rule must match.
template <typename Rule>
struct needed {
  using rule_t = needed;
  using subs_t = p::type_list<Rule>;

  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (state.depth == max_depth) throw p::parse_error("nested too deeply", in);
    ++state.depth;
    const bool matched = p::match<Rule, A, M, Action, Control>(in, state);
    --state.depth;
    if (!matched) throw p::parse_error("an operand is missing", in);
    return matched;
  }
};

using namespace tokens;

struct kw_as          : word<'a', 's'> {};
struct kw_for         : word<'f', 'o', 'r'> {};
struct kw_from        : word<'f', 'r', 'o', 'm'> {};
struct kw_import      : word<'i', 'm', 'p', 'o', 'r', 't'> {};
struct kw_return      : word<'r', 'e', 't', 'u', 'r', 'n'> {};
struct kw_raise       : word<'r', 'a', 'i', 's', 'e'> {};
struct kw_assert      : word<'a', 's', 's', 'e', 'r', 't'> {};
struct kw_del         : word<'d', 'e', 'l'> {};
struct kw_pass        : word<'p', 'a', 's', 's'> {};
struct kw_break       : word<'b', 'r', 'e', 'a', 'k'> {};
struct kw_continue    : word<'c', 'o', 'n', 't', 'i', 'n', 'u', 'e'> {};
struct kw_global      : p::sor<word<'g', 'l', 'o', 'b', 'a', 'l'>, word<'n', 'o', 'n', 'l', 'o', 'c', 'a', 'l'>> {};
struct exponent       : p::seq<p::one<'e', 'E'>, p::opt<p::one<'+', '-'>>, p::plus<p::digit>> {};
struct real           : p::seq<p::sor<p::seq<digits, p::one<'.'>, p::star<p::digit>, p::opt<exponent>>, p::seq<digits, exponent>,
                                      p::seq<p::one<'.'>, p::plus<p::digit>, p::opt<exponent>>>,
                               p::not_at<name_rest>> {};

struct expression;
struct target;
struct group          : p::success {};   // where a list of parts begins
struct positional     : p::seq<expression> {};
struct star_mark      : p::seq<p::one<'*'>, p::not_at<p::one<'*'>>, blanks> {};
struct stars_mark     : token<'*', '*'> {};
struct starred        : p::seq<star_mark, expression> {};
struct item           : p::sor<starred, positional> {};
struct more_items     : p::seq<p::star<comma, item>, p::opt<comma>> {};
struct items          : p::seq<item, more_items> {};

struct clause_for     : p::seq<kw_for, target> {};
struct operand;
struct clause_in      : p::seq<kw_in, operand> {};
struct clause_if      : p::seq<kw_if, operand> {};
struct comprehending  : p::plus<clause_for, clause_in, p::star<clause_if>> {};

struct strings        : p::plus<string_literal, blanks> {};
struct string_atom    : p::seq<p::at<string_literal>, group, strings> {};
struct generator      : p::seq<comprehending> {};
struct tuple_body     : p::seq<item, p::sor<generator, more_items>> {};
struct parentheses    : p::seq<token<'('>, group, p::opt<tuple_body>, p::one<')'>> {};
struct list_comp      : p::seq<comprehending> {};
struct list_body      : p::seq<item, p::sor<list_comp, more_items>> {};
struct list           : p::seq<token<'['>, group, p::opt<list_body>, p::one<']'>> {};
struct merged         : p::seq<stars_mark, expression> {};
struct pair           : p::sor<merged, p::seq<positional, token<':'>, positional>> {};
struct more_pairs     : p::seq<p::star<comma, pair>, p::opt<comma>> {};
struct dict_comp      : p::seq<comprehending> {};
struct colon_value    : p::seq<token<':'>, positional, p::sor<dict_comp, more_pairs>> {};
struct set_comp       : p::seq<comprehending> {};
struct dict_mark      : p::success {};
struct set_mark       : p::success {};
struct brace_body     : p::sor<p::seq<p::at<p::string<'*', '*'>>, dict_mark, pair, more_pairs>,
                               p::seq<item, p::sor<p::seq<p::at<p::one<':'>>, dict_mark, colon_value>,
                                                   p::seq<set_mark, p::sor<set_comp, more_items>>>>,
                               dict_mark> {};
struct braces         : p::seq<token<'{'>, group, brace_body, p::one<'}'>> {};
struct name_atom      : p::seq<name> {};
struct atom           : p::seq<p::sor<string_atom, none, true_, false_, name_atom, real, integer, ellipsis,
                                      nested<'(', parentheses>, nested<'[', list>, nested<'{', braces>>, blanks> {};

struct keyword_name   : p::seq<name, blanks, p::one<'='>, p::not_at<p::one<'='>>, blanks> {};
struct keyword        : p::seq<keyword_name, expression> {};
struct unpacked       : p::seq<stars_mark, expression> {};
struct argument_comp  : p::seq<comprehending> {};
struct argument       : p::sor<keyword, unpacked, starred, p::seq<positional, p::opt<argument_comp>>> {};
struct arguments      : p::seq<argument, p::star<comma, argument>, p::opt<comma>> {};
struct call           : p::seq<token<'('>, group, p::opt<arguments>, p::one<')'>> {};
struct attribute_name : p::seq<identifier> {};
struct attribute      : p::seq<token<'.'>, attribute_name> {};
struct slice_mark     : token<':'> {};
struct slice_rest     : p::seq<slice_mark, p::opt<positional>, p::opt<slice_mark, p::opt<positional>>> {};
struct subscript      : p::seq<token<'['>, group, p::sor<slice_rest, p::seq<items, p::opt<slice_rest>>>, p::one<']'>> {};
struct postfix        : p::seq<atom, p::star<p::sor<attribute, nested<'(', call>, nested<'[', subscript>>, blanks>> {};

struct unary;
struct powered        : p::seq<stars_mark, needed<unary>> {};
struct power          : p::seq<postfix, p::opt<powered>> {};
struct negated        : p::seq<token<'-'>, needed<unary>> {};
struct same           : p::seq<token<'+'>, needed<unary>> {};
struct complemented   : p::seq<token<'~'>, needed<unary>> {};
struct unary          : p::sor<negated, same, complemented, power> {};
template <char C, char... Not>
struct sign           : p::seq<p::one<C>, p::not_at<p::one<'=', Not...>>, blanks> {};
struct times          : p::seq<sign<'*', '*'>, unary> {};
struct remainder      : p::seq<sign<'%'>, unary> {};
struct floor_quotient : p::seq<p::one<'/'>, sign<'/'>, unary> {};
struct quotient       : p::seq<sign<'/', '/'>, unary> {};
struct matrix         : p::seq<sign<'@'>, unary> {};
struct product        : p::seq<unary, p::star<p::sor<times, remainder, floor_quotient, quotient, matrix>>> {};
struct added          : p::seq<sign<'+'>, product> {};
struct subtracted     : p::seq<sign<'-'>, product> {};
struct sum            : p::seq<product, p::star<p::sor<added, subtracted>>> {};
struct left_shifted   : p::seq<p::one<'<'>, sign<'<'>, sum> {};
struct right_shifted  : p::seq<p::one<'>'>, sign<'>'>, sum> {};
struct shift          : p::seq<sum, p::star<p::sor<left_shifted, right_shifted>>> {};
struct bits_and       : p::seq<sign<'&'>, shift> {};
struct bit_and        : p::seq<shift, p::star<bits_and>> {};
struct bits_xor       : p::seq<sign<'^'>, bit_and> {};
struct bit_xor        : p::seq<bit_and, p::star<bits_xor>> {};
struct bits_or        : p::seq<sign<'|'>, bit_xor> {};
struct bit_or         : p::seq<bit_xor, p::star<bits_or>> {};

struct compare_op     : p::sor<p::string<'=', '='>, p::string<'!', '='>, p::string<'<', '='>, p::string<'>', '='>, p::one<'<', '>'>,
                               p::seq<kw_not, kw_in>, kw_in, p::seq<kw_is, kw_not>, kw_is> {};
struct compared       : p::seq<compare_op, blanks, needed<bit_or>> {};
struct comparing      : p::plus<compared> {};
struct comparison     : p::seq<bit_or, p::opt<comparing>> {};
struct inversion;
struct inverted       : p::seq<kw_not, needed<inversion>> {};
struct inversion      : p::sor<inverted, comparison> {};
struct and_right      : p::seq<kw_and, inversion> {};
struct conjunction    : p::seq<inversion, p::star<and_right>> {};
struct or_right       : p::seq<kw_or, conjunction> {};
struct operand        : p::seq<conjunction, p::star<or_right>> {};
struct alternative    : p::seq<kw_if, operand, kw_else, needed<expression>> {};
struct walrus_name    : p::seq<name, blanks, p::string<':', '='>, blanks> {};
struct walrus         : p::seq<walrus_name, needed<expression>> {};
struct conditional    : p::seq<operand, p::opt<alternative>> {};
struct expression     : p::sor<walrus, conditional> {};

struct starred_target : p::seq<star_mark, bit_or> {};
struct target_item    : p::sor<starred_target, bit_or> {};
struct target         : p::seq<group, target_item, p::star<comma, target_item>, p::opt<comma>> {};
struct right_side     : p::seq<group, items> {};

struct equals         : p::seq<p::one<'='>, p::not_at<p::one<'='>>, blanks> {};
struct assigned       : p::seq<equals, right_side> {};
struct augment_op     : p::seq<p::sor<p::string<'*', '*'>, p::string<'/', '/'>, p::string<'<', '<'>, p::string<'>', '>'>,
                                      p::one<'+', '-', '*', '/', '%', '|', '&', '^', '@'>>, p::at<p::one<'='>>> {};
struct augmented      : p::seq<augment_op, token<'='>, right_side> {};
struct annotation     : p::seq<expression> {};
struct annotated      : p::seq<token<':'>, annotation, p::opt<assigned>> {};
struct plain          : p::seq<right_side, p::opt<p::sor<augmented, annotated, p::plus<assigned>>>> {};
struct give_back      : p::seq<kw_return, p::opt<right_side>> {};
struct cause          : p::seq<expression> {};
struct raise          : p::seq<kw_raise, p::opt<right_side, p::opt<kw_from, cause>>> {};
struct reason         : p::seq<expression> {};
struct assertion      : p::seq<kw_assert, positional, p::opt<comma, reason>> {};
struct remove         : p::seq<kw_del, right_side> {};
struct leave_loop     : p::seq<kw_break> {};
struct next_round     : p::seq<kw_continue> {};
struct nothing        : p::sor<kw_pass, p::seq<kw_global, p::plus<p::not_one<';'>>>> {};

struct dotted         : p::seq<p::star<p::one<'.'>>, p::opt<identifier, p::star<p::one<'.'>, identifier>>> {};
struct module_name    : p::seq<dotted> {};
struct import_name    : p::seq<identifier> {};
struct import_as      : p::seq<kw_as, import_name, blanks> {};
struct module_import  : p::seq<module_name, blanks, p::opt<import_as>> {};
struct member_name    : p::sor<identifier, p::one<'*'>> {};
struct member_import  : p::seq<member_name, blanks, p::opt<import_as>> {};
struct members        : p::seq<member_import, p::star<comma, member_import>, p::opt<comma>> {};
struct from_module    : p::seq<dotted> {};
struct import_from    : p::seq<kw_from, from_module, blanks, kw_import, p::sor<p::seq<token<'('>, members, token<')'>>, members>> {};
struct import_modules : p::seq<kw_import, module_import, p::star<comma, module_import>> {};
struct import         : p::sor<import_from, import_modules> {};

struct simple         : p::sor<give_back, raise, assertion, remove, leave_loop, next_round, nothing, import, plain> {};

struct parameter_name : p::seq<identifier> {};
struct default_value  : p::seq<equals, expression> {};
struct parameter_star : p::sor<p::string<'*', '*'>, p::one<'*'>> {};
struct slash          : token<'/'> {};
struct parameter      : p::sor<slash, p::seq<p::opt<parameter_star, blanks>, p::opt<parameter_name, blanks, p::opt<token<':'>, annotation>, p::opt<default_value>>>> {};
struct function_name  : p::seq<identifier> {};
struct signature      : p::seq<function_name, blanks, token<'('>, p::opt<parameter, p::star<comma, parameter>>, token<')'>,
                               p::opt<token<'-', '>'>, annotation>> {};
struct bases          : p::seq<function_name, blanks, group, p::opt<token<'('>, p::opt<arguments>, token<')'>>> {};
struct each           : p::seq<target, kw_in, right_side> {};
struct as_target      : p::seq<kw_as, target> {};
struct with_item      : p::seq<expression, p::opt<as_target>> {};
struct with_items     : p::seq<with_item, p::star<comma, with_item>> {};

template <typename Rule>
struct whole          : p::seq<blanks, Rule, p::eof> {};

}  // namespace plumbline::adapters::alembic::render::grammar

template <typename Name, char opening, typename Rule>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::render::grammar::nested<opening, Rule>>
    : analyze_traits<Name, typename seq<Rule>::rule_t> {};
template <typename Name, typename Rule>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::render::grammar::needed<Rule>>
    : analyze_traits<Name, typename seq<Rule>::rule_t> {};
// clang-format on
