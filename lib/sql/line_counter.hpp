/// Positions of a text, asked for from its beginning to its end: each byte is counted once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "plumbline/position.hpp"
#include "system/utf8.hpp"

namespace plumbline::sql {

class LineCounter {
 public:
  LineCounter(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  /// Any order is right, but only a rising one is linear.
  int line_at(std::size_t offset) {
    if (offset < line_offset_) restart();
    while (line_offset_ < offset) {
      const std::size_t end = text_.find('\n', line_offset_);
      if (end >= offset) break;  // npos too
      line_offset_ = end + 1;
      column_offset_ = line_offset_;
      column_ = 1;
      ++line_;
    }
    return line_;
  }

  Position at(std::size_t offset) {
    const int line = line_at(offset);
    if (offset < column_offset_) {
      column_offset_ = line_offset_;
      column_ = 1;
    }
    const std::size_t end = std::min(offset, text_.size());
    column_ += static_cast<int>(
        system::count_code_points(text_.substr(column_offset_, end - column_offset_)));
    column_offset_ = end;
    return {.file = file_, .line = line, .column = column_, .offset = offset};
  }

 private:
  void restart() {
    line_ = 1;
    column_ = 1;
    line_offset_ = 0;
    column_offset_ = 0;
  }

  std::string_view text_;
  std::string file_;
  int line_ = 1;
  int column_ = 1;
  std::size_t line_offset_ = 0;    // of the start of that line
  std::size_t column_offset_ = 0;  // of the character with that column
};

}  // namespace plumbline::sql
