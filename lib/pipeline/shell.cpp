/// The parser: a function for each level of the POSIX grammar, with a bound on their depth.
#include "pipeline/shell.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "pipeline/shell_lexer.hpp"

namespace plumbline::pipeline {

namespace {

/// Levels of compound commands; each costs a few stack frames.
constexpr int max_depth = 60;

using Token = ShellLexer::Token;
using Words = std::initializer_list<std::string_view>;

bool is_assignment(const Token& token) noexcept {
  const std::string& text = token.word.text;
  const std::size_t equals = text.find('=');
  if (equals == text.npos || equals == 0) return false;
  const std::size_t length = text[equals - 1] == '+' ? equals - 1 : equals;
  return length > 0 && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), [](char c) {
           return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                  (c >= 'a' && c <= 'z');
         });
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { advance(); }

  ShellScript run() {
    ShellIndex root = parse_sequence({});
    // A stray `)` or `fi` would hide the rest: the commands behind it are still looked at.
    while (token_.kind != ShellToken::end) {
      script_.is_understood = false;
      advance();
      const ShellIndex rest = parse_sequence({});
      ShellNode both;
      both.kind = ShellKind::sequence;
      both.children = {root, rest};
      both.in_background = {false, false};
      root = add(std::move(both));
    }
    script_.root = root;
    script_.is_understood = script_.is_understood && lexer_.is_balanced();
    return std::move(script_);
  }

 private:
  void advance() {
    behind_ = token_.end;
    token_ = lexer_.next();
  }

  [[nodiscard]] bool is_operation(std::string_view operation) const noexcept {
    return token_.kind == ShellToken::operation && token_.operation == operation;
  }
  [[nodiscard]] bool is_reserved(std::string_view word) const noexcept {
    return token_.kind == ShellToken::word && !token_.is_quoted && token_.word.text == word;
  }
  [[nodiscard]] bool is_one_of(Words words) const noexcept {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return is_reserved(word) || is_operation(word); });
  }
  void expect(std::string_view word) {
    if (is_reserved(word) || is_operation(word)) {
      advance();
    } else {
      script_.is_understood = false;
    }
  }
  void skip_new_lines() {
    while (token_.kind == ShellToken::new_line) advance();
  }
  ShellIndex add(ShellNode node) {
    script_.nodes.push_back(std::move(node));
    return static_cast<ShellIndex>(script_.nodes.size() - 1);
  }
  ShellIndex add_around(ShellKind kind, std::vector<ShellIndex> children, std::size_t begin) {
    ShellNode node;
    node.kind = kind;
    node.children = std::move(children);
    node.begin = begin;
    node.end = behind_;
    return add(std::move(node));
  }

  /// Commands up to one of `stops`, which is left to the caller.
  ShellIndex parse_sequence(Words stops) {
    ShellNode node;
    node.kind = ShellKind::sequence;
    node.begin = token_.begin;
    for (;;) {
      while (token_.kind == ShellToken::new_line || is_operation(";")) advance();
      if (token_.kind == ShellToken::end || is_one_of(stops)) break;
      if (token_.kind == ShellToken::operation && !is_operation("(")) break;
      node.children.push_back(parse_chain());
      node.in_background.push_back(is_operation("&"));
      if (is_operation("&") || is_operation(";"))
        advance();
      else if (token_.kind != ShellToken::new_line)
        break;
    }
    node.end = behind_;
    return add(std::move(node));
  }

  ShellIndex parse_chain() {
    ShellNode node;
    node.kind = ShellKind::chain;
    node.begin = token_.begin;
    node.children.push_back(parse_pipeline());
    while (is_operation("&&") || is_operation("||")) {
      node.joined_by_or.push_back(is_operation("||"));
      advance();
      skip_new_lines();
      node.children.push_back(parse_pipeline());
    }
    if (node.children.size() == 1) return node.children.front();
    node.end = behind_;
    return add(std::move(node));
  }

  ShellIndex parse_pipeline() {
    ShellNode node;
    node.kind = ShellKind::pipeline;
    node.begin = token_.begin;
    if (is_reserved("!")) {
      node.is_negated = true;
      advance();
    }
    node.children.push_back(parse_command());
    while (is_operation("|") || is_operation("|&")) {
      advance();
      skip_new_lines();
      node.children.push_back(parse_command());
    }
    if (node.children.size() == 1 && !node.is_negated) return node.children.front();
    node.end = behind_;
    return add(std::move(node));
  }

  ShellIndex parse_command() {
    if (depth_ >= max_depth) {
      script_.is_understood = false;
      while (token_.kind != ShellToken::end) advance();
      return add_around(ShellKind::command, {}, token_.begin);
    }
    ++depth_;
    const ShellIndex index = parse_any_command();
    --depth_;
    return index;
  }

  ShellIndex parse_any_command() {
    const std::size_t begin = token_.begin;
    if (is_operation("(")) return parse_parenthesis(begin);
    if (is_reserved("{")) {
      advance();
      const ShellIndex body = parse_sequence({"}"});
      expect("}");
      return finish_compound(ShellKind::group, {body}, begin);
    }
    if (is_reserved("if")) return parse_branch(begin);
    if (is_reserved("while") || is_reserved("until")) {
      advance();
      const ShellIndex condition = parse_sequence({"do"});
      return parse_loop_body({condition}, begin);
    }
    if (is_reserved("for") || is_reserved("select")) {
      while (token_.kind != ShellToken::end && !is_reserved("do") && !is_reserved("{")) advance();
      return parse_loop_body({}, begin);
    }
    if (is_reserved("case")) return parse_choice(begin);
    if (is_reserved("function")) {
      advance();
      advance();
      if (is_operation("(")) {
        advance();
        expect(")");
      }
      return parse_function_body(begin);
    }
    if (is_reserved("[[")) {
      while (token_.kind != ShellToken::end && !is_reserved("]]")) advance();
      expect("]]");
      return add_around(ShellKind::command, {}, begin);
    }
    return parse_simple(begin);
  }

  ShellIndex parse_parenthesis(std::size_t begin) {
    advance();
    if (is_operation("(") && token_.begin == begin + 1) {
      lexer_.skip_arithmetic();
      advance();
      return add_around(ShellKind::command, {}, begin);
    }
    const ShellIndex body = parse_sequence({")"});
    expect(")");
    return finish_compound(ShellKind::subshell, {body}, begin);
  }

  /// Redirections behind a compound command were consumed by the lexer with its last word.
  ShellIndex finish_compound(ShellKind kind, std::vector<ShellIndex> children, std::size_t begin) {
    return add_around(kind, std::move(children), begin);
  }

  ShellIndex parse_branch(std::size_t begin) {
    std::vector<ShellIndex> children;
    do {
      advance();
      children.push_back(parse_sequence({"then"}));
      expect("then");
      children.push_back(parse_sequence({"elif", "else", "fi"}));
    } while (is_reserved("elif"));
    if (is_reserved("else")) {
      advance();
      children.push_back(parse_sequence({"fi"}));
    }
    expect("fi");
    return finish_compound(ShellKind::branch, std::move(children), begin);
  }

  ShellIndex parse_loop_body(std::vector<ShellIndex> children, std::size_t begin) {
    if (is_reserved("{")) {
      advance();
      children.push_back(parse_sequence({"}"}));
      expect("}");
    } else {
      expect("do");
      children.push_back(parse_sequence({"done"}));
      expect("done");
    }
    return finish_compound(ShellKind::loop, std::move(children), begin);
  }

  ShellIndex parse_choice(std::size_t begin) {
    std::vector<ShellIndex> children;
    while (token_.kind != ShellToken::end && !is_reserved("in")) advance();
    expect("in");
    for (;;) {
      while (token_.kind == ShellToken::new_line || is_one_of({";;", ";&", ";;&"})) advance();
      if (token_.kind == ShellToken::end || is_reserved("esac")) break;
      while (token_.kind != ShellToken::end && !is_operation(")")) advance();
      expect(")");
      children.push_back(parse_sequence({";;", ";&", ";;&", "esac"}));
    }
    expect("esac");
    return finish_compound(ShellKind::choice, std::move(children), begin);
  }

  ShellIndex parse_function_body(std::size_t begin) {
    skip_new_lines();
    const ShellIndex body = parse_command();
    return add_around(ShellKind::function, {body}, begin);
  }

  ShellIndex parse_simple(std::size_t begin) {
    ShellNode node;
    node.begin = begin;
    const std::size_t documents_before = lexer_.documents().size();
    while (token_.kind == ShellToken::word) {
      node.end = token_.end;
      if (node.words.empty() && is_assignment(token_)) {
        node.assignments.push_back(std::move(token_.word));
      } else {
        node.words.push_back(std::move(token_.word));
      }
      advance();
      const bool names_function =
          node.words.size() == 1 && node.assignments.empty() && is_operation("(");
      if (names_function) {
        advance();
        expect(")");
        return parse_function_body(begin);
      }
      if (is_operation("(") && node.words.empty()) skip_array();
    }
    // Bodies of here-documents are known only once the line has ended: remember which are ours.
    const ShellIndex index = add(std::move(node));
    for (std::size_t slot = documents_before; slot < lexer_.documents().size(); ++slot)
      owners_.emplace_back(index, slot);
    attach_documents();
    return index;
  }

  /// `name=( … )`
  void skip_array() {
    while (token_.kind != ShellToken::end && !is_operation(")")) advance();
    expect(")");
  }

  void attach_documents() {
    if (token_.kind != ShellToken::new_line && token_.kind != ShellToken::end) return;
    for (const auto& [index, slot] : owners_)
      script_.nodes[index].documents.push_back(lexer_.documents()[slot]);
    owners_.clear();
  }

  ShellLexer lexer_;
  ShellScript script_;
  Token token_;
  std::size_t behind_ = 0;  // end of the token before
  int depth_ = 0;
  std::vector<std::pair<ShellIndex, std::size_t>> owners_;
};

}  // namespace

ShellScript parse_shell(std::string_view text) { return Parser(text).run(); }

}  // namespace plumbline::pipeline
