/// Which tables of a dump are large, and which of their indexes and keys can be built while other
/// tables are still being filled. Noticed by the proof, used by the restore.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "postgres/restore/backup.hpp"
#include "postgres/restore/dump_statement.hpp"

namespace plumbline::postgres {

class Foresight {
 public:
  void take_statement(const DumpStatement& statement, std::string_view sql, std::size_t line);
  void take_copy_data(std::size_t bytes) { bytes_ += bytes; }
  void end_copy();
  [[nodiscard]] std::vector<LargeTable> take() { return std::move(tables_); }

 private:
  std::vector<LargeTable> tables_;
  std::unordered_map<std::string, std::size_t> places_;  ///< of each that was copied
  std::string copied_;
  std::size_t copy_line_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t kept_bytes_ = 0;
  bool has_data_ = false;
  bool has_empty_path_ = false;
  bool is_over_ = false;  ///< something came that may change what follows
};

}  // namespace plumbline::postgres
