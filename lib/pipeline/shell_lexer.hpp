/// Tokens of shell text. Used by shell.cpp only.
#pragma once

#include <string_view>
#include <vector>

#include "pipeline/shell.hpp"

namespace plumbline::pipeline {

enum class ShellToken { word, operation, new_line, end };

/// Reads one token at a time; redirections and comments are consumed, here-documents are taken out
/// of the text.
class ShellLexer {
 public:
  explicit ShellLexer(std::string_view text) : text_(text) {}

  struct Token {
    ShellToken kind = ShellToken::end;
    std::string_view operation;  ///< "&&", ";", "(", …
    ShellWord word;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_quoted = false;  ///< no reserved word
  };

  /// The next token that is no redirection.
  Token next();
  /// Here-documents whose operator was read since the last call; their bodies are known once a new
  /// line was read.
  std::vector<ShellRange>& documents() noexcept { return documents_; }
  [[nodiscard]] bool is_balanced() const noexcept { return is_balanced_; }
  /// Moves behind the `))` that ends an arithmetic command.
  void skip_arithmetic();

 private:
  struct Document {
    std::string delimiter;
    bool strips_tabs;
    std::size_t slot;
  };

  [[nodiscard]] char at(std::size_t offset) const noexcept {
    return offset < text_.size() ? text_[offset] : '\0';
  }
  void skip_blanks();
  std::string_view operation_here() const noexcept;
  void read_redirection(std::string_view operation);
  void read_documents();
  Token read_word();
  void read_single_quoted(ShellWord& word);
  void read_double_quoted(ShellWord& word);
  void read_dollar(ShellWord& word);
  void read_backquoted(ShellWord& word);
  /// The byte behind the bracket that closes the one before `offset`, quotes respected.
  std::size_t behind_closing(std::size_t offset, char open, char close);
  void keep(ShellWord& word, std::size_t offset) {
    word.text.push_back(text_[offset]);
    word.offsets.push_back(offset);
  }
  void keep_until(ShellWord& word, std::size_t end) {
    for (; at_ < end; ++at_) keep(word, at_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Document> pending_;
  std::vector<ShellRange> documents_;
  bool is_balanced_ = true;
};

}  // namespace plumbline::pipeline
