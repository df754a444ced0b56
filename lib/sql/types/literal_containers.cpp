#include "sql/types/literal_containers.hpp"

#include <vector>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/literal_text.hpp"

namespace plumbline::sql {

namespace {

using literal_text::is_space;
using literal_text::lower;
using literal_text::trimmed;

/// array_in() for arrays without bounds in square brackets, into one text for array_out().
class ArrayReader {
 public:
  ArrayReader(const TypeScope& scope, std::string_view text, TypeRef element, char delimiter)
      : scope_(scope), text_(text), shown_(text), element_(element), delimiter_(delimiter) {}

  Literal read() {
    skip();
    if (at_ < text_.size() && text_[at_] == '[') unknown("an array with bounds");
    if (at_ == text_.size() || text_[at_] != '{') malformed();
    if (scope_.version < 17) shown_ = text_.substr(at_);
    made_.text = list(1);
    skip();
    if (at_ != text_.size()) malformed();
    if (scope_.version < 17) fill_in();
    if (elements_ == 0) made_.text = "{}";
    return std::move(made_);
  }

 private:
  [[noreturn]] void malformed() const {
    fail("22P02", core::format("malformed array literal: \"{}\"", shown_));
  }

  void skip() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  /// Behind its opening bracket to behind its closing one. `depth` from 1.
  std::string list(int depth) {
    if (depth > 6) unknown("an array of more than six dimensions");
    ++at_;
    std::string made = "{";
    std::size_t count = 0;
    bool after_comma = false;
    for (;;) {
      skip();
      if (at_ == text_.size()) malformed();
      if (text_[at_] == '}') {
        if (after_comma) malformed();
        ++at_;
        break;
      }
      if (count != 0 && !after_comma) malformed();
      if (count != 0) made += delimiter_;
      if (text_[at_] == '{') {
        set_leaf_depth(depth, false);
        made += list(depth + 1);
      } else {
        if (scope_.version < 17) set_leaf_depth(depth, true);
        made += element();
        set_leaf_depth(depth, true);
        ++elements_;
      }
      ++count;
      skip();
      after_comma = at_ < text_.size() && text_[at_] == delimiter_;
      if (after_comma) ++at_;
    }
    check_size(depth, count);
    return made + "}";
  }

  /// All elements stand at one depth.
  void set_leaf_depth(int depth, bool is_leaf) {
    if (is_leaf) {
      if (leaf_depth_ == 0) leaf_depth_ = depth;
      if (leaf_depth_ != depth) malformed();
    } else if (leaf_depth_ != 0 && depth >= leaf_depth_) {
      malformed();
    }
  }

  void check_size(int depth, std::size_t count) {
    // What the server says of empty ones within others depends on its version.
    if (count == 0 && depth > 1) unknown("an array of empty arrays");
    const auto place = static_cast<std::size_t>(depth - 1);
    if (sizes_.size() <= place) sizes_.resize(place + 1, 0);
    if (sizes_[place] == 0) sizes_[place] = count;
    if (sizes_[place] != count) malformed();
  }

  std::string element() {
    std::string value;
    const bool is_quoted = text_[at_] == '"';
    if (is_quoted) {
      read_quoted(value);
    } else {
      read_bare(value);
      if (lower(value) == "null" && !had_escape_) {
        // What is NULL to the domain's checks is not asked.
        return "NULL";
      }
    }
    if (scope_.version >= 17) return read_element(value);
    waiting_.push_back(std::move(value));
    return {placeholder};
  }

  std::string read_element(const std::string& value) {
    const Literal read = literal(scope_, value, element_);
    made_.is_exact &= read.is_exact;
    if (read.volatility != 'i') made_.volatility = read.volatility;
    return out(read.text);
  }

  /// Before 17 the brackets are looked at before any element is read.
  void fill_in() {
    std::string whole;
    std::size_t next = 0;
    for (const char c : made_.text) {
      if (c == placeholder) {
        whole += read_element(waiting_[next++]);
      } else {
        whole += c;
      }
    }
    made_.text = std::move(whole);
  }

  void read_quoted(std::string& value) {
    for (++at_;; ++at_) {
      if (at_ == text_.size()) malformed();
      if (text_[at_] == '"') break;
      if (text_[at_] == '\\' && ++at_ == text_.size()) malformed();
      value += text_[at_];
    }
    ++at_;
    skip();
    if (at_ == text_.size() || (text_[at_] != delimiter_ && text_[at_] != '}')) malformed();
  }

  void read_bare(std::string& value) {
    had_escape_ = false;
    std::size_t kept = 0;  // up to here blanks count
    for (; at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '}'; ++at_) {
      if (text_[at_] == '"' || text_[at_] == '{') malformed();
      if (text_[at_] == '\\') {
        had_escape_ = true;
        if (++at_ == text_.size()) malformed();
        value += text_[at_];
        kept = value.size();
        continue;
      }
      value += text_[at_];
      if (!is_space(text_[at_])) kept = value.size();
    }
    value.resize(kept);
    if (value.empty() || at_ == text_.size()) malformed();
  }

  /// array_out().
  [[nodiscard]] std::string out(const std::string& value) const {
    bool needs_quotes = value.empty() || lower(value) == "null";
    for (const char c : value) {
      needs_quotes |=
          c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter_ || is_space(c);
    }
    if (!needs_quotes) return value;
    std::string made = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') made += '\\';
      made += c;
    }
    return made + "\"";
  }

  const TypeScope& scope_;
  std::string_view text_;
  std::string_view shown_;  // in messages
  TypeRef element_;
  char delimiter_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  int leaf_depth_ = 0;
  std::vector<std::size_t> sizes_;
  bool had_escape_ = false;
  std::vector<std::string> waiting_;
  static constexpr char placeholder = '\1';
  Literal made_;
};

struct Bound {
  bool is_infinite = true;
  std::string text;
};

/// range_parse_bound(): to the comma or bracket behind it.
Bound read_bound(std::string_view text, std::size_t& at, std::string_view whole) {
  const auto malformed = [&] {
    fail("22P02", core::format("malformed range literal: \"{}\"", whole));
  };
  Bound bound;
  bool is_quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (!is_quoted && (c == ',' || c == ')' || c == ']')) break;
    bound.is_infinite = false;
    if (c == '\\') {
      if (++at == text.size()) malformed();
      bound.text += text[at];
    } else if (c == '"') {
      if (is_quoted && at + 1 < text.size() && text[at + 1] == '"') {
        bound.text += '"';
        ++at;
      } else {
        is_quoted = !is_quoted;
      }
    } else {
      bound.text += c;
    }
  }
  if (at == text.size()) malformed();
  return bound;
}

std::string bound_out(const std::string& value) {
  bool needs_quotes = value.empty();
  for (const char c : value) {
    needs_quotes |= c == '"' || c == '\\' || c == '(' || c == ')' || c == '[' || c == ']' ||
                    c == ',' || is_space(c);
  }
  if (!needs_quotes) return value;
  std::string made = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') made += c;
    made += c;
  }
  return made + "\"";
}

}  // namespace

Literal read_array(const TypeScope& scope, std::string_view text, const TypeInfo& array) {
  const TypeInfo element = type_info(scope, array.element);
  if (element.kind == 'd') unknown("an array of a domain, whose checks are asked");
  return ArrayReader(scope, text, {array.element, -1}, array.element == types::box ? ';' : ',')
      .read();
}

Literal read_range(const TypeScope& scope, std::string_view text, const TypeInfo& range) {
  std::string_view rest = trimmed(text);
  if (lower(rest) == "empty") return {"empty"};
  if (rest.empty() || (rest.front() != '[' && rest.front() != '(')) {
    fail("22P02", core::format("malformed range literal: \"{}\"", text));
  }
  // Sorted and normalised by functions that only integers have here.
  const bool is_integer = range.subtype == types::int4 || range.subtype == types::int8;
  const bool has_both_open = rest == "(,)" || rest == "[,]" || rest == "(,]" || rest == "[,)";
  if (has_both_open) return {"(,)"};
  if (!is_integer || range.id >= 10000) unknown("a range that is not one of integers");
  std::size_t at = 1;
  const Bound low = read_bound(rest, at, text);
  const bool has_comma = rest[at] == ',';
  if (has_comma) ++at;
  const Bound high = read_bound(rest, at, text);
  if (!has_comma || rest[at] == ',' || at + 1 != rest.size()) {
    fail("22P02", core::format("malformed range literal: \"{}\"", text));
  }
  const auto number = [&](const Bound& bound) {
    return std::stoll(literal_text::read_integer(bound.text, range.subtype, scope.version));
  };
  long long first = low.is_infinite ? 0 : number(low);
  long long last = high.is_infinite ? 0 : number(high);
  constexpr long long limit = 2'147'483'646;
  if (first > limit || last > limit) unknown("the bounds of a range");
  if (!low.is_infinite && !high.is_infinite && first > last) {
    fail("22000", "range lower bound must be less than or equal to range upper bound");
  }
  if (!low.is_infinite && rest.front() == '(') ++first;
  if (!high.is_infinite && rest.back() == ']') ++last;
  if (!low.is_infinite && !high.is_infinite && first >= last) return {"empty"};
  std::string made = low.is_infinite ? "(" : "[" + bound_out(std::to_string(first));
  made += ',';
  if (!high.is_infinite) made += bound_out(std::to_string(last));
  return {made + ")"};
}

}  // namespace plumbline::sql
