#include "adapters/sqlx/table_name.hpp"

#include <doctest/doctest.h>

namespace plumbline::tests::sqlx {

using adapters::sqlx::parse_table_name;
using adapters::sqlx::primary_key_of;
using adapters::sqlx::quote_table;
using adapters::sqlx::TableName;

TEST_CASE("a table's name is read as PostgreSQL reads it") {
  struct Case {
    const char* text;
    std::optional<TableName> name;
  };
  const Case cases[] = {
      {"_sqlx_migrations", TableName{"", "", "_sqlx_migrations"}},
      {"meta.applied", TableName{"", "meta", "applied"}},
      {"Meta.Applied", TableName{"", "meta", "applied"}},
      {"\"My Table\"", TableName{"", "", "My Table"}},
      {"\"a\"\"b\".\"c.d\"", TableName{"", "a\"b", "c.d"}},
      {" meta . applied ", TableName{"", "meta", "applied"}},
      {"db.meta.applied", TableName{"db", "meta", "applied"}},
      {"t$1", TableName{"", "", "t$1"}},
      {"\u00c4ffin", TableName{"", "", "\u00c4ffin"}},
      {"", {}},
      {"\"\"", {}},
      {"\"open", {}},
      {"1abc", {}},
      {"a b", {}},
      {"a.b.c.d", {}},
      {"a.", {}},
      {"t; DROP TABLE x", {}},
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.text));
    CHECK(parse_table_name(row.text) == row.name);
  }
}

TEST_CASE("names are cut to 63 bytes, between characters") {
  CHECK(parse_table_name(std::string(70, 'x'))->name == std::string(63, 'x'));
  const std::string wide = std::string(62, 'x') + "\u00e9" + "y";
  CHECK(parse_table_name(wide)->name == std::string(62, 'x'));
  CHECK(primary_key_of("_sqlx_migrations") == "_sqlx_migrations_pkey");
  CHECK(primary_key_of(std::string(63, 'x')) == std::string(58, 'x') + "_pkey");
}

TEST_CASE("a name is quoted where SQL needs it") {
  CHECK(quote_table("public", "_sqlx_migrations") == "public._sqlx_migrations");
  CHECK(quote_table("", "My Table") == "\"My Table\"");
  CHECK(quote_table("a\"b", "1c") == "\"a\"\"b\".\"1c\"");
}

}  // namespace plumbline::tests::sqlx
