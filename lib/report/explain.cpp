/// The catalogue and the failure classes, written out: `plumbline explain`, and the table of the
/// README.

#include <algorithm>

#include "core/edit_distance.hpp"
#include "core/format.hpp"
#include "core/json.hpp"
#include "plumbline/error.hpp"
#include "plumbline/failure_class.hpp"
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

constexpr std::string_view class_prefix = "class/";

bool names_class(std::string_view name) {
  return name == "class" || name.starts_with(class_prefix);
}

/// The class that "class/M" names, all for "class".
std::span<const FailureClass> require_classes(std::string_view name) {
  if (name == "class") return failure_classes();
  const std::string_view letter = name.substr(class_prefix.size());
  if (const FailureClass* found = find_failure_class(letter)) return {found, 1};
  throw Error(Status::not_found,
              {.message = core::format("\"{}\" is no failure class", name.substr(0, 100)),
               .detail = "",
               .hint = "they are class/A to class/R and class/other; `plumbline explain class` "
                       "lists them",
               .sqlstate = "",
               .where = {}});
}

void write_class(core::JsonWriter& json, const FailureClass& one) {
  json.begin_object().member("class", one.letter).member("name", one.name);
  json.member("shows", one.shows).member("cause", one.cause).member("who", one.who);
  json.member("repair", one.repair).member("seen_by", one.seen_by).end_object();
}

std::string class_text(const FailureClass& one) {
  return core::format(
      "class {}: {}\n  shows as:       {}\n  cause:          {}\n  who repairs it: {}\n"
      "  repair:         {}\n  seen to work:   {}\n",
      one.letter, one.name, one.shows, one.cause, one.who, one.repair, one.seen_by);
}

std::string class_markdown(const FailureClass& one) {
  return core::format(
      "## class/{}\n\n{}.\n\n**Shows as.** {}.\n\n**Cause.** {}\n\n**Who repairs it.** {}.\n\n"
      "**Repair.** {}\n\n**Seen to work.** {}\n",
      one.letter, one.name, one.shows, one.cause, one.who, one.repair, one.seen_by);
}

}  // namespace

std::string explain_text(std::string_view name) {
  if (names_class(name)) {
    const auto classes = require_classes(name);
    std::string out;
    if (classes.size() == 1) return class_text(classes.front());
    for (const FailureClass& one : classes)
      out += core::format("class/{:<6} {:<36} {}\n", one.letter, one.name, one.who);
    return out;
  }
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
  if (const FailureClass* one = find_failure_class(rule.failure_class))
    out += core::format("  failure class: {}, {} (plumbline explain class/{})\n", one->letter,
                        one->name, one->letter);
  return out;
}

std::string explain_json(std::string_view name) {
  core::JsonWriter json;
  if (names_class(name)) {
    json.begin_object().member("schema", "plumbline.classes/1").member("version", version);
    json.key("classes").begin_array();
    for (const FailureClass& one : require_classes(name)) write_class(json, one);
    json.end_array().end_object();
    return std::move(json).finish();
  }
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
  if (names_class(name)) {
    std::string out;
    for (const FailureClass& one : require_classes(name)) {
      if (!out.empty()) out += "\n";
      out += class_markdown(one);
    }
    return out;
  }
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
