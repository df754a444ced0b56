/// find_targets of plumbline/scratch.hpp: every database that somebody might work with, by what the
/// trees' configuration, `.env` files and the environment say. Not which one a deploy would take.
#include "project/known_targets.hpp"

#include <algorithm>
#include <set>

#include "plumbline/project.hpp"
#include "plumbline/scratch.hpp"
#include "project/state.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace {

constexpr std::string_view url_variable = "DATABASE_URL";
/// sqlx.toml's name of another variable than that.
constexpr std::string_view url_variable_setting = "common.database-url-var";

/// sqitch's engines name their target as well, by a key that is no database.
bool is_uri(std::string_view text) noexcept {
  return text.find("://") != text.npos || text.starts_with("db:");
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

/// A gate's own database may stand there too: it is a target of nobody.
bool speaks_of_scratch(std::string_view variable) {
  std::string lower(variable);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return lower.find("scratch") != std::string::npos;
}

class Collector {
 public:
  explicit Collector(std::vector<KnownTarget>& targets) : targets_(targets) {}

  void add(std::string_view uri, std::string where) {
    if (is_uri(uri)) targets_.push_back({.uri = std::string(uri), .where = std::move(where)});
  }
  void add_tree(const Project::State& tree);
  void add_variables();

 private:
  void add_env_file(const std::string& folder, const std::string& shown, const Limits& limits);

  std::vector<KnownTarget>& targets_;
  std::set<std::string> folders_;  ///< whose .env was read
  std::set<std::string> variables_ = {std::string(url_variable)};
};

/// NAME=VALUE lines as dotenv files have them.
void Collector::add_env_file(const std::string& folder, const std::string& shown,
                             const Limits& limits) {
  if (!folders_.insert(folder).second) return;
  const std::string path = system::join_path(folder, ".env");
  if (!system::is_file(path)) return;
  const std::string text = system::read_file(path, limits);
  std::size_t line_number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = trimmed(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    ++line_number;
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == line.npos) continue;
    const std::string_view name = trimmed(line.substr(0, equals));
    std::string_view value = trimmed(line.substr(equals + 1));
    const char quote = value.empty() ? '\0' : value.front();
    if (quote == '"' || quote == '\'') value = value.substr(1, value.find(quote, 1) - 1);
    if (speaks_of_scratch(name)) continue;
    add(value, system::format("{}:{} ({})", system::join_path(shown, ".env"), line_number, name));
  }
}

void Collector::add_tree(const Project::State& tree) {
  for (const Setting& setting : tree.tree->settings().entries) {
    if (setting.key == url_variable_setting) variables_.insert(setting.value);
    if (setting.kind != SettingKind::target) continue;
    add(setting.value,
        system::format("{}:{} ({})", system::join_path(tree.path, setting.where.file),
                       setting.where.line, setting.key));
  }
  // sqlx looks for it upwards, from wherever it is started.
  std::string folder = tree.root;
  for (std::string path = tree.path;; path = system::parent_path(path)) {
    add_env_file(folder, path, tree.context->limits);
    if (path == "." || path.starts_with('/') || path.starts_with("..")) break;
    folder = system::parent_path(folder);
  }
  add_env_file(tree.context->base, ".", tree.context->limits);
}

void Collector::add_variables() {
  const system::Environment environment;
  for (const std::string& name : variables_) add(environment.get(name).value_or(""), name);
}

}  // namespace

std::vector<KnownTarget> project::known_targets(const Context& context,
                                                std::span<const Project> projects) {
  std::vector<KnownTarget> targets;
  Collector collector(targets);
  for (const std::string& uri : context.config.gate.protected_targets)
    targets.push_back({.uri = uri, .where = "plumbline.toml", .is_protected = true});
  for (const Project& project : projects) collector.add_tree(project.state());
  collector.add_variables();
  return targets;
}

std::vector<KnownTarget> find_targets(const Repository& repository) {
  return project::known_targets(*repository.state_->context, repository.projects());
}

}  // namespace plumbline
