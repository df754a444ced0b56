#include "postgres/restore/dump_reader.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "postgres/restore/bad_backup.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::string_view end_mark = " PostgreSQL database dump complete";
constexpr std::size_t piece_bytes = 256U << 10;
constexpr std::size_t shown_bytes = 60;
constexpr auto progress_interval = std::chrono::milliseconds(200);

/// `\restrict KEY`
bool is_restriction(std::string_view command) {
  const std::size_t blank = command.find(' ');
  const std::string_view name = command.substr(0, blank);
  if (name != "\\restrict" && name != "\\unrestrict") return false;
  if (blank == std::string_view::npos) return false;
  const std::string_view key = command.substr(blank + 1);
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

/// Backslash and name; what follows may be anything.
std::string command_name(std::string_view command) {
  std::size_t length = 1;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (length < command.size() && is_letter(command[length])) ++length;
  if (length == 1 && command.size() > 1) length = 2;
  return system::escape_for_display(command.substr(0, length), shown_bytes);
}

std::string version_behind(std::string_view text, std::string_view words) {
  if (!text.starts_with(words)) return {};
  text.remove_prefix(words.size());
  return system::escape_for_display(text.substr(0, text.find(' ')), shown_bytes);
}

/// Statements that would reach beyond the one database.
std::string_view refusal(DumpKind kind) {
  if (kind == DumpKind::cluster) return "reaches beyond the database";
  if (kind == DumpKind::copy_server) return "uses the server's files or programs";
  return "";
}

}  // namespace

void DumpReader::feed(std::string_view bytes) {
  bytes_ += bytes.size();
  if (is_first_ && !bytes.empty()) {
    is_first_ = false;
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    check_beginning(bytes);
  }
  scanner_.feed(bytes);
}

/// What no text can begin with is told from a dump with a fault in it.
void DumpReader::check_beginning(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b")) {
    throw_bad(RestoreFault::not_a_dump, 0, "the backup is no dump: it is gzip within gzip");
  }
  if (bytes.starts_with("PGDMP")) {
    throw_bad(RestoreFault::not_a_dump, 0, "the backup is an archive of pg_dump packed once more",
              "unpack it first: gunzip");
  }
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    throw_bad(RestoreFault::not_a_dump, 0, "the backup is no dump: it is UTF-16 text",
              "PowerShell's > writes it; use pg_dump --file");
  }
  const std::size_t start = bytes.find_first_not_of(" \t\r\n");
  const std::string_view text = start == std::string_view::npos ? "" : bytes.substr(start);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n;("));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool is_sql = text.empty() || text.starts_with("--") || text.starts_with("/*") ||
                      text.starts_with("\\") || text.starts_with(";") ||
                      std::all_of(word.begin(), word.end(), is_letter);
  if (is_sql) return;
  throw_bad(
      RestoreFault::not_a_dump, 0,
      system::format("the backup is no dump: it begins with \"{}\"",
                     system::escape_for_display(text.substr(0, text.find('\n')), shown_bytes)));
}

bool DumpReader::on_statement(std::string_view sql, std::size_t line) {
  const DumpStatement statement = read_dump_statement(sql);
  has_end_ = false;
  has_statement_ = true;
  if (const std::string_view reason = refusal(statement.kind); !reason.empty()) {
    throw BadBackup{{.fault = RestoreFault::refused,
                     .line = line,
                     .message = system::format("\"{}\" refused: it {}", first_line(sql), reason),
                     .sqlstate = "",
                     .statement = first_line(sql),
                     .hint = ""}};
  }
  if (statement.kind == DumpKind::setting && statement.name == "standard_conforming_strings")
    scanner_.set_standard_conforming_strings(statement.value != "off");
  if (statement.kind == DumpKind::create_database) {
    may_connect_ = true;
  } else if (statement.kind != DumpKind::database && statement.kind != DumpKind::setting) {
    may_connect_ = false;
  }
  const bool has_data = statement.kind == DumpKind::copy_in;
  if (has_data) {
    copied_ = statement.name;
    copy_line_ = line;
  }
  consumer_.take_statement(statement, sql, line);
  return has_data;
}

void DumpReader::on_comment(std::string_view text, std::size_t line) {
  if (text == end_mark) has_end_ = true;
  if (text == " PostgreSQL database cluster dump") {
    throw_bad(RestoreFault::refused, line, "the backup is of a whole cluster, by pg_dumpall",
              "dump the one database: pg_dump");
  }
  const std::string from = version_behind(text, " Dumped from database version ");
  const std::string by = version_behind(text, " Dumped by pg_dump version ");
  if (!from.empty() && dumped_from_.empty()) dumped_from_ = from;
  if (!by.empty() && dumped_by_.empty()) dumped_by_ = by;
}

void DumpReader::on_command(std::string_view text, std::size_t line, bool is_inside) {
  if (!is_inside && is_restriction(text)) return;
  if (!is_inside && may_connect_ && text.starts_with("\\connect ")) {
    may_connect_ = false;
    return;
  }
  throw_bad(RestoreFault::refused, line,
            system::format("psql command {} refused", command_name(text)));
}

void DumpReader::on_copy_data(std::string_view bytes) { consumer_.take_copy_data(bytes); }

void DumpReader::on_copy_end(std::size_t) {
  copied_.clear();
  consumer_.end_copy();
}

void DumpReader::on_fault(Fault fault, std::size_t line) {
  switch (fault) {
    case Fault::nul_byte:
      throw_bad(RestoreFault::damaged, line, "the backup holds a NUL byte, which no dump does");
    case Fault::long_statement:
      throw_bad(RestoreFault::limit, scanner_.started_line(),
                system::format("the statement \"{}\" is longer than the limit",
                               first_line(scanner_.unfinished())));
    case Fault::text_behind_copy:
      throw_bad(RestoreFault::refused, line,
                system::format("something follows COPY {} … FROM stdin on its line", copied_));
  }
}

void DumpReader::finish() {
  if (is_first_) throw_bad(RestoreFault::empty, 0, "the backup is empty");
  const ScanEnd end = scanner_.finish();
  const bool is_text = end == ScanEnd::in_statement && !has_statement_ &&
                       !scanner_.unfinished().empty() && scanner_.started_line() == 1;
  if (is_text) {
    throw_bad(RestoreFault::not_a_dump, 0,
              system::format("the backup is no dump: it begins with \"{}\"",
                             first_line(scanner_.unfinished())));
  }
  if (end == ScanEnd::in_copy_data) {
    throw_bad(RestoreFault::cut, scanner_.line(),
              system::format("the backup ends within the data of COPY {}, begun at line {}",
                             system::escape_for_display(copied_), copy_line_));
  }
  if (end == ScanEnd::in_statement) {
    const std::string statement = first_line(scanner_.unfinished());
    throw_bad(RestoreFault::cut, scanner_.line(),
              statement.empty()
                  ? system::format("the backup ends within a comment")
                  : system::format("the backup ends within the statement \"{}\" of line {}",
                                   statement, scanner_.started_line()));
  }
  if (!has_end_) {
    throw_bad(RestoreFault::cut, scanner_.line(),
              "the backup ends before \"PostgreSQL database dump complete\"");
  }
}

void read_dump(ByteSource& source, DumpReader& reader, const OnRestoreProgress& on_progress,
               std::uint64_t total) {
  using Clock = std::chrono::steady_clock;
  std::vector<char> piece(piece_bytes);
  Clock::time_point told = Clock::now();
  while (const std::size_t count = source.read(piece)) {
    system::check_interruption();
    reader.feed({piece.data(), count});
    if (!on_progress || Clock::now() - told < progress_interval) continue;
    told = Clock::now();
    on_progress({.bytes = source.consumed(), .total = total});
  }
  reader.finish();
}

}  // namespace plumbline::postgres
