#include "adapters/alembic/metadata.hpp"

#include "adapters/alembic/python_lexer.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Span trimmed(std::string_view text, Span span) {
  const auto is_blank = [&](std::size_t at) {
    return text[at] == ' ' || text[at] == '\t' || text[at] == '\r';
  };
  while (span.begin < span.end && is_blank(span.begin)) ++span.begin;
  while (span.end > span.begin && is_blank(span.end - 1)) --span.end;
  return span;
}

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text), lexer_(text) {}

  Metadata run() {
    std::size_t at = text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    bool is_first = true;
    for (at = first_statement(at); at < text_.size() && !lexer_.fault();
         at = lexer_.skip_suite(at, 0)) {
      const LogicalLine line = lexer_.read_line(at);
      if (lexer_.fault()) break;
      if (is_first) read_docstring({line.begin, line.end});
      is_first = false;
      read_assignment(line);
      at = line.next;
    }
    if (lexer_.fault()) return refused("it is no Python that can be compiled");
    if (!has_revision_) return refused("it does not set revision in a line of its own");
    if (!has_parents_) return refused("it does not set down_revision in a line of its own");
    return metadata_;
  }

 private:
  std::size_t first_statement(std::size_t at) {
    while (at < text_.size()) {
      at = std::min(text_.find_first_not_of(" \t\f\r\n", at), text_.size());
      if (at == text_.size() || text_[at] != '#') return at;
      at = find_newline(text_, at);
    }
    return at;
  }

  Metadata refused(std::string why) {
    if (metadata_.refusal.empty()) metadata_.refusal = std::move(why);
    return metadata_;
  }

  /// Whether a quote follows the letters that may stand before a string.
  [[nodiscard]] static std::size_t quote_of(std::string_view code) {
    const std::size_t at = code.find_first_not_of("rRuU");
    return at != std::string_view::npos && (code[at] == '"' || code[at] == '\'')
               ? at
               : std::string_view::npos;
  }

  void read_docstring(Span statement) {
    const std::string_view code = statement.of(text_);
    const std::size_t quote = quote_of(code);
    if (quote == std::string_view::npos) return;
    const std::size_t end = string_end(text_, statement.begin + quote);
    if (end > statement.end) return;
    const std::size_t marks =
        code.substr(quote).starts_with(R"(""")") || code.substr(quote).starts_with("'''") ? 3 : 1;
    std::size_t at = statement.begin + quote + marks;
    const std::size_t last = end - marks;
    while (at < last) {
      const std::size_t line_end = std::min(find_newline(text_, at), last);
      read_doc_line({at, line_end});
      at = line_end + 1;
    }
  }

  void read_doc_line(Span line) {
    const Span whole = trimmed(text_, line);
    const auto take = [&](std::string_view key, std::optional<Span>& value) {
      if (value || !whole.of(text_).starts_with(key)) return;
      const std::size_t begin = whole.begin + key.size();
      value = trimmed(text_, {begin, whole.end});
      // An empty one begins behind the blank that follows the colon.
      if (value->begin == value->end && begin < line.end && text_[begin] == ' ')
        value = Span{begin + 1, begin + 1};
    };
    take("Revision ID:", metadata_.doc_revision);
    take("Revises:", metadata_.doc_parents);
    std::optional<Span> date;
    take("Create Date:", date);
    if (date && metadata_.create_date.empty()) metadata_.create_date = date->of(text_);
  }

  void read_assignment(const LogicalLine& line) {
    const std::string_view name =
        text_.substr(line.begin, name_end(text_, line.begin) - line.begin);
    const bool is_revision = name == "revision";
    if (!is_revision && name != "down_revision") return;
    bool& has = is_revision ? has_revision_ : has_parents_;
    const std::size_t equals = text_.substr(0, line.end).find('=', line.begin + name.size());
    if (has || equals == std::string_view::npos || line.semicolon < line.end) {
      refused(system::format("{} is not set by one plain assignment", name));
      return;
    }
    has = true;
    const Span value = trimmed(text_, {equals + 1, line.end});
    (is_revision ? metadata_.revision : metadata_.down_revision) = value;
    if (!is_revision) return;
    const std::size_t quote = quote_of(value.of(text_));
    if (quote == std::string_view::npos || string_end(text_, value.begin + quote) != value.end) {
      refused("its revision is no plain text");
      return;
    }
    metadata_.quote = text_[value.begin + quote];
  }

  std::string_view text_;
  Lexer lexer_;
  Metadata metadata_;
  bool has_revision_ = false;
  bool has_parents_ = false;
};

}  // namespace

Metadata find_metadata(std::string_view text) { return Finder(text).run(); }

}  // namespace plumbline::adapters::alembic
