/// SQL as SQLAlchemy's PostgreSQL dialect writes it (2.1, sql/compiler.py and
/// dialects/postgresql/base.py): names, literals, types, expressions. What cannot be told throws
/// Unrenderable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/alembic/render/recorder.hpp"
#include "adapters/alembic/render/value.hpp"

namespace plumbline::adapters::alembic::render {

/// As IdentifierPreparer.quote: bare where it is lower case and no reserved word.
std::string quote(std::string_view name);
/// The name of an index or constraint: one of `op.f` is cut at 63 characters, another one longer
/// than that is refused.
std::string quote_long(const Value& name);
std::string qualified(std::string_view schema, std::string_view name);
std::string quote_text(std::string_view text);

/// The text of a name: a constant, or `quoted_name("x", …)`. Throws for anything else.
std::string name_text(const Value& value);
/// As name_text, quoted.
std::string quote_value(const Value& value);
/// Why a value is of no use here: it is imported, or simply not followed.
std::string why_not(const Value& value, std::string_view what);
/// Throws for an unknown value, with its reason.
const Value& known(const Value& value);
/// A positional argument; throws when there is none.
const Value& argument_at(const Object& object, std::size_t place);
std::string text_value(const Value& value);
bool flag_value(const Value& value);
std::vector<std::string> text_values(const Value& value);

/// A constant as it stands in SQL.
std::string literal(const Value& value);
/// As text(): `:name` replaced by its value in `parameters` (a dictionary, or null), `\:` resolved.
std::string bind_text(std::string_view sql, const Value* parameters);
/// An expression within DDL: no table before columns. Plain text is a literal.
std::string expression(const Value& value);
/// As `expression`, with that name of the only table before columns, as in the WHERE of an UPDATE.
std::string expression_of_row(const Value& value, const std::string& table);
/// What stands behind DEFAULT.
std::string default_text(const Value& value);

/// What is known of a type beyond its text.
struct Type {
  enum class Whole : std::uint8_t { none, integer, big, small };
  std::string text;
  Whole whole = Whole::none;
  std::string enumeration;  ///< qualified name of a native one that a table creates
  std::vector<std::string> labels;
  /// Of one that is no native type or a Boolean, when it makes a CHECK constraint.
  bool has_check = false;
  std::string check_name;
};
Type type_of(const Value& value, int depth = 0);
/// "CREATE TYPE … AS ENUM (…)".
std::string create_enumeration(const Type& type);

}  // namespace plumbline::adapters::alembic::render
