#include "pipeline/mentions.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pipeline/migrate.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/utf8.hpp"

namespace plumbline::pipeline {

namespace {

/// Enough for a large service; a search that meets them says so.
constexpr std::size_t max_entries = 50'000;
constexpr std::size_t max_files = 4'000;
constexpr std::int64_t max_bytes_each = 512 * 1024;

constexpr std::array<std::string_view, 8> skipped = {
    "node_modules", "site-packages", "vendor", "venv", "__pycache__", "target", "dist", "build"};
constexpr std::array<std::string_view, 19> endings = {
    ".sh", ".bash", ".yml",  ".yaml", ".mk",         ".py",  ".rs",  ".go",   ".rb", ".js",
    ".ts", ".ex",   ".toml", ".tf",   ".dockerfile", ".php", ".ini", ".conf", ".cfg"};
constexpr std::array<std::string_view, 12> names = {
    "Makefile",     "makefile", "GNUmakefile",  "justfile", "Justfile",   "Rakefile",
    "package.json", "app.json", "railway.json", "Capfile",  "entrypoint", "start"};
constexpr std::array<std::string_view, 7> script_folders = {"bin",    "scripts", "script", "docker",
                                                            "deploy", "ops",     "tools"};

bool is_worth_reading(std::string_view folder, std::string_view name) {
  if (name.starts_with("Dockerfile") || name.starts_with("Procfile")) return true;
  if (std::ranges::find(names, name) != names.end()) return true;
  if (std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); }))
    return true;
  return name.find('.') == name.npos &&
         std::ranges::find(script_folders, folder) != script_folders.end();
}

/// A tool named in `text`, line by line so that the place is known.
void search_text(std::string_view text, const std::string& path,
                 std::vector<PipelineMention>& found) {
  std::vector<std::string_view> seen;
  if (tool_named_in(text).empty()) return;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view tool = tool_named_in(text.substr(begin, end - begin));
    if (!tool.empty() && std::ranges::find(seen, tool) == seen.end()) {
      seen.push_back(tool);
      Position where = system::position_at(text, begin, path);
      where.column = 0;
      found.push_back({std::string(tool), std::move(where)});
    }
    begin = end + 1;
  }
}

}  // namespace

Mentions search_mentions(const std::string& root, const Limits& limits) {
  Mentions mentions;
  std::vector<std::string> open = {root};
  std::size_t entries_seen = 0;
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    try {
      const system::Folder folder(path);
      for (const system::Entry& entry : folder.entries(limits)) {
        if (++entries_seen > max_entries || mentions.scripts.size() >= max_files) {
          mentions.is_complete = false;
          return mentions;
        }
        const bool is_skipped =
            entry.name.starts_with('.') || std::ranges::find(skipped, entry.name) != skipped.end();
        if (entry.type == system::EntryType::folder && !is_skipped)
          open.push_back(system::join_path(path, entry.name));
        if (entry.type != system::EntryType::file ||
            !is_worth_reading(system::base_name(path), entry.name))
          continue;
        if (folder.size_of(entry.name) > max_bytes_each) continue;
        mentions.scripts.push_back(entry.name);
        search_text(folder.read(entry.name, limits), system::join_path(path, entry.name),
                    mentions.found);
      }
    } catch (const Error&) {
      mentions.is_complete = false;  // a folder that may not be read could hold anything
    }
  }
  std::ranges::sort(mentions.found, {},
                    [](const PipelineMention& mention) { return mention.where.file; });
  return mentions;
}

}  // namespace plumbline::pipeline
