/// A dump by its rules: which psql commands are let pass, which statements are refused whatever the
/// server would say, what its comments tell. The proof and the restore both read through it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "postgres/restore/backup.hpp"
#include "postgres/restore/byte_source.hpp"
#include "postgres/restore/dump_scanner.hpp"
#include "postgres/restore/dump_statement.hpp"

namespace plumbline::postgres {

/// Who takes what is left of a dump.
class DumpConsumer {
 public:
  virtual ~DumpConsumer() = default;

  /// In the dump's order; COPY FROM STDIN too, whose data then comes.
  virtual void take_statement(const DumpStatement& statement, std::string_view sql,
                              std::size_t line) = 0;
  virtual void take_copy_data(std::string_view bytes) = 0;
  virtual void end_copy() = 0;
};

class DumpReader final : private DumpSink {
 public:
  DumpReader(DumpConsumer& consumer, const RestoreLimits& limits)
      : consumer_(consumer), scanner_(*this, limits.max_statement_bytes) {}

  /// Throws BadBackup, and what the consumer throws.
  void feed(std::string_view bytes);
  /// After the last byte. Throws BadBackup unless the dump is whole.
  void finish();

  [[nodiscard]] std::size_t line() const noexcept { return scanner_.line(); }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] const std::string& dumped_from() const noexcept { return dumped_from_; }
  [[nodiscard]] const std::string& dumped_by() const noexcept { return dumped_by_; }

 private:
  bool on_statement(std::string_view sql, std::size_t line) override;
  void on_comment(std::string_view text, std::size_t line) override;
  void on_command(std::string_view text, std::size_t line, bool is_inside) override;
  void on_copy_data(std::string_view bytes) override;
  void on_copy_end(std::size_t line) override;
  void on_fault(Fault fault, std::size_t line) override;
  void check_beginning(std::string_view bytes);

  DumpConsumer& consumer_;
  DumpScanner scanner_;
  bool is_first_ = true;
  bool has_statement_ = false;
  bool has_end_ = false;      ///< and nothing but comments behind it
  bool may_connect_ = false;  ///< right behind the statements that make the database
  std::string copied_;        ///< the table whose data is being read
  std::size_t copy_line_ = 0;
  std::uint64_t bytes_ = 0;
  std::string dumped_from_;
  std::string dumped_by_;
};

/// Reads all of `source` through a DumpReader and finishes it. `on_progress` may be empty.
void read_dump(ByteSource& source, DumpReader& reader, const OnRestoreProgress& on_progress,
               std::uint64_t total);

}  // namespace plumbline::postgres
