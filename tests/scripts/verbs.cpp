/// The commands of the script tests, one line each where one line says it. Described for readers in
/// README.md.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "scripts/script.hpp"

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

void copy_tree(const fs::path& from, const fs::path& to) {
  const auto target = fs::is_directory(to) && !fs::is_directory(from) ? to / from.filename() : to;
  fs::create_directories(target.parent_path());
  fs::copy(from, target,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing |
               fs::copy_options::copy_symlinks);
}

/// `\n`, `\t`, `\\`, `\xHH` in a word.
std::string unescape(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
    } else if (text[++i] == 'x' && i + 2 < text.size()) {
      result += static_cast<char>(std::strtoul(text.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else {
      result += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    }
  }
  return result;
}

std::size_t number(const std::string& text) { return std::strtoul(text.c_str(), nullptr, 10); }

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

void must(bool succeeded, const std::string& what) {
  if (!succeeded) throw ScriptFailure(what + " is not possible here");
}

}  // namespace

const std::map<std::string, Script::Verb, std::less<>>& Script::verbs() {
  static const std::map<std::string, Verb, std::less<>> table = {
      {"plumbline", {0, [](Script& s, const Words& w, bool negated) { s.plumbline(w, negated); }}},
      {"exec",
       {1,
        [](Script& s, const Words& w, bool negated) {
          ChildOptions child;
          child.arguments = w;
          s.start(std::move(child), negated);
        }}},
      {"psql", {1, [](Script& s, const Words& w, bool negated) { s.psql(w, negated); }}},
      {"createdb", {1, [](Script& s, const Words& w, bool) { s.create_database(w[0]); }}},
      {"exit",
       {1,
        [](Script& s, const Words& w, bool) {
          if (s.last_.status != std::atoi(w[0].c_str())) {
            throw ScriptFailure(fmt::format("the exit status is {}\n{}{}", s.last_.status,
                                            s.last_.out, s.last_.err));
          }
        }}},
      {"stdout",
       {1, [](Script& s, const Words& w, bool negated) { s.match(s.last_.out, w, negated); }}},
      {"stderr",
       {1, [](Script& s, const Words& w, bool negated) { s.match(s.last_.err, w, negated); }}},
      {"grep",
       {2,
        [](Script& s, const Words& w, bool negated) { s.match(s.read(w[1]), {w[0]}, negated); }}},
      {"cmp", {2, [](Script& s, const Words& w, bool) { s.compare(w); }}},
      {"save", {1, [](Script& s, const Words& w, bool) { s.write(w[0], s.last_.out); }}},
      {"stdin", {1, [](Script& s, const Words& w, bool) { s.input_ = s.read(w[0]); }}},
      {"env",
       {1,
        [](Script& s, const Words& w, bool) {
          const auto equals = w[0].find('=');
          if (equals == std::string::npos) throw ScriptFailure("no = in it");
          s.environment_[w[0].substr(0, equals)] = w[0].substr(equals + 1);
        }}},
      {"unset", {1, [](Script& s, const Words& w, bool) { s.environment_.erase(w[0]); }}},
      {"cd", {1, [](Script& s, const Words& w, bool) { s.folder_ = s.path(w[0]); }}},
      {"mkdir", {1, [](Script& s, const Words& w, bool) { fs::create_directories(s.path(w[0])); }}},
      {"cp", {2, [](Script& s, const Words& w, bool) { copy_tree(s.path(w[0]), s.path(w[1])); }}},
      {"rm",
       {1,
        [](Script& s, const Words& w, bool) {
          for (const auto& name : w) fs::remove_all(s.path(name));
        }}},
      {"symlink",
       {2, [](Script& s, const Words& w, bool) { fs::create_symlink(w[1], s.path(w[0])); }}},
      {"chmod",
       {2,
        [](Script& s, const Words& w, bool) {
          fs::permissions(s.path(w[1]),
                          static_cast<fs::perms>(std::strtoul(w[0].c_str(), nullptr, 8)));
        }}},
      {"fifo",
       {1, [](Script& s, const Words& w,
              bool) { must(::mkfifo(s.path(w[0]).c_str(), 0644) == 0, "a FIFO"); }}},
      {"bytes", {2, [](Script& s, const Words& w, bool) { s.write(w[0], unescape(w[1])); }}},
      {"fill",
       {3,
        [](Script& s, const Words& w, bool) {
          const auto before = w.size() > 3 ? unescape(w[3]) : std::string();
          const auto after = w.size() > 4 ? unescape(w[4]) : std::string();
          s.write(w[0], before + repeated(unescape(w[2]), number(w[1])) + after);
        }}},
      {"sparse",
       {2,
        [](Script& s, const Words& w, bool) {
          s.write(w[0], "");
          must(::truncate(s.path(w[0]).c_str(), static_cast<off_t>(number(w[1]))) == 0,
               "a sparse file");
        }}},
      {"limit",
       {1,
        [](Script& s, const Words& w, bool) {
          s.cpu_limit_ = std::strtod(w[0].c_str(), nullptr);
          s.memory_limit_ = w.size() > 1 ? std::strtod(w[1].c_str(), nullptr) : 0;
        }}},
      {"nobody",
       {0,
        [](Script& s, const Words&, bool negated) { s.as_nobody_ = !negated && ::getuid() == 0; }}},
  };
  return table;
}

}  // namespace plumbline::tests
