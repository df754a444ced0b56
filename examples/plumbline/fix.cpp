/// `plumbline fix`: repairs as a patch, or carried out.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "options.hpp"
#include "output.hpp"
#include "schema_input.hpp"

namespace plumbline::cli {

namespace {

/// The repairs of all trees below PATH together: their files have nothing to do with each other.
FixResult fix_all(const Repository& repository, Target* target, const FixOptions& options) {
  FixResult all;
  for (const Project& project : repository.projects()) {
    FixResult one = project.fix(target, options);
    all.root = std::move(one.root);
    add_fix(all.fix, std::move(one.fix));
    std::ranges::move(one.repairs, std::back_inserter(all.repairs));
    std::ranges::move(one.commands, std::back_inserter(all.commands));
  }
  return all;
}

std::string document(const FixResult& result, const Options& options) {
  if (options.format == "json") return render_json(result);
  if (options.format == "text" || options.does_write)
    return render_text(result, text_style(options));
  return render_patch(result);
}

}  // namespace

int run_fix(const Options& options) {
  FixOptions fix = options.fix;
  std::optional<Schema> snapshot;
  if (!options.snapshot.empty()) {
    const InputKind kind = options.snapshot == "-" ? InputKind::standard_input : InputKind::file;
    fix.schema = &snapshot.emplace(load_input(options.snapshot, kind));
  }
  std::optional<Target> target;
  if (options.has_db) target = open_target(options);
  const Repository repository = open_repository(options, options.paths.front());
  const FixResult result = fix_all(repository, target ? &*target : nullptr, fix);
  if (options.does_write && !result.is_refused()) apply_fix(result.root, result.fix);
  print(document(result, options));
  // Beside a patch, which is for git, there is what it cannot say.
  if (options.format == "patch" && !options.does_write)
    std::fputs(render_text(result, {}).c_str(), stderr);
  if (options.does_write && result.is_refused())
    std::fputs("plumbline: nothing is written while a repair is refused\n", stderr);
  return result.is_refused() ? exit_refused : exit_ok;
}

}  // namespace plumbline::cli
