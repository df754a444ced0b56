#include "project/git_history.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "core/plan_index.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"
#include "system/process.hpp"
#include "system/utf8.hpp"

namespace plumbline::project {

namespace {

constexpr int max_commits = 200;

/// The tools record SHA-1 (sqitch) or SHA-384 (sqlx); the length tells which.
std::string checksum_like(const std::string& recorded, const std::string& bytes) {
  return recorded.size() == 40 ? system::sha1_hex(bytes) : system::sha384_hex(bytes);
}

std::optional<std::string> ask_git(const std::string& root, std::vector<std::string> arguments) {
  // A repository's own configuration may name programs to run; none is needed to read history.
  std::vector<std::string> words = {"git", "--no-optional-locks",     "-c", "core.fsmonitor=false",
                                    "-c",  "log.showSignature=false", "-C", root};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const system::ProcessResult result =
      system::run_process(words, {.directory = "", .extra = {{"LC_ALL", "C"}}});
  if (result.exit_status != 0) return std::nullopt;
  return result.output;
}

/// "1a2b3c4d5e6f of 2026-05-11" for the newest commit whose version of `file` has the checksum.
std::optional<std::string> matching_commit(const std::string& root, const std::string& file,
                                           const std::string& recorded, const std::string& log) {
  std::size_t start = 0;
  while (start < log.size()) {
    const std::size_t end = std::min(log.find('\n', start), log.size());
    const std::string line = log.substr(start, end - start);
    start = end + 1;
    const std::string commit = line.substr(0, line.find(' '));
    const auto bytes = ask_git(root, {"show", commit + ":./" + file});
    if (!bytes || checksum_like(recorded, *bytes) != recorded) continue;
    return system::format("{} of {}", commit.substr(0, 12), line.substr(line.find(' ') + 1));
  }
  return std::nullopt;
}

std::string describe(const std::string& root, const std::string& file,
                     const std::string& recorded) {
  const auto log = ask_git(
      root, {"log", system::format("--max-count={}", max_commits), "--format=%H %cs", "--", file});
  if (!log) throw Error(Status::tool, "git cannot tell the history of this folder");
  if (const auto commit = matching_commit(root, file, recorded, *log))
    return system::format("what was applied is in commit {}", *commit);
  return system::format("what was applied is in none of the last {} commits of this file",
                        max_commits);
}

}  // namespace

void add_commits(std::vector<Finding>& findings, const Plan& plan, const Registry& registry,
                 const std::string& root, std::vector<Unchecked>& unchecked) {
  const core::PlanIndex index(plan);
  std::unordered_map<std::string_view, std::string_view> recorded;
  for (const RegistryRow& row : registry.rows) recorded.emplace(row.id, row.checksum);
  for (Finding& finding : findings) {
    if (finding.rule != "registry/modified") continue;
    const Change* change = index.find(finding.change);
    if (change == nullptr || recorded[finding.change].empty()) continue;
    try {
      const std::string text =
          describe(root, change->deploy.file, std::string(recorded[finding.change]));
      finding.related.push_back(
          {.where = {.file = change->deploy.file, .line = 0, .column = 0, .offset = 0},
           .message = text});
    } catch (const Error& error) {
      unchecked.push_back({.what = "which commit was applied", .why = error.fields().message});
      return;
    }
  }
}

std::vector<std::string> changed_files(const std::string& root, const std::string& revision) {
  // What begins with a dash would be an option.
  const auto changed = revision.starts_with('-')
                           ? std::nullopt
                           : ask_git(root, {"diff", "--name-only", "--relative", "--no-renames",
                                            "--no-ext-diff", "-z", revision, "--", "."});
  if (!changed) {
    throw Error(Status::argument,
                system::format("\"{}\" is neither a change of a tree nor a revision that git knows",
                               system::escape_for_display(revision)));
  }
  std::string names = *changed;
  names += ask_git(root, {"ls-files", "--others", "-z", "--", "."}).value_or("");
  std::vector<std::string> files;
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find('\0', begin), names.size());
    files.push_back(names.substr(begin, end - begin));
    begin = end + 1;
  }
  std::ranges::sort(files);
  return files;
}

std::optional<adapters::Origin> line_origin(const std::string& root, const std::string& file,
                                            int line) {
  const std::string range = system::format("{0},{0}", line);
  const auto answer = ask_git(root, {"blame", "--porcelain", "-L", range, "--", file});
  if (!answer || answer->starts_with(std::string(40, '0'))) return std::nullopt;
  // "author NAME", "author-mail <MAIL>", "author-time SECONDS", a line each.
  const auto field = [&](std::string_view key) -> std::string {
    const std::string begin = system::format("\n{} ", key);
    const std::size_t at = answer->find(begin);
    if (at == std::string::npos) return {};
    const std::size_t text = at + begin.size();
    return answer->substr(text, answer->find('\n', text) - text);
  };
  adapters::Origin origin{.name = field("author"), .email = field("author-mail"), .time = 0};
  const std::string time = field("author-time");
  const auto [end, problem] = std::from_chars(time.data(), time.data() + time.size(), origin.time);
  const bool is_whole = problem == std::errc() && end == time.data() + time.size();
  if (!is_whole || origin.email.size() < 3) return std::nullopt;
  origin.email = origin.email.substr(1, origin.email.size() - 2);  // its angle brackets
  return origin;
}

}  // namespace plumbline::project
