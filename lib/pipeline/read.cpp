#include "pipeline/read.hpp"

#include <algorithm>
#include <set>

#include "pipeline/mentions.hpp"
#include "pipeline/readers.hpp"
#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::pipeline {

namespace {

using system::Entry;
using system::EntryType;

/// GitHub and GitLab refuse larger ones by far; libyaml needs some forty bytes of memory for each.
constexpr std::uint64_t max_yaml_bytes = std::uint64_t{4} << 20;

bool is_yaml(std::string_view name) noexcept {
  return name.ends_with(".yml") || name.ends_with(".yaml");
}

/// Entries of a folder that may be missing.
std::vector<Entry> entries_of(const std::string& path) {
  if (!system::is_folder(path)) return {};
  return system::Folder(path).entries();
}

void detect_github(const std::string& root, std::vector<Source>& sources) {
  const std::string workflows = system::join_path(root, ".github/workflows");
  for (const Entry& entry : entries_of(workflows))
    if (entry.type == EntryType::file && is_yaml(entry.name))
      sources.push_back({Platform::github, system::join_path(workflows, entry.name), root});
  const std::string actions = system::join_path(root, ".github/actions");
  for (const Entry& entry : entries_of(actions)) {
    for (const std::string_view name : {"action.yml", "action.yaml"}) {
      const std::string path = system::join_path(system::join_path(actions, entry.name), name);
      if (system::is_file(path)) sources.push_back({Platform::github, path, root});
    }
  }
}

bool is_repository_root(std::span<const Entry> entries) {
  return std::ranges::any_of(entries, [](const Entry& entry) {
    return entry.name == ".git" || entry.name == ".github" || entry.name == ".gitlab-ci.yml";
  });
}

/// Reads sources into a Reading.
class Reader {
 public:
  Reader(const std::string& base, const Limits& limits)
      : base_(base), real_base_(system::real_path(base)), limits_(limits) {}

  void read(const Source& source) {
    const std::string file = relative(source.path);
    FileReading reading;
    try {
      reading = read_file(source, file);
    } catch (const Error& error) {
      reading_.unchecked.push_back({file, error.fields().message});
      return;
    }
    reading.file.root = relative(source.root);
    reading_.pipeline.files.push_back(std::move(reading.file));
    std::ranges::move(reading.findings, std::back_inserter(reading_.findings));
    std::ranges::move(reading.unchecked, std::back_inserter(reading_.unchecked));
    roots_.push_back(source.root);
  }

  /// Looks for what the pipelines could run without saying so.
  void search(std::span<const std::string> tools) {
    std::set<std::string> searched;
    for (std::size_t i = 0; i < reading_.pipeline.files.size(); ++i) {
      PipelineFile& file = reading_.pipeline.files[i];
      if (!has_command(file, CommandKind::deploy) || migrates_all(tools)) continue;
      if (searched.insert(roots_[i]).second)
        add_mentions(search_mentions(roots_[i], limits_), tools);
      note_calls(file);
    }
    std::ranges::sort(reading_.pipeline.mentions, {},
                      [](const PipelineMention& mention) { return mention.where.file; });
  }

  Reading finish() { return std::move(reading_); }

 private:
  /// Sources above PATH come with resolved paths, others as PATH was given.
  [[nodiscard]] std::string relative(const std::string& path) const {
    const bool is_resolved = path.starts_with('/') && !base_.starts_with('/');
    return system::relative_path(path, is_resolved ? real_base_ : base_);
  }

  FileReading read_file(const Source& source, const std::string& file) const {
    Limits limits = limits_;
    limits.max_file_bytes = std::min(limits.max_file_bytes, max_yaml_bytes);
    std::string text = system::read_file(source.path, limits);
    if (source.platform == Platform::procfile) return read_procfile(text, file);
    const YamlDocument document = YamlDocument::parse(std::move(text), file, limits);
    if (document.error()) {
      FileReading reading;
      reading.file.platform = source.platform;
      reading.file.file = file;
      reading.file.calls_elsewhere = true;
      reading.findings.push_back(
          syntax_finding(system::format("not YAML: {}", document.error()->message),
                         document.position(document.error()->offset)));
      return reading;
    }
    switch (source.platform) {
      case Platform::heroku:
        return read_heroku(document);
      case Platform::gitlab:
        return read_gitlab(document);
      default:
        return read_github(document);
    }
  }

  static bool has_command(const PipelineFile& file, CommandKind kind) {
    return std::ranges::any_of(file.steps, [&](const PipelineStep& step) {
      return std::ranges::find(step.commands, kind, &PipelineCommand::kind) != step.commands.end();
    });
  }

  /// Whether some step that is no release phase migrates for each tool: then nothing has to be
  /// searched.
  [[nodiscard]] bool migrates_all(std::span<const std::string> tools) const {
    return std::ranges::all_of(tools, [&](const std::string& tool) {
      return std::ranges::any_of(reading_.pipeline.files, [&](const PipelineFile& file) {
        return std::ranges::any_of(file.steps, [&](const PipelineStep& step) {
          return !step.is_release_phase &&
                 std::ranges::any_of(step.commands, [&](const PipelineCommand& command) {
                   return command.kind == CommandKind::migrate && command.name == tool;
                 });
        });
      });
    });
  }

  void add_mentions(Mentions mentions, std::span<const std::string> tools) {
    reading_.pipeline.searched_all = reading_.pipeline.searched_all && mentions.is_complete;
    std::ranges::move(mentions.scripts, std::back_inserter(scripts_));
    for (PipelineMention& mention : mentions.found) {
      if (std::ranges::find(tools, mention.tool) == tools.end()) continue;
      mention.where.file = relative(mention.where.file);
      const bool is_pipeline = std::ranges::any_of(
          reading_.pipeline.files,
          [&](const PipelineFile& file) { return file.file == mention.where.file; });
      if (is_pipeline) continue;
      reading_.unchecked.push_back(
          {system::format("{}:{}", mention.where.file, mention.where.line),
           system::format("it names {}; whether a deploy runs it is not followed", mention.tool)});
      reading_.pipeline.mentions.push_back(std::move(mention));
    }
  }

  /// Scripts of the repository were searched; any other could run the migrations.
  void note_calls(PipelineFile& file) {
    std::set<std::string_view> told;
    for (const PipelineStep& step : file.steps) {
      for (const PipelineCommand& command : step.commands) {
        if (command.kind != CommandKind::call || is_searched(command.name)) continue;
        file.calls_elsewhere = true;
        if (!told.insert(command.name).second) continue;
        reading_.unchecked.push_back(
            {system::format("{}:{}", file.file, command.where.line),
             system::format("\"{}\" is called and not in the repository",
                            system::escape_for_display(command.name, 80))});
      }
    }
  }

  [[nodiscard]] bool is_searched(std::string_view call) const {
    const std::string_view program = call.substr(0, call.find(' '));
    const std::string_view wanted = program == "npm" || program == "yarn" || program == "pnpm"
                                        ? "package.json"
                                    : program == call ? system::base_name(program)
                                                      : "";
    if (!wanted.empty()) return std::ranges::find(scripts_, wanted) != scripts_.end();
    return std::ranges::any_of(scripts_, [](const std::string& name) {
      return name == "Makefile" || name == "makefile" || name == "GNUmakefile" ||
             name == "justfile" || name == "Justfile" || name == "Rakefile" ||
             name.starts_with("Taskfile") || name.ends_with(".toml") || name.ends_with(".py") ||
             name.ends_with(".ini");
    });
  }

  std::string base_;
  std::string real_base_;
  const Limits& limits_;
  Reading reading_;
  std::vector<std::string> roots_;    // of pipeline.files, as the system opens them
  std::vector<std::string> scripts_;  // names of the files that were searched
};

}  // namespace

std::vector<Source> detect(const system::Folder& folder, std::span<const Entry> entries) {
  std::vector<Source> sources;
  for (const Entry& entry : entries) {
    const std::string path = system::join_path(folder.path(), entry.name);
    if (entry.name == ".github" && entry.type == EntryType::folder)
      detect_github(folder.path(), sources);
    if (entry.type != EntryType::file) continue;
    if (entry.name == "heroku.yml") sources.push_back({Platform::heroku, path, folder.path()});
    if (entry.name == "Procfile") sources.push_back({Platform::procfile, path, folder.path()});
    if (entry.name == ".gitlab-ci.yml") sources.push_back({Platform::gitlab, path, folder.path()});
  }
  return sources;
}

std::vector<Source> detect_above(const std::string& path) {
  std::string folder = system::real_path(path);
  if (folder.empty() || is_repository_root(entries_of(folder))) return {};
  std::vector<Source> sources;
  while (folder.size() > 1) {
    folder = system::parent_path(folder);
    const system::Folder opened(folder);
    const std::vector<Entry> entries = opened.entries();
    std::ranges::move(detect(opened, entries), std::back_inserter(sources));
    if (is_repository_root(entries)) return sources;
  }
  return {};
}

Reading read(std::vector<Source> sources, const std::string& base,
             std::span<const std::string> tools, const Limits& limits) {
  std::ranges::sort(sources, {}, &Source::path);
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  Reader reader(base, limits);
  for (const Source& source : sources) reader.read(source);
  reader.search(tools);
  return reader.finish();
}

}  // namespace plumbline::pipeline
