#include "sql/visit/names.hpp"

#include <algorithm>
#include <unordered_set>

namespace plumbline::sql {

namespace {

constexpr std::size_t longest_name = 63;  // NAMEDATALEN - 1

/// As many bytes of `text`, but no part of a character.
std::string_view cut(std::string_view text, std::size_t bytes) noexcept {
  if (text.size() <= bytes) return text;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  while (bytes > 0 && continues(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

struct Figured {
  std::string name;
  int strength = 0;
};

std::string last_text(const Node& names) {
  std::string last;
  for (const Node name : names) {
    if (!name.is_a("A_Star") && !name.is_a("A_Indices")) last = name.as_text();
  }
  return last;
}

std::string value_function_name(std::string_view op) {
  // SVFOP_CURRENT_TIME_N, SVFOP_LOCALTIMESTAMP …
  std::string name(op.starts_with("SVFOP_") ? op.substr(6) : op);
  if (name.ends_with("_N")) name.resize(name.size() - 2);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return name;
}

/// FigureColnameInternal.
Figured figure(const Node& expression) {
  const std::string_view type = expression.type();
  if (type == "ColumnRef") {
    if (std::string name = last_text(expression["fields"]); !name.empty())
      return {std::move(name), 2};
    return {};
  }
  if (type == "A_Indirection") {
    if (std::string name = last_text(expression["indirection"]); !name.empty())
      return {std::move(name), 2};
    return figure(expression["arg"]);
  }
  if (type == "FuncCall") return {last_text(expression["funcname"]), 2};
  if (type == "A_Expr")
    return expression.text("kind") == "AEXPR_NULLIF" ? Figured{"nullif", 2} : Figured{};
  if (type == "TypeCast") {
    Figured inner = figure(expression["arg"]);
    if (inner.strength > 1) return inner;
    return {last_text(expression["typeName"]["names"]), 1};
  }
  if (type == "CollateClause") return figure(expression["arg"]);
  if (type == "CaseExpr") {
    Figured inner = figure(expression["defresult"]);
    return inner.strength > 1 ? inner : Figured{"case", 1};
  }
  if (type == "A_ArrayExpr") return {"array", 2};
  if (type == "RowExpr") return {"row", 2};
  if (type == "CoalesceExpr") return {"coalesce", 2};
  if (type == "MinMaxExpr") return {expression.text("op") == "IS_LEAST" ? "least" : "greatest", 2};
  if (type == "SQLValueFunction") return {value_function_name(expression.text("op")), 2};
  if (type == "XmlSerialize") return {"xmlserialize", 2};
  return {};
}

}  // namespace

std::string make_object_name(std::string_view first, std::string_view second,
                             std::string_view label) {
  const std::size_t overhead = (second.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
  const std::size_t room = longest_name - overhead;
  std::size_t first_size = first.size();
  std::size_t second_size = second.size();
  while (first_size + second_size > room) --(first_size > second_size ? first_size : second_size);
  std::string name(cut(first, first_size));
  if (!second.empty()) name.append("_").append(cut(second, second_size));
  if (!label.empty()) name.append("_").append(label);
  return name;
}

std::string choose_relation_name(const Session& session, Id schema, std::string_view first,
                                 std::string_view second, std::string_view label,
                                 bool is_constraint) {
  std::string numbered(label);
  for (int number = 1;; ++number) {
    std::string name = make_object_name(first, second, numbered);
    if (session.catalog.relation(schema, name) == Catalog::none &&
        !(is_constraint && has_constraint_named(session, schema, name)))
      return name;
    numbered = std::string(label) + std::to_string(number);
  }
}

std::string choose_constraint_name(const Session& session, Id schema, std::string_view first,
                                   std::string_view second, std::string_view label,
                                   std::span<const std::string> taken) {
  std::string numbered(label);
  for (int number = 1;; ++number) {
    std::string name = make_object_name(first, second, numbered);
    if (std::ranges::find(taken, name) == taken.end() &&
        !has_constraint_named(session, schema, name))
      return name;
    numbered = std::string(label) + std::to_string(number);
  }
}

std::string join_for_name(std::span<const std::string> columns) {
  std::string name;
  for (const std::string& column : columns) {
    if (!name.empty()) name += '_';
    name += column;
    if (name.size() > longest_name) break;
  }
  return name;
}

bool has_constraint_named(const Session& session, Id schema, std::string_view name) {
  return session.catalog.find(ObjectKind::constraint, schema, name) != Catalog::none;
}

std::string column_list(const Session& session, std::span<const std::string> columns) {
  std::string list;
  for (const std::string& column : columns) {
    if (!list.empty()) list += ", ";
    list += session.catalog.quote(column);
  }
  return list;
}

std::string figure_column_name(const Node& expression) { return figure(expression).name; }

std::vector<std::string> index_column_names(const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const std::string& one : wanted) {
    std::string name = one;
    for (int number = 1; !seen.insert(name).second; ++number) {
      const std::string digits = std::to_string(number);
      name = std::string(cut(one, longest_name - digits.size())) + digits;
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace plumbline::sql
