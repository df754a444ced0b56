/// Collects what a revision's body sends to the server, in order, with places and certainty.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/statement.hpp"

namespace plumbline::adapters::alembic::render {

/// Thrown where SQL cannot be told; caught at the call whose statement it would have been.
struct Unrenderable {
  std::string why;  ///< a clause: "the type of a column is imported"
};

/// Bytes in the file, of the call that makes a statement.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Whether `sql` only reads or writes rows.
bool is_data_statement(std::string_view sql);

class Recorder {
 public:
  Recorder(std::string_view text, std::string file);

  /// What is recorded from now on may not happen, for this reason; "" ends that.
  void set_doubt(std::string why) { doubt_ = std::move(why); }
  [[nodiscard]] const std::string& doubt() const noexcept { return doubt_; }

  /// SQL as the server gets it; several statements in one text are taken apart.
  void add(std::string_view sql, Span span);
  /// As add; skipped by the tool when the catalog already has (or no longer has) the object.
  void add_guarded(std::string_view sql, Span span);
  void add_opaque(std::string why, Span span, bool only_data);
  /// Whether a table's enumeration is met for the first time: Alembic makes one of a name only once
  /// in a run.
  bool is_new_type(const std::string& name) { return types_.insert(name).second; }
  /// The statement at `place` is a query without whose rows the body raises.
  void need_rows(std::size_t place);
  /// Whether it is a query that calls nothing: an aggregate gives a row whatever is there.
  [[nodiscard]] bool selects_columns(std::size_t place) const;

  [[nodiscard]] std::size_t size() const noexcept { return list_.statements.size(); }
  [[nodiscard]] StatementList take() { return std::move(list_); }
  /// No more than this many are recorded; then one opaque statement tells so.
  static constexpr std::size_t max_statements = 20'000;

 private:
  void push(plumbline::Statement statement, Span span);
  [[nodiscard]] Position position_of(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
  std::string doubt_;
  std::set<std::string> types_;
  StatementList list_;
};

}  // namespace plumbline::adapters::alembic::render
