/// A plain dump: its scanner, whatever pieces it comes in, and the rules over it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "postgres/restore/bad_backup.hpp"
#include "postgres/restore/dump_reader.hpp"
#include "postgres/restore/dump_scanner.hpp"
#include "postgres/restore/dump_statement.hpp"

namespace {

using namespace plumbline::postgres;

void require(bool holds) {
  if (!holds) std::abort();
}

/// All that it is told, in one text.
class Recorder final : public DumpSink {
 public:
  std::string told;
  DumpScanner* scanner = nullptr;

  bool on_statement(std::string_view sql, std::size_t line) override {
    require(!is_over_ && !sql.empty());
    add('S', sql, line);
    const DumpStatement statement = read_dump_statement(sql);
    if (statement.kind == DumpKind::setting)
      scanner->set_standard_conforming_strings(statement.value != "off");
    return statement.kind == DumpKind::copy_in;
  }
  void on_comment(std::string_view text, std::size_t line) override { add('-', text, line); }
  void on_command(std::string_view text, std::size_t line, bool is_inside) override {
    require(text.starts_with('\\') && text.size() <= 200);
    add(is_inside ? 'I' : 'C', text, line);
  }
  void on_copy_data(std::string_view bytes) override {
    require(!bytes.empty());
    told += bytes;
  }
  void on_copy_end(std::size_t line) override { add('D', "", line); }
  void on_fault(Fault, std::size_t line) override {
    add('F', "", line);
    is_over_ = true;
  }

 private:
  void add(char what, std::string_view text, std::size_t line) {
    told += what;
    told += std::to_string(line);
    told += text;
  }
  bool is_over_ = false;
};

std::string scan(std::string_view text, std::size_t piece) {
  Recorder recorder;
  DumpScanner scanner(recorder, 10'000);
  recorder.scanner = &scanner;
  for (std::size_t at = 0; at < text.size(); at += piece) scanner.feed(text.substr(at, piece));
  recorder.told += static_cast<char>('0' + static_cast<int>(scanner.finish()));
  return recorder.told;
}

class Nothing final : public DumpConsumer {
 public:
  void take_statement(const DumpStatement&, std::string_view sql, std::size_t line) override {
    require(!sql.empty() && line > 0);
  }
  void take_copy_data(std::string_view) override {}
  void end_copy() override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string whole = scan(text, size + 1);
  require(scan(text, 1) == whole);
  require(scan(text, 7) == whole);
  Nothing nothing;
  DumpReader reader(nothing, {.max_statement_bytes = 10'000});
  try {
    reader.feed(text);
    reader.finish();
  } catch (const BadBackup& bad) {
    require(!bad.problem.message.empty());
    require(describe_problem(bad.problem).find('\n') == std::string::npos);
  }
  return 0;
}
