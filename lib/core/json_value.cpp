#include "core/json_value.hpp"

#include <algorithm>
#include <charconv>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/json.hpp>
#include <tao/pegtl/contrib/unescape.hpp>

#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::core {

namespace {

namespace pegtl = tao::pegtl;

constexpr std::size_t max_depth = 64;

const JsonValue absent;

/// The containers that are open, the outermost first; values go into the last one.
struct Reading {
  JsonValue result;
  std::vector<JsonValue> open;
  std::vector<std::string> names;  // read and not yet given their value, one for each open object
  std::string text;

  void add(JsonValue value) {
    if (open.empty()) {
      result = std::move(value);
      return;
    }
    JsonValue& into = open.back();
    if (into.kind == JsonValue::Kind::object) {
      into.names.push_back(std::move(names.back()));
      names.pop_back();
    }
    into.items.push_back(std::move(value));
  }

  void begin(JsonValue::Kind kind) {
    if (open.size() == max_depth) {
      throw Error(Status::limit, system::format("JSON: more than {} levels", max_depth));
    }
    open.emplace_back().kind = kind;
  }

  void end() {
    JsonValue value = std::move(open.back());
    open.pop_back();
    add(std::move(value));
  }
};

// clang-format off
struct plain       : pegtl::plus< pegtl::utf8::ranges< 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x10ffff > > {};
struct simple      : pegtl::one< '"', '\\', '/', 'b', 'f', 'n', 'r', 't' > {};
struct code_units  : pegtl::list< pegtl::seq< pegtl::one< 'u' >, pegtl::rep< 4, pegtl::xdigit > >, pegtl::one< '\\' > > {};
struct content     : pegtl::star< pegtl::sor< plain, pegtl::seq< pegtl::one< '\\' >, pegtl::sor< simple, code_units > > > > {};
struct quoted      : pegtl::seq< pegtl::one< '"' >, content, pegtl::one< '"' > > {};
struct name        : quoted {};
struct text        : quoted {};
struct number      : pegtl::json::number {};
struct yes         : TAO_PEGTL_STRING( "true" ) {};
struct no          : TAO_PEGTL_STRING( "false" ) {};
struct nothing     : TAO_PEGTL_STRING( "null" ) {};
struct blanks      : pegtl::star< pegtl::one< ' ', '\t', '\n', '\r' > > {};
template< typename Rule >
struct padded      : pegtl::seq< Rule, blanks > {};
struct begin_list  : pegtl::one< '[' > {};
struct end_list    : pegtl::one< ']' > {};
struct begin_object : pegtl::one< '{' > {};
struct end_object  : pegtl::one< '}' > {};
struct value;
struct item        : pegtl::must< value > {};
struct colon       : pegtl::one< ':' > {};
struct member      : pegtl::must< padded< name >, padded< colon >, value > {};
struct list        : pegtl::if_must< padded< begin_list >, pegtl::sor< end_list, pegtl::seq< pegtl::list< item, padded< pegtl::one< ',' > > >, end_list > > > {};
struct object      : pegtl::if_must< padded< begin_object >, pegtl::sor< end_object, pegtl::seq< pegtl::list< member, padded< pegtl::one< ',' > > >, end_object > > > {};
struct value       : padded< pegtl::sor< object, list, text, number, yes, no, nothing > > {};
struct document    : pegtl::must< blanks, value, pegtl::eof > {};
// clang-format on

template <typename Rule>
struct Action : pegtl::nothing<Rule> {};

template <>
struct Action<plain> {
  template <typename Input>
  static void apply(const Input& in, Reading& reading) {
    reading.text.append(in.begin(), in.end());
  }
};

template <>
struct Action<simple>
    : pegtl::unescape::unescape_c<simple, '"', '\\', '/', '\b', '\f', '\n', '\r', '\t'> {
  template <typename Input>
  static void apply(const Input& in, Reading& reading) {
    pegtl::unescape::unescape_c<simple, '"', '\\', '/', '\b', '\f', '\n', '\r', '\t'>::apply(
        in, reading.text);
  }
};

template <>
struct Action<code_units> {
  template <typename Input>
  static void apply(const Input& in, Reading& reading) {
    pegtl::unescape::unescape_j::apply(in, reading.text);
  }
};

template <>
struct Action<name> {
  static void apply0(Reading& reading) {
    reading.names.push_back(std::move(reading.text));
    reading.text.clear();
  }
};

template <>
struct Action<text> {
  static void apply0(Reading& reading) {
    JsonValue value{.kind = JsonValue::Kind::text};
    value.text = std::move(reading.text);
    reading.text.clear();
    reading.add(std::move(value));
  }
};

template <>
struct Action<number> {
  template <typename Input>
  static void apply(const Input& in, Reading& reading) {
    JsonValue value{.kind = JsonValue::Kind::number};
    const auto [end, error] = std::from_chars(in.begin(), in.end(), value.number);
    if (error != std::errc() || end != in.end()) value.number = 0;
    reading.add(std::move(value));
  }
};

template <bool value>
struct AddBoolean {
  static void apply0(Reading& reading) {
    reading.add({.kind = JsonValue::Kind::boolean, .is_true = value});
  }
};
template <>
struct Action<yes> : AddBoolean<true> {};
template <>
struct Action<no> : AddBoolean<false> {};
template <>
struct Action<nothing> {
  static void apply0(Reading& reading) { reading.add({}); }
};

template <JsonValue::Kind kind>
struct Begin {
  static void apply0(Reading& reading) { reading.begin(kind); }
};
struct End {
  static void apply0(Reading& reading) { reading.end(); }
};
template <>
struct Action<begin_list> : Begin<JsonValue::Kind::list> {};
template <>
struct Action<begin_object> : Begin<JsonValue::Kind::object> {};
template <>
struct Action<end_list> : End {};
template <>
struct Action<end_object> : End {};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? nullptr : &items[static_cast<std::size_t>(found - names.begin())];
}

const std::string& JsonValue::text_of(std::string_view name) const {
  const JsonValue* const value = find(name);
  return value == nullptr ? absent.text : value->text;
}

std::int64_t JsonValue::number_of(std::string_view name) const {
  const JsonValue* const value = find(name);
  return value == nullptr ? 0 : value->number;
}

bool JsonValue::is(std::string_view name) const {
  const JsonValue* const value = find(name);
  return value != nullptr && value->is_true;
}

const std::vector<JsonValue>& JsonValue::list_of(std::string_view name) const {
  const JsonValue* const value = find(name);
  return value == nullptr || value->kind != Kind::list ? absent.items : value->items;
}

JsonValue read_json(std::string_view document) {
  pegtl::memory_input input(document.data(), document.data() + document.size(), "JSON");
  Reading reading;
  try {
    pegtl::parse<core::document, Action>(input, reading);
  } catch (const pegtl::parse_error& problem) {
    throw Error(Status::format, system::format("JSON: byte {} is not what is expected there",
                                               problem.positions().front().byte));
  }
  return std::move(reading.result);
}

}  // namespace plumbline::core
