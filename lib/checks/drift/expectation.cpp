#include "checks/drift/expectation.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/format.hpp"
#include "core/glob.hpp"
#include "plumbline/error.hpp"

namespace plumbline::checks::drift {

namespace {

constexpr std::array<std::string_view, 13> kinds = {
    "extension", "function", "index",   "matview", "policy", "role",         "schema",
    "sequence",  "table",    "trigger", "type",    "view",   "foreign-table"};

bool is_relation(std::string_view kind) {
  return kind == "table" || kind == "view" || kind == "matview" || kind == "foreign-table";
}

bool matches(const Expectation& expected, const ObjectName& object) {
  if (expected.kind.empty() ? !is_relation(object.kind) : object.kind != expected.kind)
    return false;
  if (expected.pattern.find('.') == std::string::npos)
    return core::glob_matches(expected.pattern, object.name);
  return core::glob_matches(expected.pattern, object.schema + "." + object.name);
}

std::string noun(const Expectation& expected) {
  return expected.kind.empty() ? "table or view" : expected.kind;
}

}  // namespace

Expectation parse_expectation(std::string_view text) {
  Expectation expected;
  expected.text = text;
  std::string_view rest = text;
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    expected.kind = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    if (std::ranges::find(kinds, expected.kind) == kinds.end()) {
      throw Error(Status::argument,
                  core::format("expectation \"{}\": kind \"{}\" is not known; use table, view, "
                               "matview, sequence, index, type, "
                               "function, trigger, policy, schema, extension or role",
                               text, expected.kind));
    }
  }
  if (const std::size_t equals = rest.rfind('='); equals != std::string_view::npos) {
    const std::string_view digits = rest.substr(equals + 1);
    std::size_t count = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (problem != std::errc() || end != digits.data() + digits.size()) {
      throw Error(Status::argument,
                  core::format("expectation \"{}\": \"{}\" is not a number", text, digits));
    }
    expected.count = count;
    rest = rest.substr(0, equals);
  }
  expected.pattern = rest;
  if (rest.empty())
    throw Error(Status::argument,
                core::format(
                    "expectation \"{}\" names nothing; write NAME, NAME=COUNT or KIND:NAME", text));
  return expected;
}

std::vector<Finding> expectations(const std::vector<Expectation>& expected,
                                  const std::vector<ObjectName>& names) {
  std::vector<Finding> findings;
  for (const Expectation& one : expected) {
    const auto found = static_cast<std::size_t>(std::ranges::count_if(
        names, [&](const ObjectName& object) { return matches(one, object); }));
    const bool is_short = one.count ? found < *one.count : found == 0;
    const bool is_over = one.count && found > *one.count;
    if (!is_short && !is_over) continue;
    const std::string message =
        one.count
            ? core::format("expected {} of {} \"{}\", found {}", *one.count, noun(one), one.pattern,
                           found)
            : core::format("expected {} \"{}\" is not in the database", noun(one), one.pattern);
    findings.push_back(
        make_finding(is_short ? "drift/missing-object" : "drift/unexpected-object", message));
    findings.back().object = one.pattern;
  }
  return findings;
}

}  // namespace plumbline::checks::drift
