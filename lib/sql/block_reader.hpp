/// The parser behind read_block. Used by its two source files alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/do_block.hpp"
#include "sql/lexer.hpp"
#include "sql/parse.hpp"

namespace plumbline::sql {

/// What PL/pgSQL's compiler would say. Thrown below BlockReader::read, caught there alone.
struct BlockMistake {
  std::string message;
  std::size_t offset = 0;
  std::string sqlstate = "42601";
};

class BlockReader {
 public:
  BlockReader(std::string_view body, const BlockOptions& options);
  BlockResult read();

 private:
  using Nodes = std::vector<BlockNode>;
  /// Tokens [first, last) of the body.
  struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  // Tokens.
  [[nodiscard]] const Token& token(std::size_t ahead = 0) const noexcept {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  [[nodiscard]] std::string_view text(std::size_t ahead = 0) const noexcept {
    const Token& asked = token(ahead);
    return body_.substr(asked.offset, asked.length);
  }
  [[nodiscard]] bool is(std::string_view keyword, std::size_t ahead = 0) const noexcept;
  [[nodiscard]] bool is_mark(std::string_view mark, std::size_t ahead = 0) const noexcept;
  bool take(std::string_view keyword);
  bool take_mark(std::string_view mark);
  void expect(std::string_view keyword);
  void expect_mark(std::string_view mark);
  [[noreturn]] void fail_here() const;
  [[noreturn]] void fail_near(std::string_view message, std::size_t index) const;
  [[noreturn]] void fail_at(std::string message, std::size_t index) const;
  std::string take_name();

  // Ranges.
  Range read_until(std::initializer_list<std::string_view> stops);
  Range read_expression(std::initializer_list<std::string_view> stops);
  Range read_statement();
  [[nodiscard]] std::string_view text_of(Range range) const noexcept;
  [[nodiscard]] std::size_t offset_of(Range range) const noexcept;
  void set_sql(BlockNode& node, Range range) const;
  void check_sql(std::string_view prefix, Range range, std::string_view suffix = {}) const;

  // Parts of a block.
  void read_block(BlockNode& node);
  void read_declarations(BlockNode& node);
  void read_declaration(BlockNode& node);
  Nodes read_statements();
  [[nodiscard]] bool is_end_of_statements() const noexcept;
  void read_handlers(BlockNode& node);
  void read_conditions(BlockHandler& handler);

  // Statements, block_statements.cpp.
  BlockNode read_one();
  bool read_control(BlockNode& node);
  bool read_simple(BlockNode& node);
  bool read_assignment(BlockNode& node);
  void read_if(BlockNode& node);
  void read_case(BlockNode& node);
  void read_loop(BlockNode& node, std::string_view why);
  void read_for(BlockNode& node);
  void read_return(BlockNode& node);
  void read_raise(BlockNode& node);
  void read_raise_options(BlockNode& node);
  void count_raise_arguments(const BlockNode& node, const Token& format) const;
  void read_execute(BlockNode& node);
  void read_perform(BlockNode& node);
  void read_sql(BlockNode& node);
  void cut_into(BlockNode& node, Range range);
  Range read_targets();
  void set_target(BlockNode& node, Range range);

  // Afterwards: what needs to know the whole body.
  void fold_executes(BlockNode& node);
  [[nodiscard]] bool is_declared(const std::string& name) const;

  std::string_view body_;
  BlockOptions options_;
  std::vector<Token> tokens_;  // ends with one of kind end
  std::size_t at_ = 0;
  int depth_ = 0;
  std::set<std::string, std::less<>> declared_;
  std::set<std::string, std::less<>> assigned_;
  std::map<std::string, std::string, std::less<>> initial_;  // expressions
};

}  // namespace plumbline::sql
