#include "gate/known_prefix.hpp"

#include <algorithm>
#include <string_view>

#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"

namespace plumbline::gate {

namespace {

/// Parts with their lengths, so that no two lists of parts are one text.
class Parts {
 public:
  void add(std::string_view part) {
    text_ += std::to_string(part.size());
    text_ += ':';
    text_ += part;
  }
  void add_file(const std::string& path) { add(system::read_file(path)); }
  [[nodiscard]] std::string hash() const { return system::sha256_hex(text_).substr(0, 32); }

 private:
  std::string text_;
};

void add_settings(Parts& parts, const TreeInput& tree, const std::vector<std::string>& roles) {
  const ProjectSettings& settings = tree.settings;
  parts.add(tree.tree->plan().tool);
  for (const std::vector<std::string>* list : {&roles, &settings.roles, &settings.arguments}) {
    parts.add(std::to_string(list->size()));
    for (const std::string& item : *list) parts.add(item);
  }
  for (const auto& [name, value] : settings.environment) parts.add(name + '=' + value);
  parts.add(settings.interpreter);
  for (const Hook& hook : settings.hooks) parts.add(hook.step + ':' + hook.command);
}

/// What decides how the tool runs: its configuration, Alembic's env.py. Not the plan file: its
/// lines are the changes.
void add_own_files(Parts& parts, const TreeInput& tree) {
  std::vector<std::string> files;
  for (const std::string_view name : {"alembic.ini", "pyproject.toml", "sqitch.conf", "sqlx.toml"})
    files.push_back(system::join_path(tree.root, name));
  if (!tree.tree->plan().traits.scripts_are_separate)
    files.push_back(system::join_path(tree.root, tree.tree->plan().file));
  for (const std::string& claim : tree.tree->claims()) {
    files.push_back(system::join_path(claim, "env.py"));
    files.push_back(system::join_path(system::parent_path(claim), "env.py"));
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  for (const std::string& file : files)
    if (system::is_file(file)) parts.add_file(file);
}

}  // namespace

bool is_line(const Plan& plan) noexcept {
  for (std::size_t at = 0; at < plan.changes.size(); ++at) {
    const Change& change = plan.changes[at];
    if (change.shadowed) return false;
    if (plan.traits.scripts_are_separate) continue;  // the plan itself is the line
    const bool stands_on_last =
        at == 0 ? change.parents.empty()
                : change.parents.size() == 1 && change.parents.front() == plan.changes[at - 1].id;
    if (!stands_on_last || !change.requirements.empty()) return false;
  }
  return true;
}

KnownPrefix::KnownPrefix(const TreeInput& tree, const std::vector<SeedPoint>& seeds,
                         const std::vector<std::string>& roles) {
  const Plan& plan = tree.tree->plan();
  Parts first;
  add_settings(first, tree, roles);
  hashes_.push_back(first.hash());
  if (!is_line(plan) || plan.refusal) return;
  try {
    Parts own;
    own.add(hashes_.back());
    add_own_files(own, tree);
    hashes_.back() = own.hash();
    auto seed = seeds.begin();
    for (std::size_t at = 0; at < plan.changes.size(); ++at) {
      Parts parts;
      parts.add(hashes_.back());
      for (; seed != seeds.end() && seed->at == at; ++seed)
        for (const Seed& row : seed->seeds) parts.add(row.sql);
      parts.add(plan.changes[at].id);
      parts.add_file(system::join_path(tree.root, plan.changes[at].deploy.file));
      hashes_.push_back(parts.hash());
    }
  } catch (const Error&) {  // as a script that is missing: the run itself will tell
    hashes_.resize(1);
  }
}

}  // namespace plumbline::gate
