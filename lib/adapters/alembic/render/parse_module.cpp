/// Statements and suites of a revision file: logical lines by the lexer, what is on them by the
/// grammar. Python 3.11 Language Reference, chapters 7 and 8.

#include <algorithm>
#include <utility>

#include "adapters/alembic/python_lexer.hpp"
#include "adapters/alembic/render/syntax.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int max_statements_of_a_line = 64;

class Parser {
 public:
  Parser(Module& module, std::string_view text) : module_(module), text_(text), lexer_(text) {}

  void run() {
    at_ = text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    skip_empty_lines();
    while (indent_ >= 0) parse_suite(module_.body, indent_);
    module_.is_whole &= !lexer_.fault();
  }

 private:
  /// To the next line that holds code; `indent_` is its indentation, -1 at the end.
  void skip_empty_lines() {
    while (at_ < text_.size()) {
      code_ = at_;
      indent_ = lexer_.measure_indent(code_);
      const char c = code_ < text_.size() ? text_[code_] : '\n';
      if (c != '\n' && c != '\r' && c != '#') return;
      at_ = find_newline(text_, code_);
      if (at_ < text_.size() && text_[at_] == '\r') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    }
    indent_ = -1;
  }

  LogicalLine take_line() {
    const LogicalLine line = lexer_.read_line(code_);
    at_ = line.next;
    skip_empty_lines();
    return line;
  }

  Step& add(Suite& suite, std::size_t begin, std::size_t end) {
    Step& step = module_.steps.emplace_back();
    step.begin = begin;
    step.end = end;
    suite.push_back(&step);
    return step;
  }

  void parse_suite(Suite& suite, int indent) {
    ++depth_;
    while (indent_ >= indent) {
      if (indent_ > indent || depth_ > max_depth) {
        const LogicalLine line = take_line();
        add(suite, line.begin, line.end);
      } else {
        parse_statement(suite, indent);
      }
    }
    --depth_;
  }

  [[nodiscard]] std::string_view word_at(std::size_t at) const {
    return text_.substr(at, name_end(text_, at) - at);
  }

  void parse_statement(Suite& suite, int indent) {
    const std::string_view word = word_at(code_);
    if (word == "if") return parse_if(suite, indent);
    if (word == "try") return parse_try(suite, indent);
    if (word == "for") return parse_headed(suite, indent, Line::each, Act::each);
    if (word == "while") return parse_headed(suite, indent, Line::expression, Act::repeat);
    if (word == "with") return parse_headed(suite, indent, Line::with, Act::with);
    if (word == "def") return parse_headed(suite, indent, Line::signature, Act::function);
    if (word == "class") return parse_headed(suite, indent, Line::bases, Act::type);
    if (text_[code_] == '@') {
      take_line();
      is_decorated_ = true;
      return;
    }
    const LogicalLine line = take_line();
    if (indent_ > indent) {  // `match`, `async`: not taken, with all that is inside
      Step& step = add(suite, line.begin, line.end);
      Suite inside;
      parse_suite(inside, indent_);
      if (!inside.empty()) step.end = inside.back()->end;
      return;
    }
    parse_simple(suite, line, line.begin);
  }

  void parse_simple(Suite& suite, LogicalLine line, std::size_t begin) {
    const std::size_t end = line.end;
    for (int count = 0; begin < end; ++count) {
      if (begin != line.begin) line = Lexer(text_.substr(0, end)).read_line(begin);
      const std::size_t stop = std::min(line.semicolon, end);
      while (begin < stop && is_blank(text_[begin])) ++begin;
      if (begin < stop) {
        std::size_t last = stop;
        while (is_blank(text_[last - 1])) --last;
        Step& step = add(suite, begin, last);
        const bool is_taken = count < max_statements_of_a_line &&
                              parse_line(module_, text_, begin, stop, Line::simple, step);
        if (!is_taken) step.act = Act::opaque;
        if (count == max_statements_of_a_line) return;
      }
      begin = stop + 1;
    }
  }

  static bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r';
  }

  /// What follows a header's colon: on the same line, or the deeper lines below.
  void parse_body(Suite& body, const LogicalLine& line, int indent) {
    if (line.colon == LogicalLine::npos) return;
    const std::size_t begin = line.colon + 1;
    if (begin < line.end) {
      Lexer rest(text_.substr(0, line.end));
      std::size_t at = begin;
      while (at < line.end && is_blank(text_[at])) ++at;
      parse_simple(body, rest.read_line(at), at);
    } else if (indent_ > indent) {
      parse_suite(body, indent_);
    }
  }

  /// Takes a header of `word … :` into `step`.
  LogicalLine parse_header(Step& step, Line kind, Act act, std::size_t keyword_length) {
    const LogicalLine line = take_line();
    const std::size_t end = std::min(line.colon, line.end);
    std::size_t begin = line.begin + keyword_length;
    while (begin < end && is_blank(text_[begin])) ++begin;
    step.begin = line.begin;
    step.end = line.end;
    const bool is_taken =
        line.colon != LogicalLine::npos && parse_line(module_, text_, begin, end, kind, step);
    step.act = is_taken ? act : Act::opaque;
    return line;
  }

  void finish(Step& step) const {
    for (const Suite* suite : {&step.body, &step.otherwise, &step.last})
      if (!suite->empty()) step.end = std::max(step.end, suite->back()->end);
    for (const Suite& handler : step.handlers)
      if (!handler.empty()) step.end = std::max(step.end, handler.back()->end);
  }

  void parse_headed(Suite& suite, int indent, Line kind, Act act) {
    const bool is_decorated = std::exchange(is_decorated_, false);
    Step& step = add(suite, code_, code_);
    const LogicalLine line = parse_header(step, kind, act, word_at(code_).size());
    step.is_decorated = is_decorated;
    parse_body(step.body, line, indent);
    parse_else(step.otherwise, indent, "else");
    finish(step);
  }

  void parse_else(Suite& suite, int indent, std::string_view word) {
    if (indent_ != indent || word_at(code_) != word) return;
    const LogicalLine line = take_line();
    parse_body(suite, line, indent);
  }

  void parse_if(Suite& suite, int indent) {
    std::vector<Step*> chain;
    Suite* into = &suite;
    while (true) {
      Step& step = add(*into, code_, code_);
      chain.push_back(&step);
      const LogicalLine line =
          parse_header(step, Line::expression, Act::choose, word_at(code_).size());
      parse_body(step.body, line, indent);
      into = &step.otherwise;
      if (indent_ != indent || word_at(code_) != "elif") break;
    }
    parse_else(*into, indent, "else");
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) finish(**step);
  }

  void parse_try(Suite& suite, int indent) {
    Step& step = add(suite, code_, code_);
    step.act = Act::attempt;
    const LogicalLine line = take_line();
    step.end = line.end;
    parse_body(step.body, line, indent);
    while (indent_ == indent && word_at(code_) == "except") {
      const LogicalLine handler = take_line();
      parse_body(step.handlers.emplace_back(), handler, indent);
    }
    parse_else(step.otherwise, indent, "else");
    parse_else(step.last, indent, "finally");
    finish(step);
  }

  Module& module_;
  std::string_view text_;
  Lexer lexer_;
  std::size_t at_ = 0;
  std::size_t code_ = 0;
  int indent_ = -1;
  int depth_ = 0;
  bool is_decorated_ = false;
};

}  // namespace

Module parse_module(std::string_view text) {
  Module module;
  Parser(module, text).run();
  return module;
}

}  // namespace plumbline::adapters::alembic::render
