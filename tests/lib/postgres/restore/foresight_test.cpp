/// Which indexes and keys the proof allows to be built before their place in the dump.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "postgres/restore/backup.hpp"
#include "support/scratch_folder.hpp"

namespace {

using plumbline::postgres::BackupProof;
using plumbline::postgres::EarlyBuild;
using plumbline::postgres::find_backup;
using plumbline::postgres::LargeTable;
using plumbline::postgres::prove_backup;
using plumbline::tests::ScratchFolder;

const std::string end_mark = "--\n-- PostgreSQL database dump complete\n--\n";
const std::string head =
    "SELECT pg_catalog.set_config('search_path', '', false);\n"
    "CREATE TABLE s.large (a int);\nCREATE TABLE s.small (a int);\n";
const std::string rows = "COPY s.large (a) FROM stdin;\n" + [] {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "1000000\n";
  return text + "\\.\n";
}();
const std::string few_rows = "COPY s.small (a) FROM stdin;\n1\n\\.\n";
const std::string key = "ALTER TABLE ONLY s.large ADD CONSTRAINT p PRIMARY KEY (a);\n";

/// Statements that may be built early, one behind the other.
std::string early(const std::string& dump) {
  const ScratchFolder folder;
  folder.write("a.sql", dump + end_mark);
  const BackupProof proof = prove_backup(find_backup(folder.file("a.sql")).value());
  REQUIRE_FALSE(proof.problem);
  std::string text;
  for (const LargeTable& table : proof.large_tables)
    for (const EarlyBuild& build : table.builds) text += build.sql + ";\n";
  return text;
}

}  // namespace

TEST_CASE("keys and indexes of a large table that need nothing else may be built early") {
  const std::vector<std::string> fine = {
      key,
      "ALTER TABLE ONLY s.large ADD CONSTRAINT u UNIQUE (a);\n",
      "CREATE INDEX i ON s.large USING btree (a);\n",
      "CREATE INDEX i ON s.large USING btree (lower(a)) WHERE (a > 1.5);\n",
  };
  for (const std::string& sql : fine) {
    CAPTURE(sql);
    CHECK(early(head + rows + few_rows + sql) == sql);
  }
  const std::vector<std::string> others = {
      "CREATE INDEX i ON s.small USING btree (a);\n",
      "CREATE INDEX i ON s.large USING btree (s.f(a));\n",
      "CREATE INDEX i ON s.large USING btree (a) WHERE s.f(a);\n",
      "CREATE INDEX i ON s.large USING btree (a s.int_ops);\n",
      "ALTER TABLE ONLY s.large ADD CONSTRAINT c CHECK ((a > 1));\n",
      "ALTER TABLE ONLY s.large ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.small(a);\n",
  };
  for (const std::string& sql : others) {
    CAPTURE(sql);
    CHECK(early(head + rows + few_rows + sql).empty());
  }
}

TEST_CASE("nothing is built early past a statement that may have to do with it") {
  for (const char* harmless :
       {"SELECT pg_catalog.setval('s.q', 7, true);\n", "COMMENT ON TABLE s.large IS 'x';\n",
        "GRANT SELECT ON TABLE s.large TO app;\n", "CREATE INDEX i ON s.small USING btree (a);\n",
        "BEGIN;\nSELECT pg_catalog.lo_open('1', 131072);\nCOMMIT;\n"}) {
    CAPTURE(harmless);
    CHECK(early(head + rows + harmless + key) == key);
  }
  for (const char* other :
       {"SET default_tablespace = 'fast';\n", "ALTER TABLE s.large ALTER COLUMN a TYPE bigint;\n",
        "INSERT INTO s.large VALUES (1);\n", "DO $$ BEGIN END $$;\n", "SELECT s.f();\n",
        "CREATE TRIGGER t BEFORE INSERT ON s.large FOR EACH ROW EXECUTE FUNCTION s.f();\n"}) {
    CAPTURE(other);
    CHECK(early(head + rows + other + key).empty());
    CHECK(early(head + other + rows + key) == key);  // before the rows it counts for them, too
  }
  CHECK(early(head + rows + rows + key).empty());
  const std::size_t statement = head.find('\n') + 1;
  CHECK(early(head.substr(statement) + rows + key).empty());  // any search path
}
