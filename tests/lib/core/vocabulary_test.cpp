#include "core/vocabulary.hpp"

#include <doctest/doctest.h>

using plumbline::core::Vocabulary;

TEST_CASE("a name is known when a file holds it, or could put it together") {
  struct Row {
    const char* text;
    const char* name;
    bool is_known;
  };
  const Row rows[] = {
      {"CREATE TABLE Orders (id int)", "orders", true},
      {"CREATE TABLE \"Orders\" (id int)", "Orders", true},
      {"op.create_table('orders', sa.Column('id'))", "orders", true},
      {"CREATE TABLE orders_old (id int)", "orders", false},
      {"-- nothing", "orders", false},
      {"EXECUTE format('CREATE TABLE part_%s ()', n)", "part_2026", true},
      {"EXECUTE format('CREATE TABLE part_%s ()', n)", "other_2026", false},
      {"EXECUTE format('CREATE INDEX %I_idx ON t')", "t_a_idx", true},
      {"EXECUTE format('CREATE INDEX %1$I_idx ON t')", "t_a_idx", true},
      {"f\"CREATE TABLE part_{n} ()\"", "part_7", true},
      {"f\"CREATE INDEX {n}_lookup ON t\"", "t_lookup", true},
      {"\"ix_%(column_0_label)s\"", "ix_orders_id", true},
      {"'part_' || n", "part_7", true},
      {"n || '_part'", "a_part", true},
      {"\"part_\" + str(n)", "part_7", true},
      {"'part_', n", "part_7", false},
      // Too short to tell anything.
      {"f\"t_{n}\"", "t_7", false},
      {"CREATE EXTENSION \"uuid-ossp\"", "uuid-ossp", true},
      {"CREATE EXTENSION uuid", "uuid-ossp", false},
      {"CREATE TABLE größe ()", "größe", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CAPTURE(row.name);
    Vocabulary vocabulary;
    vocabulary.add(row.text);
    CHECK(vocabulary.knows(row.name) == row.is_known);
  }
}

TEST_CASE("words of one file do not become parts of another's") {
  Vocabulary vocabulary;
  CHECK(vocabulary.is_empty());
  vocabulary.add("ord");
  vocabulary.add("ers");
  CHECK_FALSE(vocabulary.knows("orders"));
  CHECK_FALSE(vocabulary.is_empty());
}
