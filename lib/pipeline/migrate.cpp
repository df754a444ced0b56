/// Options follow sqitch 1.3.1 (sqitch-deploy, App::Sqitch), alembic 1.20
/// (alembic.config.CommandLine), sqlx-cli 0.9 (opt.rs).
#include "pipeline/migrate.hpp"

#include <algorithm>
#include <array>

#include "system/files.hpp"

namespace plumbline::pipeline {

namespace {

using Words = std::span<const ShellWord>;

constexpr std::string_view sqitch_options =
    " -C --chdir --cd --etc-path --engine --top-dir -f --plan-file --registry --db-client --client "
    "-d --db-name -u --db-user "
    "--db-username -h --db-host -p --db-port --to-change --change --to --to-target -m --mode -s "
    "--set -e --set-deploy -r "
    "--set-revert --set-verify --lock-timeout --onto --onto-change --upto --upto-change ";
constexpr std::string_view alembic_options = " -c --config -n --name -x ";

bool contains(std::string_view options, std::string_view word) {
  for (std::size_t at = options.find(word); !word.empty() && at != options.npos;
       at = options.find(word, at + 1))
    if (at > 0 && options[at - 1] == ' ' && options[at + word.size()] == ' ') return true;
  return false;
}

bool is_option(const ShellWord& word) noexcept {
  return word.text.size() > 1 && word.text[0] == '-';
}

bool is_any(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, text) != names.end();
}

bool has(Words words, std::string_view text) {
  return std::ranges::any_of(words, [&](const ShellWord& word) { return word.text == text; });
}

/// sqitch takes its options before and behind the command; what holds a colon or is all variable is
/// the target.
std::optional<MigrationCommand> as_sqitch(Words words) {
  MigrationCommand found{.tool = "sqitch"};
  bool has_command = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if (is_option(words[i])) {
      if (text == "--target" || text == "-t") {
        if (++i < words.size()) found.target = &words[i];
        found.target_is_option = true;
      } else if (text.starts_with("--target=")) {
        found.target = &words[i];
        found.target_skip = 9;
        found.target_is_option = true;
      } else if (contains(sqitch_options, text)) {
        ++i;
      }
    } else if (!has_command) {
      if (!is_any(text, {"deploy", "rebase", "checkout"})) return std::nullopt;
      has_command = true;
    } else if (found.target == nullptr && (text.find(':') != text.npos || text.starts_with('$'))) {
      found.target = &words[i];
    }
  }
  return has_command ? std::optional(found) : std::nullopt;
}

std::optional<MigrationCommand> as_alembic(Words words) {
  std::size_t i = 0;
  while (i < words.size() && is_option(words[i]))
    i += contains(alembic_options, words[i].text) ? 2U : 1U;
  if (i >= words.size() || words[i].text != "upgrade" || has(words, "--sql")) return std::nullopt;
  return MigrationCommand{.tool = "alembic"};
}

std::optional<MigrationCommand> as_sqlx(Words words) {
  std::vector<std::string_view> names;
  MigrationCommand found{.tool = "sqlx"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if (text == "--database-url" || text == "-D") {
      if (++i < words.size()) found.target = &words[i];
    } else if (text.starts_with("--database-url=")) {
      found.target = &words[i];
      found.target_skip = 15;
    } else if (is_any(text, {"--source", "--connect-timeout", "--target-version", "--config"})) {
      ++i;
    } else if (!is_option(words[i])) {
      names.push_back(text);
    }
  }
  found.target_is_option = true;
  if (names.size() < 2 || has(words, "--dry-run")) return std::nullopt;
  const bool migrates = is_any(names[0], {"migrate", "mig"}) && names[1] == "run";
  const bool sets_up = is_any(names[0], {"database", "db"}) && is_any(names[1], {"setup", "reset"});
  return migrates || sets_up ? std::optional(found) : std::nullopt;
}

bool is_python(std::string_view program) noexcept {
  return program.starts_with("python") || program == "py" || program == "pypy3";
}

}  // namespace

std::optional<MigrationCommand> as_migration(Words words) {
  while (!words.empty()) {
    const std::string_view program = system::base_name(words[0].text);
    const Words rest = words.subspan(1);
    if (program == "sqitch" || words[0].text.starts_with("sqitch/sqitch")) return as_sqitch(rest);
    if (program == "alembic") return as_alembic(rest);
    if (program == "sqlx" || program == "cargo-sqlx") return as_sqlx(rest);
    if (program == "cargo" && !rest.empty() && rest[0].text == "sqlx")
      return as_sqlx(rest.subspan(1));
    // Flask-Migrate and Advanced Alchemy are Alembic under another command.
    const bool is_flask = program == "flask" || program == "manage.py";
    if (is_flask || program == "litestar" || program == "alchemy") {
      for (std::size_t i = 0; i + 1 < rest.size(); ++i)
        if (is_any(rest[i].text, {"db", "database"}) && rest[i + 1].text == "upgrade" &&
            !has(rest, "--sql"))
          return MigrationCommand{.tool = "alembic"};
      return std::nullopt;
    }
    if (!is_python(program)) return std::nullopt;
    std::size_t i = 0;
    while (i < rest.size() && is_option(rest[i]) && rest[i].text != "-m") ++i;
    if (i < rest.size() && rest[i].text == "-m") ++i;
    words = rest.subspan(std::min(i, rest.size()));
  }
  return std::nullopt;
}

std::string_view tool_named_in(std::string_view text) noexcept {
  struct Sign {
    std::string_view first;
    std::string_view second;
    std::string_view tool;
  };
  constexpr std::array signs = {
      Sign{"alembic", "upgrade", "alembic"}, Sign{"flask", "upgrade", "alembic"},
      Sign{"sqitch", "deploy", "sqitch"},    Sign{"sqlx", "migrate", "sqlx"},
      Sign{"sqlx", "setup", "sqlx"},         Sign{"command", "upgrade", "alembic"},
  };
  constexpr std::size_t reach = 60;  // options and quotes between the two
  for (const Sign& sign : signs) {
    for (std::size_t at = text.find(sign.first); at != text.npos;
         at = text.find(sign.first, at + 1)) {
      const std::size_t from = at + sign.first.size();
      const std::string_view line =
          text.substr(from, std::min(reach, text.find('\n', from) - from));
      if (line.find(sign.second) != line.npos) return sign.tool;
    }
  }
  return {};
}

}  // namespace plumbline::pipeline
