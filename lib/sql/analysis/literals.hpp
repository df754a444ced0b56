/// Literals of the plainest types, as long as sql/types has no reader of its own.
#pragma once

#include <string>

#include "sql/failure.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql::analysis {

struct Literal {
  std::string text;
  bool is_exact = true;
};

inline Literal literal(const TypeScope& scope, std::string_view text, TypeRef type) {
  const TypeInfo info = type_info(scope, type.id);
  const bool is_integer =
      type.id == types::int2 || type.id == types::int4 || type.id == types::int8;
  const bool is_text = type.id == types::text || type.id == types::varchar ||
                       type.id == types::bpchar || type.id == types::unknown;
  if (is_text) return {std::string(text)};
  if (info.kind == 'e') {
    if (!scope.source->has_label(type.id, text)) {
      fail("22P02", "invalid input value for enum " + std::string(info.name) + ": \"" +
                        std::string(text) + "\"");
    }
    return {std::string(text)};
  }
  if (type.id == types::numeric &&
      text.find_first_not_of("0123456789.-") == std::string_view::npos) {
    return {std::string(text), !text.starts_with('.') && !text.ends_with('.')};
  }
  if (is_integer && !text.empty() && text.size() < 5 &&
      text.find_first_not_of("0123456789") == std::string_view::npos && text[0] != '0') {
    return {std::string(text)};
  }
  if (is_integer && text == "0") return {"0"};
  if (type.id == types::boolean && (text == "t" || text == "true")) return {"t"};
  if (type.id == types::boolean && (text == "f" || text == "false")) return {"f"};
  return {std::string(text), false};
}

}  // namespace plumbline::sql::analysis
