/// The catalogue, written out: `plumbline explain`, and the table of the README.

#include <algorithm>

#include "core/edit_distance.hpp"
#include "core/format.hpp"
#include "core/json.hpp"
#include "plumbline/error.hpp"
#include "plumbline/render.hpp"
#include "plumbline/rule.hpp"
#include "plumbline/version.hpp"

namespace plumbline {

namespace {

const Rule& require_rule(std::string_view name) {
  if (const Rule* rule = find_rule(name)) return *rule;
  const auto bounded = name.substr(0, 100);
  const auto nearest = std::ranges::min_element(
      rules(), {}, [&](const Rule& rule) { return core::edit_distance(bounded, rule.name, 64); });
  throw Error(
      Status::not_found,
      {.message = core::format("\"{}\" is no rule of the catalogue", bounded),
       .detail = "",
       .hint = core::format("the nearest is \"{}\"; `plumbline explain` lists all", nearest->name),
       .sqlstate = "",
       .where = {}});
}

void write_rule(core::JsonWriter& json, const Rule& rule) {
  json.begin_object().member("name", rule.name).member("severity", severity_name(rule.severity));
  json.member("summary", rule.summary)
      .member("consequence", rule.consequence)
      .member("remedy", rule.remedy);
  json.member("source", rule.source);
  json.key("class").string_or_null(rule.failure_class);
  json.end_object();
}

}  // namespace

std::string explain_text(std::string_view name) {
  if (name.empty()) {
    std::string out;
    for (const Rule& rule : rules())
      out +=
          core::format("{:<32} {:<8} {}\n", rule.name, severity_name(rule.severity), rule.summary);
    return out;
  }
  const Rule& rule = require_rule(name);
  std::string out = core::format(
      "{} ({})\n  {}\n\n  in production: {}\n  repair:        {}\n  source:        {}\n", rule.name,
      severity_name(rule.severity), rule.summary, rule.consequence, rule.remedy, rule.source);
  if (!rule.failure_class.empty()) out += core::format("  failure class: {}\n", rule.failure_class);
  return out;
}

std::string explain_json(std::string_view name) {
  core::JsonWriter json;
  json.begin_object()
      .member("schema", "plumbline.rules/1")
      .member("version", version)
      .key("rules")
      .begin_array();
  if (name.empty()) {
    for (const Rule& rule : rules()) write_rule(json, rule);
  } else {
    write_rule(json, require_rule(name));
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

std::string explain_markdown(std::string_view name) {
  if (name.empty()) {
    std::string out = "| rule | severity | what is wrong |\n|---|---|---|\n";
    for (const Rule& rule : rules())
      out += core::format("| `{}` | {} | {} |\n", rule.name, severity_name(rule.severity),
                          rule.summary);
    return out;
  }
  const Rule& rule = require_rule(name);
  return core::format(
      "## {}\n\n{} — {}.\n\n**In production.** {}\n\n**Repair.** {}\n\n**Source.** {}\n", rule.name,
      severity_name(rule.severity), rule.summary, rule.consequence, rule.remedy, rule.source);
}

}  // namespace plumbline
