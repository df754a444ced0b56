/// A statement's parse tree, as libpg_query's JSON has it: names of nodes and fields are those of
/// PostgreSQL's parsenodes.h. Read-only views; the tree lives in its `Ast`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::sql {

class Node;

namespace detail {

enum class Form : std::uint8_t { absent, flag, number, text, list, object };

/// Children of one list or object stand side by side in Tree::items.
struct Item {
  Form form = Form::absent;
  std::string_view key;   // of a member
  std::string_view text;  // text: its value; object: the node's type, "" where the field says it
  std::int64_t number = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct Tree {
  std::string json;  // numbers, keys and most texts point into it
  std::vector<std::unique_ptr<std::string>> unescaped;
  std::vector<Item> items;
};

}  // namespace detail

/// One node, list, text, number or flag; or nothing, of which everything may be asked.
class Node {
 public:
  Node() = default;
  Node(const detail::Tree& tree, const detail::Item& item) : tree_(&tree), item_(&item) {}

  explicit operator bool() const noexcept { return item_ != nullptr; }
  /// "CreateStmt", "A_Const" …; "" for a list, a scalar, and where the field alone says the type
  /// (`relation` of CreateStmt is a RangeVar).
  [[nodiscard]] std::string_view type() const noexcept {
    return is(detail::Form::object) ? item_->text : std::string_view();
  }
  [[nodiscard]] bool is_a(std::string_view type_name) const noexcept { return type() == type_name; }
  /// A member; nothing when absent, as zero, false and "" are.
  [[nodiscard]] Node operator[](std::string_view field) const noexcept;
  [[nodiscard]] std::string_view text(std::string_view field) const noexcept {
    return (*this)[field].as_text();
  }
  [[nodiscard]] std::int64_t number(std::string_view field) const noexcept {
    return (*this)[field].as_number();
  }
  [[nodiscard]] bool flag(std::string_view field) const noexcept {
    const Node value = (*this)[field];
    return value.is(detail::Form::flag) && value.item_->number != 0;
  }
  /// Of a String node its text ("sval" of 15, "str" before), of a text itself.
  [[nodiscard]] std::string_view as_text() const noexcept;
  /// Of an Integer node its number, of a number itself; else 0.
  [[nodiscard]] std::int64_t as_number() const noexcept;
  /// Bytes into the statement's text; -1 when the node carries none. An absent "location" of a node
  /// that has one is 0.
  [[nodiscard]] std::int64_t location() const noexcept;

  [[nodiscard]] bool is_list() const noexcept { return is(detail::Form::list); }
  /// Elements of a list (of a List node too), or members of a node.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] Node at(std::size_t index) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// Of a member its field's name.
  [[nodiscard]] std::string_view key() const noexcept {
    return item_ == nullptr ? std::string_view() : item_->key;
  }

  [[nodiscard]] const detail::Item& item() const noexcept { return *item_; }

  class Iterator {
   public:
    Iterator(const detail::Tree* tree, const detail::Item* item) : tree_(tree), item_(item) {}
    Node operator*() const noexcept { return {*tree_, *item_}; }
    Iterator& operator++() noexcept {
      ++item_;
      return *this;
    }
    bool operator==(const Iterator& other) const noexcept { return item_ == other.item_; }

   private:
    const detail::Tree* tree_;
    const detail::Item* item_;
  };
  /// `for (Node element : node["tableElts"])`; nothing when it is absent.
  [[nodiscard]] Iterator begin() const noexcept;
  [[nodiscard]] Iterator end() const noexcept;

 private:
  [[nodiscard]] bool is(detail::Form form) const noexcept {
    return item_ != nullptr && item_->form == form;
  }
  [[nodiscard]] const detail::Item* list_item() const noexcept;

  const detail::Tree* tree_ = nullptr;
  const detail::Item* item_ = nullptr;
};

/// Holds a tree, which copies share. Nodes stay valid as long as one of them lives.
class Ast {
 public:
  Ast() = default;
  explicit Ast(std::shared_ptr<const detail::Tree> tree) : tree_(std::move(tree)) {}
  /// The statement: its type is that of the statement ("CreateStmt").
  [[nodiscard]] Node root() const noexcept;
  [[nodiscard]] std::size_t size_in_bytes() const noexcept;

 private:
  std::shared_ptr<const detail::Tree> tree_;
};

}  // namespace plumbline::sql
