/// One line of an ini file, blanks around it already taken off. Continuation lines and comments are
/// told by indentation and first character before this grammar is asked.
///
///   section = "[" anything "]"       up to the last "]" of the line; what follows is passed over
///   option  = name ("=" | ":") value
///
/// Source: configparser.RawConfigParser, _SECT_TMPL and _OPT_TMPL, Python 3.11.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include <string_view>

// clang-format off
namespace plumbline::adapters::alembic::ini {

namespace p = tao::pegtl;

/// Everything before the last "]", at least one byte: what a greedy `.+` leaves.
struct header {
  using rule_t = header;
  using subs_t = p::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const std::size_t end = std::string_view(in.current(), in.size()).rfind(']');
    if (end == std::string_view::npos || end == 0) return false;
    in.bump(end);
    return true;
  }
};

struct blanks    : p::star<p::one<' ', '\t', '\f', '\v'>> {};
struct delimiter : p::one<'=', ':'> {};
struct name      : p::plus<p::not_at<delimiter>, p::any> {};
struct value     : p::star<p::any> {};
struct section   : p::seq<p::one<'['>, header, p::one<']'>> {};
struct option    : p::seq<name, delimiter, blanks, value, p::eof> {};
struct line      : p::sor<section, option> {};

}  // namespace plumbline::adapters::alembic::ini

template <typename Name>
struct tao::pegtl::analyze_traits<Name, plumbline::adapters::alembic::ini::header>
    : analyze_any_traits<> {};
// clang-format on
