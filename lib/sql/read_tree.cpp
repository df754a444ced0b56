#include "sql/read_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "plumbline/error.hpp"
#include "system/utf8.hpp"

namespace plumbline::sql {

namespace {

using detail::Form;
using detail::Item;
using detail::Tree;

bool is_node_type(std::string_view key) { return !key.empty() && key[0] >= 'A' && key[0] <= 'Z'; }

/// What ends a run of plain bytes in a quoted text; NUL stands behind the document alone.
constexpr auto ends_plain = [] {
  std::array<bool, 256> ends{};
  ends['"'] = ends['\\'] = ends['\0'] = true;
  return ends;
}();

/// Every byte of a statement's JSON comes through here: it is about as much work as parsing.
class Reader {
 public:
  explicit Reader(Tree& tree) : tree_(tree), at_(tree.json.data()), end_(at_ + tree.json.size()) {
    waiting_.reserve(256);
    open_.reserve(64);
  }

  /// Afterwards the last item is the whole document.
  void read() {
    for (;;) {
      switch (*at_++) {
        case '"':
          text();
          break;
        case '{':
          open_.push_back({Form::object, std::exchange(key_, {}), waiting_.size()});
          break;
        case '[':
          open_.push_back({Form::list, std::exchange(key_, {}), waiting_.size()});
          break;
        case '}':
        case ']':
          if (open_.empty()) broken();
          close();
          if (open_.empty()) return;
          break;
        case ',':
        case ' ':
        case '\n':
          break;
        default:
          --at_;
          word(push(Form::absent));
      }
    }
  }

 private:
  struct Open {
    Form form;
    std::string_view key;
    std::size_t first_waiting;
  };

  /// Takes the key that has been read.
  Item& push(Form form) {
    Item& item = waiting_.emplace_back();
    item.form = form;
    item.key = std::exchange(key_, {});
    return item;
  }

  void text() {
    const std::string_view text = quoted();
    if (open_.empty()) broken();
    if (*at_ == ':' && key_.empty() && open_.back().form == Form::object) {
      ++at_;
      key_ = text;
    } else {
      push(Form::text).text = text;
    }
  }

  [[noreturn]] static void broken() {
    throw Error(Status::internal, "the parser's tree cannot be read");
  }

  [[nodiscard]] const char* plain_end() const {
    const char* at = at_;
    while (!ends_plain[static_cast<unsigned char>(*at)]) ++at;
    return at;
  }

  std::string_view quoted() {
    const char* const start = at_;
    at_ = plain_end();
    if (*at_ == '"') return {start, static_cast<std::size_t>(at_++ - start)};
    auto text = std::make_unique<std::string>(start, at_);
    while (*at_ == '\\') {
      ++at_;
      escape(*text);
      const char* const plain = at_;
      at_ = plain_end();
      text->append(plain, at_);
    }
    if (*at_ != '"') broken();
    ++at_;
    tree_.unescaped.push_back(std::move(text));
    return *tree_.unescaped.back();
  }

  void escape(std::string& text) {
    const char letter = *at_++;
    switch (letter) {
      case 'b':
        text.push_back('\b');
        return;
      case 'f':
        text.push_back('\f');
        return;
      case 'n':
        text.push_back('\n');
        return;
      case 'r':
        text.push_back('\r');
        return;
      case 't':
        text.push_back('\t');
        return;
      case 'u':
        break;
      case '\0':
        broken();
      default:
        text.push_back(letter);
        return;
    }
    unsigned code = 0;
    if (end_ - at_ < 4 || std::from_chars(at_, at_ + 4, code, 16).ptr != at_ + 4) broken();
    at_ += 4;
    system::append_code_point(text, code);  // only control characters and < > are written so
  }

  bool skip(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }

  void word(Item& item) {
    if (skip("true")) {
      item.form = Form::flag;
      item.number = 1;
    } else if (skip("false")) {
      item.form = Form::flag;
    } else if (!skip("null")) {
      item.form = Form::number;
      const auto [stopped, error] = std::from_chars(at_, end_, item.number);
      if (error != std::errc{} || (*stopped != ',' && *stopped != '}' && *stopped != ']')) broken();
      at_ = stopped;
    }
  }

  /// `{"CreateStmt": {…}}` becomes one node of that type.
  void close() {
    const Open open = open_.back();
    open_.pop_back();
    const std::size_t count = waiting_.size() - open.first_waiting;
    if (open.form == Form::object && count == 1 && is_node_type(waiting_.back().key) &&
        waiting_.back().form == Form::object && waiting_.back().text.empty()) {
      waiting_.back().text = waiting_.back().key;
      waiting_.back().key = open.key;
    } else {
      Item item{.form = open.form,
                .key = open.key,
                .text = {},
                .number = 0,
                .first = static_cast<std::uint32_t>(tree_.items.size()),
                .count = static_cast<std::uint32_t>(count)};
      tree_.items.insert(tree_.items.end(),
                         waiting_.begin() + static_cast<std::ptrdiff_t>(open.first_waiting),
                         waiting_.end());
      waiting_.resize(open.first_waiting);
      waiting_.push_back(item);
    }
    if (open_.empty()) tree_.items.push_back(waiting_.back());
  }

  Tree& tree_;
  const char* at_;
  const char* end_;
  std::string_view key_;  // of the member that comes next
  std::vector<Open> open_;
  std::vector<Item> waiting_;
};

/// Gives negative integers back, of which the JSON has only an empty node.
class Mender {
 public:
  Mender(Tree& tree, std::string_view sql) : tree_(tree), sql_(sql) {}

  void mend() {
    const std::size_t count = tree_.items.size();
    for (std::size_t at = 0; at < count; ++at) {
      const Item item = tree_.items[at];
      if (item.form != Form::object) continue;
      if (item.text == "A_Const") {
        mend_constant(item);
      } else if (item.text == "DefElem") {
        mend_option(item);
      } else if (item.text == "AlterTableCmd") {
        mend_statistics(item);
      } else if (item.text == "DefineStmt") {
        mend_aggregate(item);
      }
    }
  }

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  [[nodiscard]] std::size_t member(const Item& of, std::string_view key) const {
    for (std::size_t at = of.first; at < of.first + of.count; ++at) {
      if (tree_.items[at].key == key) return at;
    }
    return nowhere;
  }
  [[nodiscard]] bool is_empty_integer(std::size_t at, std::string_view type) const {
    return at != nowhere && tree_.items[at].form == Form::object && tree_.items[at].count == 0 &&
           tree_.items[at].text == type;
  }
  [[nodiscard]] std::size_t location(const Item& of) const {
    const std::size_t at = member(of, "location");
    return at == nowhere ? 0 : static_cast<std::size_t>(tree_.items[at].number);
  }

  /// The number behind the sign at `at`, which brackets and spaces may part.
  void take_number(std::size_t integer, std::size_t at) {
    if (at >= sql_.size() || sql_[at] != '-') return;
    const std::size_t first = sql_.find_first_of("0123456789", at);
    if (first == std::string_view::npos) return;
    std::int64_t number = 0;
    std::from_chars(sql_.data() + first, sql_.data() + sql_.size(), number);
    set(integer, -number);
  }
  void set(std::size_t integer, std::int64_t number) {
    tree_.items[integer].first = static_cast<std::uint32_t>(tree_.items.size());
    tree_.items[integer].count = 1;
    tree_.items.push_back({.form = Form::number, .key = "ival", .text = {}, .number = number});
  }
  /// The first sign or digit from there on: what stands before it are keywords.
  [[nodiscard]] std::size_t value_behind(std::size_t at) const {
    return sql_.find_first_of("-0123456789", at);
  }

  /// Its place is that of the sign.
  void mend_constant(const Item& constant) {
    const std::size_t integer = member(constant, "ival");
    if (is_empty_integer(integer, "")) take_number(integer, location(constant));
  }
  void mend_option(const Item& option) {
    const std::size_t integer = member(option, "arg");
    if (is_empty_integer(integer, "Integer")) take_number(integer, value_behind(location(option)));
  }
  /// ALTER COLUMN … SET STATISTICS -1, of which nothing has a place.
  void mend_statistics(const Item& command) {
    const std::size_t integer = member(command, "def");
    const std::size_t subtype = member(command, "subtype");
    if (subtype == nowhere || tree_.items[subtype].text != "AT_SetStatistics") return;
    statistics_ = find_word("statistics", statistics_);
    if (is_empty_integer(integer, "Integer")) take_number(integer, value_behind(statistics_));
  }
  /// CREATE AGGREGATE f(integer): how many arguments are direct ones is -1 unless ORDER BY says it.
  void mend_aggregate(const Item& definition) {
    const std::size_t kind = member(definition, "kind");
    const std::size_t arguments = member(definition, "args");
    if (kind == nowhere || tree_.items[kind].text != "OBJECT_AGGREGATE") return;
    if (arguments == nowhere || tree_.items[arguments].count != 2) return;
    const std::size_t integer = tree_.items[arguments].first + 1;
    if (!is_empty_integer(integer, "Integer")) return;
    const std::size_t bracket = std::min(sql_.find('('), sql_.size());
    const std::size_t word = std::min(sql_.find_first_not_of("( \t\r\n", bracket), sql_.size());
    if (find_word("order", word) != word + std::string_view("order").size()) set(integer, -1);
  }
  /// Behind its next occurrence, in whatever case.
  [[nodiscard]] std::size_t find_word(std::string_view word, std::size_t from) const {
    const auto is_same = [](char a, char b) { return (a | 0x20) == b; };
    const auto found =
        std::search(sql_.begin() + static_cast<std::ptrdiff_t>(std::min(from, sql_.size())),
                    sql_.end(), word.begin(), word.end(), is_same);
    if (found == sql_.end()) return sql_.size();
    return static_cast<std::size_t>(found - sql_.begin()) + word.size();
  }

  Tree& tree_;
  std::string_view sql_;
  std::size_t statistics_ = 0;
};

}  // namespace

std::unique_ptr<const Tree> read_tree(std::string json, std::string_view sql) {
  auto tree = std::make_unique<Tree>();
  tree->json = std::move(json);
  tree->items.reserve(tree->json.size() / 15 + 16);  // measured over migrations
  Reader(*tree).read();
  const Item whole = tree->items.back();
  Mender(*tree, sql).mend();
  const Node document(*tree, whole);
  const Node statement = document["stmts"].at(0)["stmt"];
  if (!statement) {
    tree->items.clear();
  } else {
    tree->items.push_back(Item(statement.item()));
  }
  return tree;
}

}  // namespace plumbline::sql
