#include "adapters/alembic/questions.hpp"

#include <algorithm>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/json.hpp>
#include <tao/pegtl/contrib/unescape.hpp>
#include <utility>

#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

namespace pegtl = tao::pegtl;
namespace json = tao::pegtl::json;

// clang-format off
struct name      : json::key {};
struct text      : json::string {};
struct nothing   : json::null {};
struct begin_list: json::begin_array {};
struct item      : json::padr< json::string > {};
struct list      : pegtl::seq< begin_list, pegtl::opt< pegtl::list< item, json::value_separator > >, json::end_array > {};
struct member    : pegtl::seq< name, json::name_separator, json::padr< pegtl::sor< text, list, nothing > > > {};
struct begin     : json::begin_object {};
struct question  : pegtl::seq< begin, pegtl::opt< pegtl::list< member, json::value_separator > >, json::end_object > {};
struct document  : pegtl::seq< pegtl::star< json::ws >, json::begin_array,
                               pegtl::opt< pegtl::list< json::padr< question >, json::value_separator > >,
                               json::end_array, pegtl::star< json::ws >, pegtl::eof > {};
// clang-format on

struct State {
  std::vector<AskedQuestion> questions;
  std::string text;

  QuestionMember& last() { return questions.back().members.back(); }
  std::string take() { return std::exchange(text, {}); }
};

template <typename Rule>
struct action {};

template <>
struct action<json::unescaped> {
  template <typename Input>
  static void apply(const Input& in, State& state) {
    state.text.append(in.begin(), in.end());
  }
};

template <>
struct action<json::escaped_char> {
  template <typename Input>
  static void apply(const Input& in, State& state) {
    pegtl::unescape::unescape_c<json::escaped_char, '"', '\\', '/', '\b', '\f', '\n', '\r',
                                '\t'>::apply(in, state.text);
  }
};

template <>
struct action<json::unicode> {
  template <typename Input>
  static bool apply(const Input& in, State& state) {
    return pegtl::unescape::unescape_j::apply(in, state.text);
  }
};

template <>
struct action<begin> {
  static void apply0(State& state) { state.questions.emplace_back(); }
};

template <>
struct action<name> {
  static void apply0(State& state) {
    state.questions.back().members.push_back({state.take(), false, {}});
  }
};

template <>
struct action<begin_list> {
  static void apply0(State& state) { state.last().is_list = true; }
};

template <>
struct action<text> {
  static void apply0(State& state) { state.last().texts.push_back(state.take()); }
};

template <>
struct action<item> {
  static void apply0(State& state) { state.last().texts.push_back(state.take()); }
};

}  // namespace

std::vector<std::string> AskedQuestion::texts(std::string_view member_name) const {
  const auto found = std::ranges::find(members, member_name, &QuestionMember::name);
  return found == members.end() ? std::vector<std::string>() : found->texts;
}

std::string AskedQuestion::text(std::string_view member_name) const {
  const std::vector<std::string> all = texts(member_name);
  return all.empty() ? std::string() : all.front();
}

std::vector<AskedQuestion> read_questions(std::string_view source) {
  pegtl::memory_input in(source.data(), source.data() + source.size(), "queries.json");
  State state;
  try {
    if (pegtl::parse<document, action>(in, state)) return std::move(state.questions);
  } catch (const pegtl::parse_error& problem) {
    throw Error(Status::format, system::format("queries.json: {}", problem.message()));
  }
  throw Error(Status::format,
              "queries.json is no JSON array of questions (objects of texts and lists of texts)");
}

}  // namespace plumbline::adapters::alembic
