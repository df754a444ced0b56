/// The documents that conformance/sqitch/README.md describes. Passwords are masked, wherever they
/// stand.
#include <array>

#include "adapters/sqitch/scripts.hpp"
#include "adapters/sqitch/tree.hpp"
#include "adapters/sqitch/uri_text.hpp"
#include "core/json.hpp"

namespace plumbline::adapters::sqitch {

namespace {

using core::JsonWriter;

constexpr std::string_view mask = "***";
/// The user whom conformance/sqitch/README.md assumes where nothing else names one.
constexpr std::string_view assumed_user = "nobody";

/// Where the user's part of a URI without `//` begins, in a word that ends before an `@`.
std::size_t behind_scheme(std::string_view word) {
  std::size_t begin = 0;
  if (lower_ascii(word.substr(0, 3)) == "db:") begin = 3;
  const std::size_t colon = word.find(':', begin);
  if (colon != std::string_view::npos &&
      DatabaseUri::is_known_scheme(word.substr(begin, colon - begin)))
    begin = colon + 1;
  return begin;
}

/// A project's URI need not be a database's: there, only what is in front of a host is a password.
enum class MaskPlace { anywhere, authority };

/// Passwords wherever they stand in a text: `user:PASSWORD@`, with and without `//` in front, and
/// parameters that are passwords.
std::string mask_passwords(std::string_view text, MaskPlace place = MaskPlace::anywhere) {
  std::string masked(text);
  for (std::size_t at = masked.find('@'); at != std::string::npos; at = masked.find('@', at + 1)) {
    const std::size_t slashes = masked.rfind("//", at);
    const bool is_in_authority =
        slashes != std::string::npos && masked.find_first_of("/?#", slashes + 2) > at;
    if (!is_in_authority && place == MaskPlace::authority) continue;
    if (is_in_authority)
      at = masked.rfind('@', masked.find_first_of("/?#", slashes + 2));  // the last one counts
    const std::size_t gap = masked.find_last_of(" \"'=?&;", at);
    std::size_t begin = is_in_authority ? slashes + 2 : gap == std::string::npos ? 0 : gap + 1;
    if (!is_in_authority)
      begin += behind_scheme(std::string_view(masked).substr(begin, at - begin));
    const std::size_t colon = masked.find(':', begin);
    if (colon == std::string::npos || colon + 1 >= at) continue;
    masked.replace(colon + 1, at - colon - 1, mask);
    at = colon + 1 + mask.size();
  }
  for (std::size_t at = masked.find("password="); at != std::string::npos;
       at = masked.find("password=", at + 1)) {
    const std::size_t begin = at + std::string_view("password=").size();
    const std::size_t end = std::min(masked.find_first_of("&;# \"", begin), masked.size());
    if (end > begin) masked.replace(begin, end - begin, mask);
  }
  return masked;
}

void write_optional(JsonWriter& json, std::string_view name,
                    const std::optional<std::string>& value) {
  json.key(name);
  if (value) {
    json.string(mask_passwords(*value));
  } else {
    json.null();
  }
}

void write_item(JsonWriter& json, const PlannedItem& item) {
  json.member("timestamp", item.timestamp);
  json.member("planner_name", item.planner_name);
  json.member("planner_email", item.planner_email);
  json.member("note", item.note);
}

void write_dependencies(JsonWriter& json, std::string_view name,
                        const std::vector<Dependency>& dependencies, const std::string& project) {
  json.key(name).begin_array();
  for (const Dependency& dependency : dependencies) json.string(dependency.written_form(project));
  json.end_array();
}

void write_change(JsonWriter& json, const PlanFile& plan, std::size_t index,
                  const TargetFiles& files) {
  const PlannedChange& change = plan.changes[index];
  json.begin_object();
  json.member("name", change.name);
  json.member("id", change.id);
  json.member("operator", change.change_operator);
  write_dependencies(json, "requires", change.requirements, plan.project);
  write_dependencies(json, "conflicts", change.conflicts, plan.project);
  json.key("tags").begin_array();
  for (std::size_t tag = change.tags_begin; tag < change.tags_end; ++tag)
    json.string("@" + plan.tags[tag].name);
  json.end_array();
  json.key("rework_tags").begin_array();
  for (const std::size_t tag : rework_tags(plan, index)) json.string("@" + plan.tags[tag].name);
  json.end_array();
  write_item(json, change);
  json.member("deploy_file", deploy_file_alone(plan, index, files));
  json.end_object();
}

void write_tag(JsonWriter& json, const PlanFile& plan, const PlannedTag& tag) {
  const PlannedChange& change = plan.changes[tag.change];
  json.begin_object();
  json.member("name", "@" + tag.name);
  json.member("id", tag.id);
  json.member("change", change.name);
  json.member("change_id", change.id);
  write_item(json, tag);
  json.end_object();
}

void write_error(JsonWriter& json, const ToolError& error) {
  json.key("error").begin_object();
  json.member("ident", error.ident);
  json.member("message", mask_passwords(error.message));
  json.end_object();
}

void write_files(JsonWriter& json, const TargetFiles& files) {
  json.member("plan_file", files.plan_file);
  json.member("top_dir", files.top_folder);
  json.member("deploy_dir", files.deploy.current);
  json.member("revert_dir", files.revert.current);
  json.member("verify_dir", files.verify.current);
  json.member("reworked_dir", files.reworked_folder);
  json.member("reworked_deploy_dir", files.deploy.reworked);
  json.member("reworked_revert_dir", files.revert.reworked);
  json.member("reworked_verify_dir", files.verify.reworked);
  json.member("extension", files.extension);
}

void write_engine(JsonWriter& json, const SqitchTarget& target) {
  if (target.registry) json.member("registry", *target.registry);
  if (target.client) json.member("client", *target.client);
  if (target.engine_error) {
    json.key("engine_error").begin_object();
    json.member("ident", target.engine_error->ident);
    json.member("message", target.engine_error->message);
    json.end_object();
  } else if (target.engine == "pg") {
    json.member("destination", mask_passwords(destination(target, assumed_user)));
    json.key("client_command").begin_array();
    for (const std::string& argument : psql_command(target)) json.string(mask_passwords(argument));
    json.end_array();
  }
}

void write_target(JsonWriter& json, const SqitchTarget& target) {
  json.member("name", mask_passwords(target.name));
  json.member("uri", mask_passwords(target.uri.text()));
  json.key("engine").string_or_null(target.engine);
  write_optional(json, "user", target.user);
  json.key("password");
  if (target.password) {
    json.string(target.password->empty() ? std::string_view() : mask);
  } else {
    json.null();
  }
  write_optional(json, "host", target.uri.host());
  write_optional(json, "port", target.uri.port());
  write_optional(json, "dbname", target.uri.database());
  json.key("query").begin_array();
  for (const auto& [key, value] : target.uri.query()) {
    json.string(key);
    json.string(key.ends_with("password") && !value.empty() ? mask : std::string_view(value));
  }
  json.end_array();
  json.member("dsn", mask_passwords(target.uri.dsn()));
  write_files(json, target.files);
  json.key("variables").begin_object();
  for (const auto& [name, value] : target.variables) json.member(name, value);
  json.end_object();
  write_engine(json, target);
}

void write_result(JsonWriter& json, const TargetResult& result) {
  json.begin_object();
  if (result.target) {
    write_target(json, *result.target);
  } else {
    write_error(json, *result.error);
  }
  json.end_object();
}

/// The lines of a list of questions that hold any.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string plan_json(const PlanFile& plan, const TargetFiles& files) {
  JsonWriter json;
  json.begin_object();
  const bool is_refused = plan.refusal.has_value();
  json.key("project").string_or_null(is_refused ? std::string_view() : plan.project);
  json.key("uri");
  if (plan.uri && !is_refused) {
    json.string(mask_passwords(*plan.uri, MaskPlace::authority));
  } else {
    json.null();
  }
  json.key("changes").begin_array();
  if (!is_refused) {
    for (std::size_t i = 0; i < plan.changes.size(); ++i) write_change(json, plan, i, files);
  }
  json.end_array();
  json.key("tags").begin_array();
  if (!is_refused) {
    for (const PlannedTag& tag : plan.tags) write_tag(json, plan, tag);
  }
  json.end_array();
  json.key("error");
  if (is_refused) {
    json.begin_object().key("line");
    if (plan.refusal->line) {
      json.number(*plan.refusal->line);
    } else {
      json.null();
    }
    json.member("message", plan.refusal->message).member("ident", plan.refusal->ident).end_object();
  } else {
    json.null();
  }
  json.end_object();
  return std::move(json).finish();
}

std::string targets_json(const Config& config, const system::Environment& environment,
                         std::string_view names) {
  JsonWriter json;
  json.begin_object();
  json.key("config_l").begin_object();
  const bool is_broken = config.error.has_value();
  json.member("exit", is_broken ? 255 : 0);
  json.member("stdout", is_broken ? std::string() : mask_passwords(list_config(config)));
  json.member("stderr", is_broken ? config.error->message : std::string());
  json.end_object();
  json.key("targets").begin_array();
  const auto ask = [&](const std::optional<std::string>& name) {
    json.begin_object();
    write_optional(json, "asked", name);
    json.key("result");
    write_result(json, resolve_target(config, environment, name));
    json.end_object();
  };
  ask(std::nullopt);
  for (const std::string& name : lines_of(names)) ask(name);
  json.end_array();
  json.end_object();
  return std::move(json).finish();
}

std::string uris_json(std::string_view uris) {
  Config config;
  config.is_initialised = true;
  config.entries["core.engine"] = {"core.engine", "sqitch.conf", {{"pg", {}}}};
  const system::Environment environment{{}};
  JsonWriter json;
  json.begin_array();
  for (const std::string& uri : lines_of(uris)) {
    if (uri.starts_with('#')) continue;
    json.begin_object();
    json.member("given", mask_passwords(uri));
    json.key("as_target_option");
    write_result(json, resolve_target(config, environment, uri));
    json.key("as_argument").begin_object();
    const TargetResult argument = resolve_argument(config, environment, uri);
    if (argument.target) {
      json.member("target", mask_passwords(argument.target->name));
      json.member("uri", mask_passwords(argument.target->uri.text()));
    } else {
      write_error(json, *argument.error);
    }
    json.end_object();
    json.end_object();
  }
  json.end_array();
  return std::move(json).finish();
}

}  // namespace plumbline::adapters::sqitch
