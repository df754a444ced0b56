/// See script.hpp: the words of a line, guards, running programs and judging what they printed.
#include "scripts/script.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <utility>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t most = 4000;
  return text.size() <= most ? text : text.substr(0, most) + "… (cut)\n";
}

std::string decode_base64(std::string_view text) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(digit);
    if ((count += 6) < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xffU);
  }
  return bytes;
}

}  // namespace

Script::Script(Archive archive, ScriptOptions options)
    : archive_(std::move(archive)), options_(std::move(options)) {
  auto pattern = (fs::temp_directory_path() / "plumb-script-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  work_ = folder_ = fs::canonical(pattern).string();
  fs::permissions(work_, fs::perms(0755));
  fs::create_directory(work_ + "/.home");
  const auto* path = std::getenv("PATH");
  environment_ = {{"PATH", path != nullptr ? path : "/usr/bin:/bin"},
                  {"HOME", work_ + "/.home"},
                  {"LC_ALL", "C.UTF-8"},
                  {"LANGUAGE", "C"},
                  {"WORK", work_},
                  {"SCENARIOS", options_.scenarios},
                  {"BENCH", options_.bench},
                  {"PLUMBLINE", options_.plumbline},
                  {"ASAN_OPTIONS", "allocator_may_return_null=1"}};
  for (const auto& file : archive_.files) {
    constexpr std::string_view encoded = ".base64";
    if (file.name.ends_with(encoded)) {
      write(file.name.substr(0, file.name.size() - encoded.size()), decode_base64(file.text));
    } else {
      write(file.name, file.text);
    }
  }
}

Script::~Script() {
  std::error_code ignored;
  for (auto entry = fs::recursive_directory_iterator(
           work_, fs::directory_options::skip_permission_denied, ignored);
       !ignored && entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      fs::permissions(entry->path(), fs::perms::owner_all, fs::perm_options::add, ignored);
    }
  }
  fs::remove_all(work_, ignored);
}

void Script::run() {
  std::istringstream lines(archive_.script);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    try {
      run_line(line);
    } catch (const ScriptFailure& failure) {
      throw ScriptFailure(fmt::format("line {}: {}\n  {}", number, line, failure.what()));
    } catch (const fs::filesystem_error& failure) {
      throw ScriptFailure(fmt::format("line {}: {}\n  {}", number, line, failure.what()));
    }
  }
}

/// `[condition]…` alone skips the rest when it does not hold; before a command it guards that one.
void Script::run_line(std::string_view line) {
  const auto skip_blanks = [&] {
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front())) != 0) {
      line.remove_prefix(1);
    }
  };
  skip_blanks();
  bool run_it = true;
  std::string reason;
  while (line.starts_with('[')) {
    const auto end = line.find(']');
    if (end == std::string_view::npos) throw ScriptFailure("no ] after the condition");
    run_it = holds(line.substr(1, end - 1), reason) && run_it;
    line.remove_prefix(end + 1);
    skip_blanks();
    if (line.empty() && !run_it) throw ScriptSkip(reason);
  }
  if (!run_it || line.empty() || line.front() == '#') return;
  auto words = split(line);
  const bool negated = words.front() == "!";
  if (negated) words.erase(words.begin());
  if (words.empty()) throw ScriptFailure("no command");
  const auto verb = verbs().find(words.front());
  if (verb == verbs().end())
    throw ScriptFailure(fmt::format("unknown command '{}'", words.front()));
  words.erase(words.begin());
  if (words.size() < verb->second.least_words) throw ScriptFailure("too few words");
  verb->second.run(*this, words, negated);
}

/// Blanks part words; '…' keeps everything, '' in it is a quote; "…" keeps blanks; $NAME is
/// replaced outside '…'.
Script::Words Script::split(std::string_view line) const {
  Words words;
  std::string word;
  bool inside = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == '\'' && c == '\'' && i + 1 < line.size() && line[i + 1] == '\'') {
      word += c;
      ++i;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      inside = true;
    } else if (quote != '\'' && c == '$') {
      auto end = i + 1;
      while (end < line.size() &&
             (std::isalnum(static_cast<unsigned char>(line[end])) != 0 || line[end] == '_'))
        ++end;
      const auto name = std::string(line.substr(i + 1, end - i - 1));
      const auto value = environment_.find(name);
      if (value == environment_.end()) throw ScriptFailure(fmt::format("${} is not set", name));
      word += value->second;
      inside = true;
      i = end - 1;
    } else if (quote == 0 && std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (inside) words.push_back(word);
      word.clear();
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (quote != 0) throw ScriptFailure("a quote is not closed");
  if (inside) words.push_back(word);
  return words;
}

bool Script::holds(std::string_view condition, std::string& reason) {
  const bool negated = condition.starts_with('!');
  if (negated) condition.remove_prefix(1);
  bool result = false;
  std::string why;
  if (condition == "pg") {
    why = PostgresServer::missing();
    result = why.empty();
    if (result && !negated) server();
  } else if (condition.starts_with("tool:")) {
    const auto name = std::string(condition.substr(5));
    result = !find_program(name, environment_.at("PATH")).empty();
    why = fmt::format("no {} on this machine", name);
  } else if (condition == "root") {
    result = ::getuid() == 0;
    why = "not root";
  } else if (condition == "sanitized") {
    result = options_.sanitized;
    why = "not a sanitizer build";
  } else {
    throw ScriptFailure(fmt::format("unknown condition '{}'", condition));
  }
  if (result == negated && reason.empty()) {
    reason = negated ? fmt::format("only without {}", condition) : why;
  }
  return result != negated;
}

std::string Script::path(const std::string& name) const {
  return name.starts_with('/') ? name : folder_ + "/" + name;
}

std::string Script::read(const std::string& name) const {
  if (name == "stdout") return last_.out;
  if (name == "stderr") return last_.err;
  std::ifstream file(path(name), std::ios::binary);
  if (!file) throw ScriptFailure(fmt::format("no file '{}'", name));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Script::write(const std::string& name, const std::string& text) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream file(path(name), std::ios::binary | std::ios::trunc);
  file << text;
  if (!file.flush()) throw ScriptFailure(fmt::format("'{}' cannot be written", name));
}

/// The server of this script, started when first needed.
const PostgresServer& Script::server() {
  if (!server_) {
    if (const auto& why = PostgresServer::missing(); !why.empty()) throw ScriptSkip(why);
    server_ = std::make_unique<PostgresServer>();
    environment_["PGHOST"] = server_->folder();
    environment_["PGPORT"] = "5432";
    environment_["PGUSER"] = "postgres";
  }
  return *server_;
}

void Script::create_database(const std::string& name) {
  server().create_database(name);
  environment_["PGDATABASE"] = name;
  environment_["URI"] = server().uri(name);
}

void Script::psql(const Words& words, bool negated) {
  const bool names_database = words.size() > 1;
  server();
  ChildOptions child;
  child.arguments = {"psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-f", path(words.back())};
  if (names_database) child.arguments.insert(child.arguments.end(), {"-d", words.front()});
  start(std::move(child), negated);
}

void Script::plumbline(const Words& words, bool negated) {
  ChildOptions child;
  child.arguments = {options_.plumbline};
  child.arguments.insert(child.arguments.end(), words.begin(), words.end());
  child.as_nobody = as_nobody_;
  child.wall_seconds = 20 + cpu_limit_ * options_.slowness * 3;
  start(std::move(child), negated);
  if (last_.timed_out) throw ScriptFailure("timed out");
  if (last_.status > 130 || last_.err.find("Sanitizer") != std::string::npos ||
      last_.err.find("runtime error:") != std::string::npos) {
    throw ScriptFailure(fmt::format("crashed: status {}\n{}", last_.status, shortened(last_.err)));
  }
  if (last_.cpu_seconds > cpu_limit_ * options_.slowness) {
    throw ScriptFailure(
        fmt::format("took {:.2f} s of CPU, the limit is {} s", last_.cpu_seconds, cpu_limit_));
  }
  if (memory_limit_ > 0 && !options_.sanitized && last_.peak_mib > memory_limit_) {
    throw ScriptFailure(
        fmt::format("took {:.0f} MiB, the limit is {} MiB", last_.peak_mib, memory_limit_));
  }
}

void Script::start(ChildOptions child, bool negated) {
  child.environment = environment_;
  child.folder = folder_;
  child.input = std::exchange(input_, {});
  last_ = run_child(child);
  last_.out = replace_all(std::move(last_.out), work_, "$WORK");
  last_.err = replace_all(std::move(last_.err), work_, "$WORK");
  if (server_) {
    last_.out = replace_all(std::move(last_.out), server_->folder(), "$PGHOST");
    last_.err = replace_all(std::move(last_.err), server_->folder(), "$PGHOST");
  }
  if ((last_.status != 0) == negated) return;
  throw ScriptFailure(fmt::format("exit status {}\n--- stdout\n{}--- stderr\n{}", last_.status,
                                  shortened(last_.out), shortened(last_.err)));
}

/// Patterns are matched against single lines, `-count=N` asks for so many of them.
void Script::match(const std::string& text, const Words& words, bool negated) const {
  const auto& pattern = words.back();
  std::optional<int> wanted;
  if (words.size() > 1 && words.front().starts_with("-count="))
    wanted = std::atoi(words.front().c_str() + 7);
  const std::regex regex(pattern);
  int found = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 100'000 && std::regex_search(line, regex)) ++found;
  }
  if (wanted ? found == *wanted : (found > 0) != negated) return;
  throw ScriptFailure(fmt::format("{} lines match\n---\n{}", found, shortened(text)));
}

void Script::compare(const Words& words) {
  const auto actual = read(words[0]);
  const auto expected = read(words[1]);
  if (actual == expected) return;
  auto* golden = archive_.find(words[1]);
  if (options_.update && golden != nullptr) {
    golden->text = actual;
    changed_ = true;
    return;
  }
  std::istringstream left(actual), right(expected);
  std::string got, want;
  for (int line = 1;; ++line) {
    const bool has_got = static_cast<bool>(std::getline(left, got));
    const bool has_want = static_cast<bool>(std::getline(right, want));
    if (has_got && has_want && got == want) continue;
    throw ScriptFailure(fmt::format("line {} differs\n  got:  {}\n  want: {}\n--- all of it\n{}",
                                    line, has_got ? got : "(end)", has_want ? want : "(end)",
                                    shortened(actual)));
  }
}

}  // namespace plumbline::tests
