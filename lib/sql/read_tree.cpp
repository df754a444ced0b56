#include "sql/read_tree.hpp"

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

class Reader {
 public:
  explicit Reader(Tree& tree) : tree_(tree), at_(tree.json.data()), end_(at_ + tree.json.size()) {}

  /// Afterwards the last item is the whole document.
  void read() {
    std::string_view key;
    for (;;) {
      const char next = take();
      if (next == '{' || next == '[') {
        open_.push_back({next == '{' ? Form::object : Form::list, key, waiting_.size()});
        key = {};
      } else if (next == '}' || next == ']') {
        if (open_.empty()) broken();
        close();
        if (open_.empty()) return;
      } else if (next == ',') {
        continue;
      } else if (next == '"') {
        const std::string_view text = quoted();
        if (open_.empty()) broken();
        if (open_.back().form == Form::object && key.empty() && at_ < end_ && *at_ == ':') {
          ++at_;
          key = text;
        } else {
          waiting_.push_back({.form = Form::text, .key = std::exchange(key, {}), .text = text});
        }
      } else {
        --at_;
        waiting_.push_back(word(std::exchange(key, {})));
      }
    }
  }

 private:
  struct Open {
    Form form;
    std::string_view key;
    std::size_t first_waiting;
  };

  [[noreturn]] static void broken() {
    throw Error(Status::internal, "the parser's tree cannot be read");
  }

  char take() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n')) ++at_;
    if (at_ == end_) broken();
    return *at_++;
  }

  std::string_view quoted() {
    const char* const start = at_;
    while (at_ < end_ && *at_ != '"' && *at_ != '\\') ++at_;
    if (at_ < end_ && *at_ == '"') return {start, static_cast<std::size_t>(at_++ - start)};
    auto text = std::make_unique<std::string>(start, at_);
    while (at_ < end_ && *at_ != '"') {
      if (*at_ == '\\') {
        ++at_;
        escape(*text);
      } else {
        text->push_back(*at_++);
      }
    }
    if (at_ == end_) broken();
    ++at_;
    tree_.unescaped.push_back(std::move(text));
    return *tree_.unescaped.back();
  }

  void escape(std::string& text) {
    if (at_ == end_) broken();
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
      default:
        text.push_back(letter);
        return;
    }
    unsigned code = 0;
    if (end_ - at_ < 4 || std::from_chars(at_, at_ + 4, code, 16).ptr != at_ + 4) broken();
    at_ += 4;
    system::append_code_point(text, code);  // only control characters and < > are written so
  }

  Item word(std::string_view key) {
    const char* const start = at_;
    while (at_ < end_ && *at_ != ',' && *at_ != '}' && *at_ != ']') ++at_;
    const std::string_view text(start, static_cast<std::size_t>(at_ - start));
    if (text == "true" || text == "false") {
      return {.form = Form::flag, .key = key, .text = {}, .number = text == "true" ? 1 : 0};
    }
    if (text == "null") return {.form = Form::absent, .key = key, .text = {}};
    Item item{.form = Form::number, .key = key, .text = {}};
    if (std::from_chars(start, at_, item.number).ec != std::errc{}) broken();
    return item;
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
  std::vector<Open> open_;
  std::vector<Item> waiting_;
};

}  // namespace

std::unique_ptr<const Tree> read_tree(std::string json) {
  auto tree = std::make_unique<Tree>();
  tree->json = std::move(json);
  tree->items.reserve(tree->json.size() / 24);
  Reader(*tree).read();
  const Node document(*tree, tree->items.back());
  const Node statement = document["stmts"].at(0)["stmt"];
  if (!statement) {
    tree->items.clear();
  } else {
    tree->items.push_back(statement.item());
  }
  return tree;
}

}  // namespace plumbline::sql
