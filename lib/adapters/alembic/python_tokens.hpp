/// What the grammars of Python in this folder have in common: blanks, names, keywords, strings,
/// numbers. Python 3.11 Language Reference, chapter 2.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "adapters/alembic/python_lexer.hpp"

// clang-format off
namespace plumbline::adapters::alembic::tokens {

namespace p = tao::pegtl;

constexpr bool is_string_prefix(char c) {
  return c == 'r' || c == 'R' || c == 'u' || c == 'U' || c == 'b' || c == 'B' || c == 'f' || c == 'F';
}

/// A string with its prefix, as the lexer finds its end.
struct string_literal {
  using rule_t = string_literal;
  using subs_t = p::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::string_view rest(in.current(), in.size());
    std::size_t quote = 0;
    while (quote < rest.size() && quote < 2 && is_string_prefix(rest[quote])) ++quote;
    if (quote >= rest.size() || (rest[quote] != '"' && rest[quote] != '\'')) return false;
    const std::size_t end = string_end(rest, quote);
    if (end == std::string_view::npos) return false;
    in.bump(end);
    return true;
  }
};

// Blanks and names are what most of a line is, and each is tried in several places.

/// Spaces, comments, line ends with a backslash before them or without.
struct blanks {
  using rule_t = blanks;
  using subs_t = p::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::string_view rest(in.current(), in.size());
    std::size_t at = 0;
    for (; at < rest.size(); ++at) {
      const char c = rest[at];
      if (c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r') continue;
      if (c == '#') {
        at = std::min(rest.find_first_of("\n\r", at), rest.size()) - 1;
      } else if (c != '\\' || at + 1 == rest.size() || (rest[at + 1] != '\n' && rest[at + 1] != '\r')) {
        break;
      }
    }
    in.bump(at);
    return true;
  }
};

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
/// Of the name that begins there; 0 when none does.
constexpr std::size_t name_length(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return 0;
  std::size_t at = 1;
  while (at < text.size() && (is_letter(text[at]) || (text[at] >= '0' && text[at] <= '9'))) ++at;
  return at;
}

/// A word of at most eight bytes as one number.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t value = 0;
  for (const char c : word) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}
constexpr bool is_reserved(std::string_view name) {
  constexpr std::array words = {
      packed("and"), packed("as"), packed("else"), packed("for"), packed("from"), packed("if"), packed("import"), packed("in"),
      packed("is"), packed("not"), packed("or"), packed("return"), packed("raise"), packed("assert"), packed("del"), packed("pass"),
      packed("break"), packed("continue"), packed("global"), packed("nonlocal"), packed("None"), packed("True"), packed("False"),
      packed("lambda"), packed("await"), packed("yield"), packed("async")};
  if (name.size() < 2 || name.size() > 8) return false;
  const std::uint64_t word = packed(name);
  bool found = false;
  for (const std::uint64_t one : words) found |= one == word;
  return found;
}

struct identifier {
  using rule_t = identifier;
  using subs_t = p::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::size_t length = name_length({in.current(), in.size()});
    in.bump(length);
    return length > 0;
  }
};

/// An identifier that is no keyword.
struct name {
  using rule_t = name;
  using subs_t = p::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::string_view rest(in.current(), in.size());
    const std::size_t length = name_length(rest);
    if (length == 0 || is_reserved(rest.substr(0, length))) return false;
    in.bump(length);
    return true;
  }
};

struct letter         : p::sor<p::ranges<'a', 'z', 'A', 'Z', '_', '_'>, p::range<'\x80', '\xff'>> {};
struct name_rest      : p::sor<letter, p::digit> {};
template <char... C>
struct word           : p::seq<p::string<C...>, p::not_at<name_rest>, blanks> {};
template <char... C>
struct token          : p::seq<p::string<C...>, blanks> {};
struct kw_and         : word<'a', 'n', 'd'> {};
struct kw_else        : word<'e', 'l', 's', 'e'> {};
struct kw_if          : word<'i', 'f'> {};
struct kw_in          : word<'i', 'n'> {};
struct kw_is          : word<'i', 's'> {};
struct kw_not         : word<'n', 'o', 't'> {};
struct kw_or          : word<'o', 'r'> {};
struct none           : word<'N', 'o', 'n', 'e'> {};
struct true_          : word<'T', 'r', 'u', 'e'> {};
struct false_         : word<'F', 'a', 'l', 's', 'e'> {};
struct ellipsis       : token<'.', '.', '.'> {};
struct digits         : p::seq<p::digit, p::star<p::sor<p::digit, p::one<'_'>>>> {};
struct integer        : p::seq<digits, p::not_at<p::sor<name_rest, p::one<'.'>>>> {};
struct comma          : token<','> {};

}  // namespace plumbline::adapters::alembic::tokens

template <typename Name>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::tokens::string_literal>
    : analyze_any_traits<> {};
template <typename Name>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::tokens::identifier>
    : analyze_any_traits<> {};
template <typename Name>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::tokens::name>
    : analyze_any_traits<> {};
template <typename Name>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::tokens::blanks>
    : analyze_opt_traits<> {};
// clang-format on
