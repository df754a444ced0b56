/// Methods of text, lists, tuples, sets and dictionaries, as far as revisions use them.

#include <algorithm>
#include <functional>

#include "adapters/alembic/python_text.hpp"
#include "adapters/alembic/render/value.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

using Arguments = std::vector<Value>;

Value not_followed(std::string_view name) {
  return make_unknown("the method " + std::string(name) + "() is not followed");
}

bool is_text(const Arguments& arguments, std::size_t place) {
  return place < arguments.size() && arguments[place].is(Kind::text);
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c & '\x80') != 0; });
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const std::size_t found = from.empty() ? std::string_view::npos : text.find(from, at);
    if (found == std::string_view::npos || out.size() > max_text) break;
    out.append(text, at, found - at).append(to);
    at = found + from.size();
  }
  return out.append(text.substr(at));
}

std::string change_case(std::string_view text, char first, char last) {
  std::string out(text);
  for (char& c : out)
    if (c >= first && c <= last) c = static_cast<char>(c ^ 0x20);
  return out;
}

std::string_view strip_characters(std::string_view text, std::string_view characters, bool left,
                                  bool right) {
  if (left) text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
  if (right) text = text.substr(0, text.find_last_not_of(characters) + 1);
  return text;
}

Value strip(const Value& self, std::string_view name, const Arguments& arguments) {
  static constexpr std::string_view blanks = " \t\n\r\f\v";
  if (!arguments.empty() && !is_text(arguments, 0)) return not_followed(name);
  if (arguments.empty() && name == "strip") return make_text(std::string(python_strip(self.text)));
  const std::string_view characters = arguments.empty() ? blanks : arguments[0].text;
  return make_text(
      std::string(strip_characters(self.text, characters, name != "rstrip", name != "lstrip")));
}

Value split(const Value& self, const Arguments& arguments) {
  std::vector<Value> parts;
  std::string_view rest = self.text;
  if (arguments.empty() || arguments[0].is(Kind::none)) {
    while (!(rest = strip_characters(rest, " \t\n\r\f\v", true, false)).empty()) {
      const std::size_t end = std::min(rest.find_first_of(" \t\n\r\f\v"), rest.size());
      parts.push_back(make_text(std::string(rest.substr(0, end))));
      rest.remove_prefix(end);
    }
    return make_items(Kind::list, std::move(parts));
  }
  if (!is_text(arguments, 0) || arguments[0].text.empty()) return not_followed("split");
  std::int64_t limit = -1;
  if (arguments.size() > 1) {
    if (!arguments[1].is(Kind::integer)) return not_followed("split");
    limit = arguments[1].number;
  }
  while (limit-- != 0) {
    const std::size_t end = rest.find(arguments[0].text);
    if (end == std::string_view::npos) break;
    parts.push_back(make_text(std::string(rest.substr(0, end))));
    rest.remove_prefix(end + arguments[0].text.size());
  }
  parts.push_back(make_text(std::string(rest)));
  return make_items(Kind::list, std::move(parts));
}

Value join(const Value& self, const Arguments& arguments) {
  if (arguments.size() != 1) return not_followed("join");
  if (arguments[0].is_unknown()) return arguments[0];
  if (!arguments[0].is_sequence()) return not_followed("join");
  std::string out;
  bool is_first = true;
  for (const Value& item : *arguments[0].items) {
    if (item.is_unknown()) return item;
    if (!item.is(Kind::text) || out.size() > max_text) return not_followed("join");
    if (!is_first) out += self.text;
    is_first = false;
    out += item.text;
  }
  return make_text(std::move(out));
}

Value text_method(const Value& self, std::string_view name, const Arguments& arguments,
                  const Keywords& keywords) {
  if (name == "format") return brace_format(self.text, arguments, keywords);
  if (name == "join") return join(self, arguments);
  for (const Value& argument : arguments)
    if (argument.is_unknown()) return argument;
  if (!keywords.empty()) return not_followed(name);
  if (name == "strip" || name == "lstrip" || name == "rstrip") return strip(self, name, arguments);
  if (name == "split") return split(self, arguments);
  if (name == "splitlines" && arguments.empty()) {
    std::vector<Value> lines;
    std::string_view rest = self.text;
    while (!rest.empty()) lines.push_back(make_text(std::string(take_line(rest))));
    return make_items(Kind::list, std::move(lines));
  }
  if (name == "replace" && arguments.size() == 2 && is_text(arguments, 0) &&
      is_text(arguments, 1) && !arguments[0].text.empty())
    return make_text(replace_all(self.text, arguments[0].text, arguments[1].text));
  if (name == "startswith" && is_text(arguments, 0) && arguments.size() == 1)
    return make_boolean(self.text.starts_with(arguments[0].text));
  if (name == "endswith" && is_text(arguments, 0) && arguments.size() == 1)
    return make_boolean(self.text.ends_with(arguments[0].text));
  if (!is_ascii(self.text) || !arguments.empty()) return not_followed(name);
  if (name == "upper") return make_text(change_case(self.text, 'a', 'z'));
  if (name == "lower" || name == "casefold") return make_text(change_case(self.text, 'A', 'Z'));
  if (name == "capitalize") {
    std::string text = change_case(self.text, 'A', 'Z');
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
      text[0] = static_cast<char>(text[0] ^ 0x20);
    return make_text(std::move(text));
  }
  return not_followed(name);
}

/// A change that may not happen leaves nothing known of what it would change.
void spoil(const Value& self) {
  for (Value& item : *self.items) item = make_open_item();
  self.items->push_back(make_open_item());
  if (self.is(Kind::dictionary) && self.items->size() % 2 == 1)
    self.items->push_back(make_open_item());
}

Value list_method(const Value& self, std::string_view name, const Arguments& arguments,
                  bool is_certain) {
  std::vector<Value>& items = *self.items;
  if (name == "index" || name == "count" || name == "copy") {
    if (name == "copy") return make_items(self.kind, items);
    return not_followed(name);
  }
  if (!is_certain) {
    spoil(self);
    return {};
  }
  if ((name == "append" || name == "add") && arguments.size() == 1) {
    const bool is_there = self.is(Kind::set) && std::ranges::any_of(items, [&](const Value& item) {
                            return equal(item, arguments[0]) == Truth::yes;
                          });
    if (!is_there) items.push_back(arguments[0]);
    return {};
  }
  if ((name == "extend" || name == "update") && arguments.size() == 1 &&
      arguments[0].is_sequence() && !self.is(Kind::set)) {
    if (items.size() + arguments[0].items->size() > 50'000) {
      spoil(self);
      return not_followed(name);
    }
    const std::vector<Value> more = *arguments[0].items;
    items.insert(items.end(), more.begin(), more.end());
    return {};
  }
  if (name == "insert" && arguments.size() == 2 && arguments[0].is(Kind::integer) &&
      arguments[0].number >= 0) {
    const auto place = std::min(static_cast<std::size_t>(arguments[0].number), items.size());
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(place), arguments[1]);
    return {};
  }
  if (name == "reverse") {
    std::ranges::reverse(items);
    return {};
  }
  if (name == "pop" && arguments.empty() && !items.empty()) {
    Value last = items.back();
    items.pop_back();
    return last;
  }
  spoil(self);
  return not_followed(name);
}

Value dictionary_method(const Value& self, std::string_view name, const Arguments& arguments,
                        const Keywords& keywords, bool is_certain) {
  std::vector<Value>& items = *self.items;
  if (name == "copy") return make_items(Kind::dictionary, items);
  if (name == "keys" || name == "values" || name == "items") {
    std::vector<Value> list;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (name == "items")
        list.push_back(make_items(Kind::tuple, {items[i], items[i + 1]}));
      else
        list.push_back(items[name == "keys" ? i : i + 1]);
    }
    return make_items(Kind::list, std::move(list));
  }
  const auto place_of = [&items](const Value& key) {
    std::size_t i = 0;
    while (i < items.size() && equal(items[i], key) == Truth::no) i += 2;
    return i;
  };
  if (name == "get" && !arguments.empty()) {
    const std::size_t place = place_of(arguments[0]);
    if (place >= items.size()) return arguments.size() > 1 ? arguments[1] : Value{};
    if (equal(items[place], arguments[0]) != Truth::yes) return not_followed(name);
    return items[place + 1];
  }
  if (!is_certain) {
    spoil(self);
    return {};
  }
  const auto set = [&](const Value& key, const Value& value) {
    const std::size_t place = place_of(key);
    if (place < items.size()) {
      items[place + 1] = value;
    } else {
      items.push_back(key);
      items.push_back(value);
    }
  };
  if (name == "update" && arguments.size() <= 1 &&
      (arguments.empty() || arguments[0].is(Kind::dictionary))) {
    if (!arguments.empty()) {
      const std::vector<Value> more = *arguments[0].items;
      for (std::size_t i = 0; i + 1 < more.size(); i += 2) set(more[i], more[i + 1]);
    }
    for (const auto& [key, value] : keywords) set(make_text(key), value);
    return {};
  }
  if (name == "pop" && !arguments.empty()) {
    const std::size_t place = place_of(arguments[0]);
    if (place >= items.size()) return arguments.size() > 1 ? arguments[1] : not_followed(name);
    Value value = items[place + 1];
    const auto first = items.begin() + static_cast<std::ptrdiff_t>(place);
    items.erase(first, first + 2);
    return value;
  }
  spoil(self);
  return not_followed(name);
}

}  // namespace

Value call_method(const Value& self, std::string_view name, const std::vector<Value>& arguments,
                  const Keywords& keywords, bool is_certain) {
  if (self.is(Kind::text)) return text_method(self, name, arguments, keywords);
  if (self.is_sequence()) return list_method(self, name, arguments, is_certain);
  if (self.is(Kind::dictionary))
    return dictionary_method(self, name, arguments, keywords, is_certain);
  return not_followed(name);
}

}  // namespace plumbline::adapters::alembic::render
