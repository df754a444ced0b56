/// Whether a backup is whole, told without any server.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "lib/postgres/restore/gzip.hpp"
#include "plumbline/cancel.hpp"
#include "postgres/restore/backup.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"
#include "system/interruption.hpp"

namespace {

using plumbline::postgres::Backup;
using plumbline::postgres::BackupProof;
using plumbline::postgres::describe_problem;
using plumbline::postgres::find_backup;
using plumbline::postgres::prove_backup;
using plumbline::postgres::ProveOptions;
using plumbline::tests::gzip;
using plumbline::tests::ScratchFolder;

const std::string scenario = PLUMBLINE_SOURCE_DIR "/tests/scenarios/sando-dry-run";
const std::string end_mark = "--\n-- PostgreSQL database dump complete\n--\n";

BackupProof prove(const std::string& path, const ProveOptions& options = {}) {
  const auto backup = find_backup(path);
  REQUIRE(backup);
  return prove_backup(*backup, options);
}

/// What is wrong with a file of these bytes; "" when nothing is.
std::string fault_of(std::string_view bytes, const ProveOptions& options = {}) {
  const ScratchFolder folder;
  folder.write("a.sql", bytes);
  const BackupProof proof = prove(folder.file("a.sql"), options);
  if (!proof.problem) return "";
  return describe_problem(*proof.problem);
}

}  // namespace

TEST_CASE("good backups are proven, with what they need") {
  const BackupProof proof = prove(scenario + "/backups/prod-at-132.sql.gz");
  REQUIRE_FALSE(proof.problem);
  CHECK(proof.dumped_from == "15.20");
  CHECK(proof.dumped_by == "15.20");
  CHECK(proof.tables == 8);
  CHECK(proof.rows > 6'500);
  CHECK(proof.roles.empty());
  CHECK(proof.extensions.empty());
  CHECK_FALSE(prove(scenario + "/backups/prod-at-122.sql.gz").problem);
}

TEST_CASE("all nine damages are seen before anything is dropped") {
  const struct {
    const char* kind;
    const char* told;
  } rows[] = {
      {"gz-cut", "is cut: its gzip stream has no end after"},
      {"gz-cut-end", "is cut: its gzip stream has no end after"},
      {"gz-flip", "is damaged: gzip: "},
      {"not-gz", "the backup is no dump: it begins with \"<html>502 Bad Gateway</html>\""},
      {"empty", "the backup is empty"},
      {"empty-gz", "the backup is empty"},
      {"sql-cut", "the backup ends within the data of COPY public.orders, begun at line "},
      {"sql-cut-between", "the backup ends before \"PostgreSQL database dump complete\""},
      {"sql-error", "rows for \"public.page\", which the backup does not make"},
  };
  const ScratchFolder folder;
  folder.write("good.sql.gz",
               plumbline::system::read_file(scenario + "/backups/prod-at-132.sql.gz"));
  for (const auto& row : rows) {
    CAPTURE(std::string(row.kind));
    const std::string command = "sh '" + scenario + "/make_corrupt.sh' " + row.kind + " '" +
                                folder.file("good.sql.gz") + "' >/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    const BackupProof proof = prove(folder.file("good." + std::string(row.kind) + ".sql.gz"));
    REQUIRE(proof.problem);
    const std::string text = describe_problem(*proof.problem);
    CAPTURE(text);
    CHECK(text.starts_with("restore failed: "));
    CHECK(text.find(row.told) != std::string::npos);
  }
}

TEST_CASE("a dump is whole with its end mark only") {
  const struct {
    const char* name;
    std::string text;
    const char* told;
  } rows[] = {
      {"whole", "SELECT 1;\n" + end_mark, ""},
      {"whole, and unrestricted", "\\restrict k\n" + end_mark + "\n\\unrestrict k\n\n", ""},
      {"with a byte order mark", "\xef\xbb\xbf--\n" + end_mark, ""},
      {"two in one file", end_mark + "SELECT 1;\n" + end_mark, ""},
      {"the second is cut", end_mark + "SELECT 1;\n",
       "line 5: the backup ends before \"PostgreSQL database dump complete\""},
      {"without it", "SELECT 1;\n",
       "line 2: the backup ends before \"PostgreSQL database dump complete\""},
      {"the mark in a string", "SELECT '\n" + end_mark + "';",
       "line 5: the backup ends before \"PostgreSQL database dump complete\""},
      {"cut in a statement", "SELECT 1;\n\nSELECT 2,\n 3",
       "line 4: the backup ends within the statement \"SELECT 2,\" of line 3"},
      {"cut in a comment", "SELECT 1;\n/* a\n", "line 3: the backup ends within a comment"},
      {"cut in the data", "CREATE TABLE t ();\nCOPY t FROM stdin;\n1\n2",
       "line 4: the backup ends within the data of COPY t, begun at line 2"},
      {"blanks", " \n\t\n", "line 3: the backup ends before \"PostgreSQL database dump complete\""},
      {"UTF-16", std::string("\xff\xfe-\0-\0", 6), "the backup is no dump: it is UTF-16 text"},
      {"a NUL byte", std::string("SELECT 1;\n\0", 11),
       "line 2: the backup holds a NUL byte, which no dump does"},
      {"words", "Not Found", "the backup is no dump: it begins with \"Not Found\""},
      {"JSON", "{\"error\": 1}", "the backup is no dump: it begins with \"{\"error\": 1}\""},
      {"a zstd archive", "\x28\xb5\x2f\xfd....", "the backup is of no format that can be restored"},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.name));
    const std::string told = row.told;
    CHECK(fault_of(row.text) == (told.empty() ? "" : "restore failed: " + told));
  }
}

TEST_CASE("gzip is read to its last byte") {
  const std::string whole = gzip("SELECT 1;\n" + end_mark);
  CHECK(fault_of(whole).empty());
  CHECK(fault_of(gzip("SELECT 1;\n") + gzip("") + gzip(end_mark)).empty());
  const struct {
    const char* name;
    std::string bytes;
    const char* told;
  } rows[] = {
      {"garbage behind it", whole + "x", "is damaged: something else follows its gzip stream"},
      {"zeros behind it", whole + std::string(512, '\0'), "something else follows its gzip stream"},
      {"half a second member", whole + whole.substr(0, 12), "is cut: its gzip stream has no end"},
      {"another checksum",
       whole.substr(0, whole.size() - 8) + "abcd" + whole.substr(whole.size() - 4),
       "is damaged: gzip: incorrect data check"},
      {"another length", whole.substr(0, whole.size() - 1) + "x",
       "is damaged: gzip: incorrect length check"},
      {"the magic only", whole.substr(0, 2), "is cut: its gzip stream has no end after 2 bytes"},
      {"gzip in gzip", gzip(whole), "the backup is no dump: it is gzip within gzip"},
      {"an archive in gzip", gzip("PGDMP\x01\x0e"),
       "the backup is an archive of pg_dump packed once more"},
      {"a bomb of zeros", gzip(std::string(64U << 20, '\0')),
       "the backup is no dump: it begins with"},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK(fault_of(row.bytes).find(row.told) != std::string::npos);
  }
  CHECK(fault_of(gzip(std::string(8U << 20, ' ') + end_mark)).empty());
  CHECK(fault_of(gzip(std::string(8U << 20, ' ') + end_mark), {.limits = {.max_ratio = 100}})
            .find("unpacks to more than 100 times its size, the limit") != std::string::npos);
}

TEST_CASE("no psql command of a dump is let pass") {
  const char* const commands[] = {"\\! touch a",       "\\set a `id`", "\\o |id",    "\\g |id",
                                  "\\copy t from a",   "\\i a",        "\\ir a",     "\\connect b",
                                  "\\gexec",           "\\w a",        "\\e",        "\\cd /",
                                  "\\setenv A b",      "\\watch",      "\\c b",      "\\restrict",
                                  "\\restrict a;\\!x", "\\",           "\\\\ SELECT"};
  for (const std::string command : commands) {
    CAPTURE(command);
    std::size_t end = 1;
    while (end < command.size() && command[end] >= 'a' && command[end] <= 'z') ++end;
    if (end == 1 && command.size() > 1) end = 2;
    const std::string name = command.substr(0, end);
    const std::string shown = name == "\\\\" ? "\\\\" : name;
    CHECK(fault_of("SELECT 1;\n" + command + "\nSELECT 2;\n" + end_mark) ==
          "restore failed: line 2: psql command " + shown + " refused");
    CHECK(fault_of("SELECT 1\n" + command + "\n;" + end_mark) ==
          "restore failed: line 2: psql command " + shown + " refused");
  }
  // A name with a line feed, as an old pg_dump wrote it.
  CHECK(fault_of("--\n-- Name: a\n\\! id\n; Type: TABLE\n--\n" + end_mark) ==
        "restore failed: line 3: psql command \\! refused");
}

TEST_CASE("one \\connect is skipped, right behind the statements that make the database") {
  const std::string made =
      "CREATE DATABASE a WITH TEMPLATE = template0;\nALTER DATABASE a OWNER TO b;\n";
  CHECK(fault_of(made + "\\unrestrict k\n\\connect a\n\\restrict k\nSET x = 1;\n" + end_mark)
            .empty());
  CHECK(fault_of(made + "\\connect -reuse-previous=on \"dbname='a b'\"\n" + end_mark).empty());
  CHECK(fault_of(made + "\\connect a\n\\connect b\n" + end_mark) ==
        "restore failed: line 4: psql command \\connect refused");
  CHECK(fault_of(made + "SELECT 1;\n\\connect a\n" + end_mark) ==
        "restore failed: line 4: psql command \\connect refused");
}

TEST_CASE("what reaches beyond the database is refused") {
  CHECK(fault_of("CREATE ROLE a;\n" + end_mark) ==
        "restore failed: line 1: \"CREATE ROLE a\" refused: it reaches beyond the database");
  CHECK(
      fault_of("SELECT 1;\nCOPY t FROM PROGRAM 'id';\n" + end_mark) ==
      "restore failed: line 2: \"COPY t FROM PROGRAM 'id'\" refused: it uses the server's files or "
      "programs");
  CHECK(fault_of("--\n-- PostgreSQL database cluster dump\n--\n") ==
        "restore failed: line 2: the backup is of a whole cluster, by pg_dumpall");
}

TEST_CASE("rows are for tables that the dump or an extension makes") {
  const std::string rows = "COPY t (a) FROM stdin;\n1\n\\.\n" + end_mark;
  CHECK(fault_of("CREATE TABLE t (a int);\n" + rows).empty());
  CHECK(fault_of("CREATE EXTENSION postgis;\n" + rows).empty());
  CHECK(fault_of("CREATE TABLE u (a int);\n" + rows) ==
        "restore failed: line 2: rows for \"t\", which the backup does not make");
}

TEST_CASE("a proof names roles and extensions") {
  const ScratchFolder folder;
  folder.write("a.sql",
               "CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA ext;\n"
               "ALTER TABLE t OWNER TO \"App Owner\";\nGRANT SELECT ON TABLE t TO reader, PUBLIC;\n"
               "SET SESSION AUTHORIZATION granter;\nALTER DATABASE a OWNER TO boss;\n" +
                   end_mark);
  const BackupProof proof = prove(folder.file("a.sql"));
  REQUIRE_FALSE(proof.problem);
  CHECK(proof.roles == std::vector<std::string>{"App Owner", "granter", "reader"});
  REQUIRE(proof.extensions.size() == 1);
  CHECK(proof.extensions[0].name == "hstore");
  CHECK(proof.extensions[0].schema == "ext");
}

TEST_CASE("a proof ends with its call") {
  const ScratchFolder folder;
  folder.write("a.sql", end_mark);
  const auto backup = find_backup(folder.file("a.sql"));
  plumbline::Cancel cancel;
  cancel.request();
  const plumbline::system::CallScope scope(&cancel, 0);
  CHECK_THROWS_AS(prove_backup(*backup), plumbline::system::Interrupted);
}
