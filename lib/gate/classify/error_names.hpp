/// SQLSTATEs as drivers spell them: by the names of exception classes, or as code beside a word.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::gate {

/// Of a class as its module names it: "psycopg2.errors.UndefinedObject",
/// "psycopg.errors.UndefinedObject", "asyncpg.exceptions.UndefinedObjectError" → "42704"; "" for
/// any other.
std::string sqlstate_of_class(std::string_view qualified_class);

/// Whether it has the form of one: five of 0-9 and A-Z.
bool is_sqlstate(std::string_view text) noexcept;

/// The code that a line names as one: `SQLSTATE 42704`, `SQLSTATE[42704]`, `(SQLSTATE: 42704)`,
/// pg8000's
/// `'C': '42704'`, `code: "42704"`; "" without.
std::string_view named_sqlstate(std::string_view line) noexcept;

}  // namespace plumbline::gate
