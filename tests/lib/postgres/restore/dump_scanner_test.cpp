/// A dump as statements, comments, psql commands and data, whatever the pieces it comes in.
#include "postgres/restore/dump_scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using plumbline::postgres::DumpScanner;
using plumbline::postgres::DumpSink;
using plumbline::postgres::ScanEnd;

/// One line for each thing told: "S3 SELECT 1".
class Recorder final : public DumpSink {
 public:
  std::string told;
  DumpScanner* scanner = nullptr;

  bool on_statement(std::string_view sql, std::size_t line) override {
    add('S', line, sql);
    if (sql == "SET standard_conforming_strings = off")
      scanner->set_standard_conforming_strings(false);
    return sql.starts_with("COPY");
  }
  void on_comment(std::string_view text, std::size_t line) override { add('-', line, text); }
  void on_command(std::string_view text, std::size_t line, bool is_inside) override {
    add(is_inside ? 'I' : 'C', line, text);
  }
  void on_copy_data(std::string_view bytes) override { data_ += bytes; }
  void on_copy_end(std::size_t line) override {
    add('D', line, data_);
    data_.clear();
  }
  void on_fault(Fault fault, std::size_t line) override {
    add('F', line, std::to_string(static_cast<int>(fault)));
  }

 private:
  void add(char what, std::size_t line, std::string_view text) {
    told += what + std::to_string(line) + ' ' + std::string(text) + '|';
  }
  std::string data_;
};

std::string scan(std::string_view text, std::size_t piece) {
  Recorder recorder;
  DumpScanner scanner(recorder, 1'000);
  recorder.scanner = &scanner;
  for (std::size_t at = 0; at < text.size(); at += piece) scanner.feed(text.substr(at, piece));
  static constexpr const char* ends[] = {"between", "in statement", "in data"};
  return recorder.told + ends[static_cast<int>(scanner.finish())];
}

struct Row {
  const char* name;
  std::string_view text;
  const char* told;
};

const Row rows[] = {
    {"nothing", "", "between"},
    {"statements", "SELECT 1;\nSELECT 2 ;", "S1 SELECT 1|S2 SELECT 2|between"},
    {"an empty statement is none", ";;\n ; SELECT 1;", "S2 SELECT 1|between"},
    {"the line of the first word", "\n\n/* a\n */ SELECT\n1;", "S4 SELECT\n1|between"},
    {"a semicolon in a string", "SELECT ';''';", "S1 SELECT ';'''|between"},
    {"a backslash in a plain string", "SELECT '\\';SELECT 2;",
     "S1 SELECT '\\'|S1 SELECT 2|between"},
    {"a backslash in an escape string", "SELECT E'\\';', e'\\\\';",
     "S1 SELECT E'\\';', e'\\\\'|between"},
    {"a doubled quote in an escape string", "SELECT E'a'';\\';';", "S1 SELECT E'a'';\\';'|between"},
    {"an escape string on two lines", "SELECT E'a'\n 'b\\';';", "S1 SELECT E'a'\n 'b\\';'|between"},
    {"a name that ends in e", "SELECT date'\\';", "S1 SELECT date'\\'|between"},
    {"bits have no escapes", "SET standard_conforming_strings = off;SELECT X'\\';",
     "S1 SET standard_conforming_strings = off|S1 SELECT X'\\'|between"},
    {"standard_conforming_strings off", "SET standard_conforming_strings = off;SELECT '\\';';",
     "S1 SET standard_conforming_strings = off|S1 SELECT '\\';'|between"},
    {"a quoted name", "SELECT \"a;\"\"b\";", "S1 SELECT \"a;\"\"b\"|between"},
    {"a dollar string", "SELECT $$;$a$;$$;", "S1 SELECT $$;$a$;$$|between"},
    {"a tagged dollar string", "SELECT $a$;$$;$b$;$aa$;$a$;",
     "S1 SELECT $a$;$$;$b$;$aa$;$a$|between"},
    {"a tag that begins within another", "SELECT $a$$b$a$;", "S1 SELECT $a$$b$a$|between"},
    {"a parameter begins no dollar string", "SELECT $1;$2$;", "S1 SELECT $1|S1 $2$|between"},
    {"a dollar in a name", "SELECT a$b$c;SELECT $b$;$b$;",
     "S1 SELECT a$b$c|S1 SELECT $b$;$b$|between"},
    {"a rule's brackets", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);",
     "S1 CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)|between"},
    {"a body of SQL",
     "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT 3; "
     "END;S;",
     "S1 CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT 3; "
     "END|S1 S|between"},
    {"a procedure that replaces", "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; END;",
     "S1 CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; END|between"},
    {"a procedure called begin", "CREATE PROCEDURE begin() AS $$a$$;S;",
     "S1 CREATE PROCEDURE begin() AS $$a$$|S1 S|between"},
    {"BEGIN elsewhere", "BEGIN;COMMIT;", "S1 BEGIN|S1 COMMIT|between"},
    {"a comment between statements", "-- a 'b\nSELECT 1;", "-1  a 'b|S2 SELECT 1|between"},
    {"a comment within a statement", "SELECT -- ;'\n1;", "S1 SELECT -- ;'\n1|between"},
    {"a last comment without its line's end", "--a", "-1 a|between"},
    {"nested comments", "/* a /* ; */ ' */SELECT 1;", "S1 SELECT 1|between"},
    {"stars and slashes in a comment", "/**/SELECT 1;/*/*/ ; */**/SELECT 2;",
     "S1 SELECT 1|S1 SELECT 2|between"},
    {"operators of dashes and slashes", "SELECT 1 - 2 / 3 -/*a*/4;",
     "S1 SELECT 1 - 2 / 3 -/*a*/4|between"},
    {"COPY", "COPY t FROM stdin;\n1\ta\n\\N\t\\\\.\n\\.\nSELECT 1;",
     "S1 COPY t FROM stdin|D4 1\ta\n\\N\t\\\\.\n|S5 SELECT 1|between"},
    {"COPY of nothing", "COPY t FROM stdin; \n\\.\n", "S1 COPY t FROM stdin|D2 |between"},
    {"COPY with carriage returns", "COPY t FROM stdin;\r\n1\r\n\\.\r\nS;",
     "S1 COPY t FROM stdin|D3 1\r\n|S4 S|between"},
    {"what only begins as the end does", "COPY t FROM stdin;\n\\.a\n\\..\n\\.\r\r\n\\.\n",
     "S1 COPY t FROM stdin|D5 \\.a\n\\..\n\\.\r\r\n|between"},
    {"the end of COPY at the end of the file", "COPY t FROM stdin;\n1\n\\.",
     "S1 COPY t FROM stdin|D3 1\n|between"},
    {"something behind COPY", "COPY t FROM stdin; SELECT 1;\n1\n\\.\n",
     "S1 COPY t FROM stdin|F1 2|between"},
    {"SQL in the data is data", "COPY t FROM stdin;\n'; \\! id\n\\! id\n\\.\n",
     "S1 COPY t FROM stdin|D4 '; \\! id\n\\! id\n|between"},
    {"psql's commands", "\\restrict a1\n\\! id\nSELECT 1 \\g x\n;",
     "C1 \\restrict a1|C2 \\! id|I3 \\g x|S3 SELECT 1|between"},
    {"a name with a line feed, in a comment", "-- Name: a\n\\! id\n-- ; Type: TABLE\n",
     "-1  Name: a|C2 \\! id|-3  ; Type: TABLE|between"},
    {"a NUL byte", std::string_view("SELECT 1;\n\0SELECT 2;", 20), "S1 SELECT 1|F2 0|between"},
    {"cut in a statement", "SELECT 1", "in statement"},
    {"cut in a string", "SELECT ';", "in statement"},
    {"cut in a dollar string", "SELECT $$;$", "in statement"},
    {"cut in a comment", "SELECT 1;/* ;", "S1 SELECT 1|in statement"},
    {"cut behind a dash", "SELECT 1;-", "S1 SELECT 1|in statement"},
    {"cut in the data", "COPY t FROM stdin;\n1\n", "S1 COPY t FROM stdin|in data"},
    {"cut before the data", "COPY t FROM stdin;", "S1 COPY t FROM stdin|in data"},
    {"cut in the end of the data", "COPY t FROM stdin;\n\\", "S1 COPY t FROM stdin|in data"},
};

}  // namespace

TEST_CASE("a dump is read the same, in whatever pieces it comes") {
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    for (const std::size_t piece : {1U, 2U, 3U, 5U, 1'000U}) {
      CAPTURE(piece);
      CHECK(scan(row.text, piece) == row.told);
    }
  }
}

TEST_CASE("a statement longer than the limit ends the scan") {
  const std::string text = "SELECT 1;\nSELECT '" + std::string(1'000, 'a') + "';SELECT 2;";
  CHECK(scan(text, 100) == "S1 SELECT 1|F2 1|between");
}
