#include "sql/visit/partition_values.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/types/literal.hpp"

namespace plumbline::sql {

namespace {

/// As get_const_expr prints it without its type.
std::string without_type(std::string_view text) {
  if (text.starts_with('\'')) {
    for (std::size_t at = 1; at < text.size(); ++at) {
      if (text[at] != '\'') continue;
      if (at + 1 < text.size() && text[at + 1] == '\'') {
        ++at;
        continue;
      }
      const std::string_view behind = text.substr(at + 1);
      if (!behind.empty() && !behind.starts_with("::")) break;
      return std::string(text.substr(0, at + 1));
    }
    unknown("the value of a partition's bound");
  }
  const std::size_t cast = text.find("::");
  return std::string(text.substr(0, cast));
}

std::string analyzed_value(Session& session, const Node& node, const PartitionKey& key) {
  const Expression expression =
      analyze_expression(session, node, Scope(), Place::partition_bound, key.type);
  if (expression.is_null) return "NULL";
  if (!expression.is_constant || !expression.is_exact) unknown("the value of a partition's bound");
  return without_type(expression.text);
}

/// A constant as written: its text, and whether it stood in quotes.
struct Written {
  std::string text;
  bool is_quoted = false;
  bool is_null = false;
};

std::optional<long long> small_integer(const Written& written) {
  constexpr std::size_t most_digits = 9;
  const std::string_view text = written.text;
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (written.is_quoted || written.is_null || digits.empty() || digits.size() > most_digits ||
      digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  return std::stoll(written.text);
}

/// Of two integers, where the result is one as surely.
std::optional<Written> calculated(std::string_view sign, const Written& left,
                                  const Written& right) {
  const std::optional<long long> one = small_integer(left);
  const std::optional<long long> other = small_integer(right);
  if (!one || !other || (sign != "+" && sign != "-" && sign != "*")) return std::nullopt;
  const long long value = sign == "+" ? *one + *other : sign == "-" ? *one - *other : *one * *other;
  Written made{std::to_string(value), false, false};
  if (!small_integer(made)) return std::nullopt;
  return made;
}

/// A literal, a number with a sign, or a literal cast to the key's own type.
std::optional<Written> read_written(Session& session, const Node& node, const PartitionKey& key) {
  if (node.is_a("A_Const")) {
    if (node.flag("isnull")) return Written{"", false, true};
    if (const Node text = node["sval"]) return Written{std::string(text.text("sval")), true, false};
    if (const Node number = node["ival"])
      return Written{std::to_string(number.number("ival")), false, false};
    if (const Node number = node["fval"])
      return Written{std::string(number.text("fval")), false, false};
    return std::nullopt;
  }
  if (node.is_a("A_Expr") && !node["lexpr"] && node["name"].size() == 1 &&
      node["name"].at(0).as_text() == "-") {
    std::optional<Written> inner = read_written(session, node["rexpr"], key);
    if (!inner || inner->is_quoted || inner->is_null || inner->text.starts_with('-'))
      return std::nullopt;
    inner->text.insert(0, 1, '-');
    return inner;
  }
  if (node.is_a("A_Expr") && node["lexpr"] && node["name"].size() == 1) {
    const std::optional<Written> left = read_written(session, node["lexpr"], key);
    const std::optional<Written> right = read_written(session, node["rexpr"], key);
    if (!left || !right) return std::nullopt;
    return calculated(node["name"].at(0).as_text(), *left, *right);
  }
  if (node.is_a("TypeCast") && resolve_type(session, node["typeName"]).text == key.type) {
    std::optional<Written> inner = read_written(session, node["arg"], key);
    if (inner && inner->is_quoted) return inner;
  }
  return std::nullopt;
}

std::string print(TypeId type, const std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (type == types::int4 && !text.starts_with('-')) return text;
  if (type == types::boolean) return text.starts_with('t') ? "true" : "false";
  if (type == types::numeric && !text.empty() && is_digit(text[0]) &&
      text.find_first_of("eE.") != std::string::npos)
    return text;
  return core::quote_standard_literal(text);
}

/// The scale of a numeric's modifier, or the length of a string's, applied where that changes
/// nothing but zeros.
std::string apply_modifier(TypeRef type, std::string text) {
  if (type.typmod < 0) return text;
  constexpr int header = 4;
  if (type.id == types::varchar) {
    if (text.size() > static_cast<std::size_t>(type.typmod - header))
      unknown("a value that may be too long");
    return text;
  }
  if (type.id != types::numeric) unknown("a value's modifier");
  const auto scale = static_cast<std::size_t>((type.typmod - header) & 0x7ff);
  const auto precision = static_cast<std::size_t>(((type.typmod - header) >> 16) & 0xffff);
  const std::size_t dot = text.find('.');
  const std::size_t decimals = dot == std::string::npos ? 0 : text.size() - dot - 1;
  if (decimals > scale || text.size() > precision || scale > precision)
    unknown("how a value is rounded");
  const std::size_t whole = dot == std::string::npos ? text.size() : dot;
  if (whole > precision - scale) unknown("a value that may be too large");
  if (scale > 0 && dot == std::string::npos) text += '.';
  return text.append(scale - decimals, '0');
}

bool is_integer(TypeId type) {
  return type == types::int2 || type == types::int4 || type == types::int8;
}

}  // namespace

std::string partition_value(Session& session, const Node& value, const PartitionKey& key) {
  const std::optional<Written> written = read_written(session, value, key);
  if (!written) return analyzed_value(session, value, key);
  if (written->is_null) return "NULL";
  const CatalogTypes types_of(session);
  const TypeRef type = base_type(types_of.scope(), types_of.parse(key.type));
  const bool is_whole = written->text.find_first_of(".eE") == std::string::npos;
  const bool takes_integers =
      is_integer(type.id) || type.id == types::text || type.id == types::varchar;
  if (!written->is_quoted && !(takes_integers && is_whole) && type.id != types::numeric)
    return analyzed_value(session, value, key);
  const Literal read = literal(types_of.scope(), written->text, type);
  if (!read.is_exact || read.volatility != 'i') unknown("the value of a partition's bound");
  return print(type.id, apply_modifier(type, read.text));
}

namespace {

std::string_view plain(std::string_view text) {
  if (text.size() >= 2 && text.front() == '\'') text = text.substr(1, text.size() - 2);
  return text;
}

/// -1, 0, 1 of two numbers that are short enough to be exact.
std::optional<int> compare_numbers(std::string_view one, std::string_view other) {
  constexpr std::size_t most_digits = 18;
  const auto reads = [](std::string_view text, long double& value) {
    if (text.empty() || text.size() > most_digits ||
        text.find_first_not_of("0123456789-.") != std::string_view::npos)
      return false;
    value = std::strtold(std::string(text).c_str(), nullptr);
    return true;
  };
  long double left = 0, right = 0;
  if (!reads(one, left) || !reads(other, right)) return std::nullopt;
  return left < right ? -1 : left > right ? 1 : 0;
}

bool is_simple_text(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

/// Dates and times of four-digit years, as the server prints them.
bool is_iso(std::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
         text.find_first_not_of("0123456789-: .+") == std::string_view::npos;
}

int sign(int value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }

int compare_enum(const Session& session, std::string_view type, std::string_view one,
                 std::string_view other) {
  for (const Id id : session.catalog.all(ObjectKind::enumeration)) {
    if (session.catalog.sql_name(id) != type) continue;
    const std::vector<std::string_view> labels =
        core::list_items(session.catalog.value(id, "values"));
    const auto left = std::ranges::find(labels, one);
    const auto right = std::ranges::find(labels, other);
    if (left != labels.end() && right != labels.end())
      return left < right ? -1 : left > right ? 1 : 0;
  }
  unknown("the order of values of type " + std::string(type));
}

}  // namespace

int compare_partition_values(const Session& session, std::string_view type, std::string_view one,
                             std::string_view other) {
  if (one == other) return 0;
  const auto infinity = [](std::string_view text) {
    return text == "MINVALUE" ? -1 : text == "MAXVALUE" ? 1 : 0;
  };
  if (const int left = infinity(one), right = infinity(other); left != 0 || right != 0)
    return sign(left - right);
  const std::string_view left = plain(one);
  const std::string_view right = plain(other);
  if (type == "smallint" || type == "integer" || type == "bigint" || type.starts_with("numeric")) {
    if (const std::optional<int> order = compare_numbers(left, right)) return *order;
  } else if (type == "date" || type == "timestamp without time zone") {
    if (is_iso(left) && is_iso(right)) return sign(left.compare(right));
  } else if (type == "timestamp with time zone") {
    // In one zone, without a change of it in between.
    if (is_iso(left) && is_iso(right) && left.size() == right.size() && left.size() > 3 &&
        left.substr(left.size() - 3) == right.substr(right.size() - 3))
      return sign(left.compare(right));
  } else if (type == "boolean" || type == "uuid") {
    return sign(left.compare(right));
  } else if (type == "text" || type.starts_with("character")) {
    if (is_simple_text(left) && is_simple_text(right)) return sign(left.compare(right));
  } else {
    return compare_enum(session, type, one, other);
  }
  unknown("the order of values of type " + std::string(type));
}

}  // namespace plumbline::sql
