/// See json_compare.hpp. simdjson's DOM bounds the depth of both documents, so that the walk may
/// recurse.
#include "support/json_compare.hpp"

#include <simdjson.h>

#include <map>
#include <optional>

namespace plumbline::tests {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::string text_of(const element& value) { return simdjson::minify(value); }

bool is_number(element_type type) {
  return type == element_type::INT64 || type == element_type::UINT64 ||
         type == element_type::DOUBLE;
}

class Comparison {
 public:
  void compare(const std::string& path, const element& expected, const element& actual) {
    if (expected.is_object() && actual.is_object()) {
      compare_objects(path, expected, actual);
    } else if (expected.is_array() && actual.is_array()) {
      compare_arrays(path, expected, actual);
    } else if (!same_scalar(expected, actual)) {
      add(path, text_of(expected), text_of(actual));
    }
  }

  void add(const std::string& path, const std::string& expected, const std::string& actual) {
    differences_.push_back(path + ": expected " + expected + ", found " + actual);
  }

  std::vector<std::string> take() && { return std::move(differences_); }

 private:
  static bool same_scalar(const element& expected, const element& actual) {
    const bool has_double =
        expected.type() == element_type::DOUBLE || actual.type() == element_type::DOUBLE;
    if (has_double && is_number(expected.type()) && is_number(actual.type()))
      return double(expected) == double(actual);
    return expected.type() == actual.type() && !expected.is_object() && !expected.is_array() &&
           text_of(expected) == text_of(actual);
  }

  void compare_objects(const std::string& path, const element& expected, const element& actual) {
    std::map<std::string, std::pair<std::optional<element>, std::optional<element>>> members;
    for (const auto& [key, value] : simdjson::dom::object(expected))
      members[std::string(key)].first = value;
    for (const auto& [key, value] : simdjson::dom::object(actual))
      members[std::string(key)].second = value;
    for (const auto& [key, pair] : members) {
      const std::string at = path + "." + key;
      if (!pair.first) {
        add(at, "nothing", text_of(*pair.second));
      } else if (!pair.second) {
        add(at, text_of(*pair.first), "nothing");
      } else {
        compare(at, *pair.first, *pair.second);
      }
    }
  }

  void compare_arrays(const std::string& path, const element& expected, const element& actual) {
    const simdjson::dom::array left(expected);
    const simdjson::dom::array right(actual);
    auto found = right.begin();
    std::size_t index = 0;
    for (const element value : left) {
      const std::string at = path + "[" + std::to_string(index++) + "]";
      if (found == right.end()) {
        add(at, text_of(value), "nothing");
        continue;
      }
      compare(at, value, *found);
      ++found;
    }
    for (; found != right.end(); ++found) {
      add(path + "[" + std::to_string(index++) + "]", "nothing", text_of(*found));
    }
  }

  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> json_differences(std::string_view expected, std::string_view actual) {
  simdjson::dom::parser expected_parser;
  simdjson::dom::parser actual_parser;
  element left;
  element right;
  const simdjson::padded_string expected_text(expected);
  const simdjson::padded_string actual_text(actual);
  if (const auto error = expected_parser.parse(expected_text).get(left)) {
    return {std::string("$: the expected document is no JSON: ") + simdjson::error_message(error)};
  }
  if (const auto error = actual_parser.parse(actual_text).get(right)) {
    return {std::string("$: the actual document is no JSON: ") + simdjson::error_message(error)};
  }
  Comparison comparison;
  comparison.compare("$", left, right);
  return std::move(comparison).take();
}

}  // namespace plumbline::tests
