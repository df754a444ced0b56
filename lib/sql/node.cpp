#include "sql/node.hpp"

namespace plumbline::sql {

using detail::Form;
using detail::Item;

Node Node::operator[](std::string_view field) const noexcept {
  if (!is(Form::object)) return {};
  const Item* const first = tree_->items.data() + item_->first;
  for (const Item* member = first; member != first + item_->count; ++member) {
    if (member->key == field) return {*tree_, *member};
  }
  return {};
}

std::string_view Node::as_text() const noexcept {
  if (is(Form::text)) return item_->text;
  if (is(Form::object)) {
    for (const std::string_view field : {"sval", "str", "fval", "bsval"}) {
      const Node value = (*this)[field];
      if (value) return value.as_text();
    }
  }
  return {};
}

std::int64_t Node::as_number() const noexcept {
  if (is(Form::number) || is(Form::flag)) return item_->number;
  return is(Form::object) ? (*this)["ival"].as_number() : 0;
}

std::int64_t Node::location() const noexcept {
  const Node value = (*this)["location"];
  return value ? value.as_number() : 0;
}

/// A List node wraps its elements once more.
const Item* Node::list_item() const noexcept {
  if (item_ == nullptr) return nullptr;
  if (item_->form == Form::list) return item_;
  if (item_->form == Form::object && item_->text == "List") {
    const Node items = (*this)["items"];
    if (items) return items.item_;
  }
  return item_->form == Form::object && item_->text != "List" ? item_ : nullptr;
}

std::size_t Node::size() const noexcept {
  const Item* const list = list_item();
  return list == nullptr ? 0 : list->count;
}

Node Node::at(std::size_t index) const noexcept {
  const Item* const list = list_item();
  if (list == nullptr || index >= list->count) return {};
  return {*tree_, tree_->items[list->first + index]};
}

Node::Iterator Node::begin() const noexcept {
  const Item* const list = list_item();
  return {tree_, list == nullptr ? nullptr : tree_->items.data() + list->first};
}

Node::Iterator Node::end() const noexcept {
  const Item* const list = list_item();
  return {tree_, list == nullptr ? nullptr : tree_->items.data() + list->first + list->count};
}

std::size_t Ast::size_in_bytes() const noexcept {
  if (tree_ == nullptr) return 0;
  return tree_->json.capacity() + tree_->items.capacity() * sizeof(Item);
}

Node Ast::root() const noexcept {
  if (tree_ == nullptr || tree_->items.empty()) return {};
  return {*tree_, tree_->items.back()};
}

}  // namespace plumbline::sql
