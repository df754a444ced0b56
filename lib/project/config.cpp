/// plumbline.toml: where it is found, `ignore`, `[rules]` and `[[suppress]]`. Unknown keys are
/// errors: a misspelt suppression must not pass unseen.
#include "project/config.hpp"

#include <algorithm>
#include <array>

#include "plumbline/error.hpp"
#include "plumbline/rule.hpp"
#include "project/config_gate.hpp"
#include "project/config_node.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::project {

namespace {

constexpr auto top_keys = std::to_array<std::string_view>(
    {"baseline", "conventions", "gate", "ignore", "project", "rules", "suppress"});
constexpr std::array<std::string_view, 3> convention_keys = {"comments", "names",
                                                             "qualified_tables"};
constexpr std::array<std::string_view, 4> suppress_keys = {"change", "path", "reason", "rule"};
constexpr std::string_view file_name = "plumbline.toml";

class Reader : private ConfigNodes {
 public:
  explicit Reader(const std::string& file) : ConfigNodes(file) { config_.file = file; }

  Config run(std::string_view text) {
    const auto parsed = system::parse_toml(text);
    if (const auto* fault = std::get_if<system::TomlFault>(&parsed))
      refuse(fault->source, fault->description);
    const auto& top = std::get<toml::table>(parsed);
    require_known(top, top_keys);
    if (const toml::node* baseline = top.get("baseline"))
      config_.baseline = this->text(*baseline, "baseline");
    if (const toml::node* ignore = top.get("ignore")) config_.ignored = texts(*ignore, "ignore");
    if (const toml::node* rules = top.get("rules")) read_rules(*rules);
    if (const toml::node* suppress = top.get("suppress")) read_suppressions(*suppress);
    if (const toml::node* conventions = top.get("conventions")) read_conventions(*conventions);
    config_.gate = read_gate(top, *this);
    return std::move(config_);
  }

 private:
  void require_rule(const toml::source_region& region, std::string_view pattern) const {
    std::vector<std::string_view> names;
    for (const Rule& rule : rules()) {
      if (rule_matches(pattern, rule.name)) return;
      names.push_back(rule.name);
      names.push_back(rule.name.substr(0, rule.name.find('/')));
    }
    refuse(region, system::format("\"{}\" is no rule, family or pattern of the catalogue{}",
                                  pattern, suggestion(pattern, names)));
  }

  void read_rules(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) refuse(node.source(), "\"rules\" is not a table");
    for (const auto& [key, value] : *table) {
      const std::string pattern(key.str());
      require_rule(key.source(), pattern);
      const std::string level = text(value, pattern);
      RuleLevel entry{pattern, std::nullopt};
      if (level == "info")
        entry.severity = Severity::info;
      else if (level == "warning")
        entry.severity = Severity::warning;
      else if (level == "error")
        entry.severity = Severity::error;
      else if (level != "off")
        refuse(value.source(),
               system::format("\"{}\" is none of \"off\", \"info\", \"warning\" and \"error\"",
                              level));
      config_.levels.push_back(std::move(entry));
    }
    const auto rank = [](const RuleLevel& level) {
      if (level.pattern.find_first_of("*?") != std::string::npos) return 1;
      return level.pattern.find('/') == std::string::npos ? 0 : 2;
    };
    std::ranges::stable_sort(config_.levels, {}, rank);
  }

  void read_suppressions(const toml::node& node) {
    for (const toml::table* table : tables(node, "suppress")) {
      require_known(*table, suppress_keys);
      Suppression suppression;
      suppression.rule = required(*table, "rule", "suppression");
      suppression.reason = required(*table, "reason", "suppression");
      if (const toml::node* path = table->get("path")) suppression.path = text(*path, "path");
      if (const toml::node* change = table->get("change"))
        suppression.change = text(*change, "change");
      const toml::node& rule = *table->get("rule");
      require_rule(rule.source(), suppression.rule);
      suppression.where = position(rule.source());
      config_.suppressions.push_back(std::move(suppression));
    }
  }

  void read_conventions(const toml::node& node) {
    using checks::script::commented_kinds;
    const toml::table* table = node.as_table();
    if (table == nullptr) refuse(node.source(), "\"conventions\" is not a table");
    require_known(*table, convention_keys);
    if (const toml::node* comments = table->get("comments")) {
      for (std::string& kind : texts(*comments, "comments")) {
        if (std::ranges::find(commented_kinds, kind) == commented_kinds.end())
          refuse(comments->source(), system::format("\"{}\" is no kind that has comments{}", kind,
                                                    suggestion(kind, commented_kinds)));
        config_.conventions.comments.insert(std::move(kind));
      }
    }
    if (const toml::node* qualified = table->get("qualified_tables"))
      config_.conventions.qualified_tables = flag(*qualified, "qualified_tables");
    const toml::node* const names = table->get("names");
    if (names == nullptr) return;
    if (!names->is_table()) refuse(names->source(), "\"names\" is not a table");
    require_known(*names->as_table(), checks::script::named_kinds);
    for (const auto& [key, value] : *names->as_table())
      config_.conventions.names.emplace(key.str(), text(value, key.str()));
  }

  Config config_;
};

/// The nearest plumbline.toml, looked for up to the folder that holds `.git`.
std::string nearest_config(const std::string& base) {
  std::string folder = system::real_path(base);
  while (!folder.empty()) {
    const std::string file = system::join_path(folder, file_name);
    if (system::is_file(file)) return file;
    const std::string mark = system::join_path(folder, ".git");
    if (folder == "/" || system::is_folder(mark) || system::is_file(mark)) break;
    folder = system::parent_path(folder);
  }
  return {};
}

/// Findings name files relative to `base`.
void name_relative(Config& config, const std::string& base) {
  const std::string name = system::relative_path(system::real_path(config.file), base);
  for (Suppression& suppression : config.suppressions) suppression.where.file = name;
  for (gate::ProjectSettings& project : config.gate.projects) {
    project.where.file = name;
    for (gate::Seed& seed : project.seeds) seed.where.file = name;
    for (gate::Hook& hook : project.hooks) hook.where.file = name;
  }
}

}  // namespace

Config parse_config(std::string_view text, const std::string& file) {
  return Reader(file).run(text);
}

Config load_config(const std::string& base, const OpenOptions& options) {
  const std::string file = options.config.empty() ? nearest_config(base) : options.config;
  if (file.empty()) return {};
  Config config = parse_config(system::read_file(file, options.limits), file);
  settle_gate(config, options.limits);
  const std::string real_base = system::real_path(base);
  config.prefix = system::relative_path(real_base, system::real_path(system::parent_path(file)));
  if (config.prefix == ".") config.prefix.clear();
  name_relative(config, real_base);
  return config;
}

}  // namespace plumbline::project
