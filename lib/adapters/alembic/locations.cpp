#include "adapters/alembic/locations.hpp"

#include <algorithm>
#include <unordered_set>

#include "adapters/alembic/import_path.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr int max_ancestors = 8;

std::string absolute(const std::string& base, const std::string& path) {
  return system::join_path(base, path.empty() ? "." : path);
}

bool is_resource(std::string_view path) {
  return !path.starts_with('/') && path.find(':') != std::string_view::npos;
}

/// "package.sub:folder" as a path below one of the folders that Python would search.
std::string resource_path(const std::string& base, std::string_view resource) {
  std::string path;
  const std::size_t colon = resource.find(':');
  for (const char c : resource.substr(0, colon)) path.push_back(c == '.' ? '/' : c);
  for (const char c : resource.substr(colon)) path.push_back(c == ':' ? '/' : c);
  return system::join_path(base, path);
}

std::string locate(const std::string& base, const std::string& path) {
  return is_resource(path) ? resource_path(base, path) : absolute(base, path);
}

/// Loads the files of one tree.
class Loader {
 public:
  Loader(const Configuration& configuration, const LoadOptions& options)
      : configuration_(configuration),
        options_(options),
        root_(system::real_path(options.root)),
        imports_(make_imports()) {}

  Loading run() {
    const std::string base = find_working_directory();
    if (result_.fault) return std::move(result_);
    result_.script_folder = system::real_path(locate(base, configuration_.script_location));
    result_.folders.push_back(result_.script_folder);
    const auto& locations = configuration_.version_locations;
    watches_ = locations && locations->size() > 1;
    if (locations && !locations->empty()) {
      for (const std::string& location : *locations) load_location(locate(base, location));
    } else {
      load_location(system::join_path(result_.script_folder, "versions"));
    }
    return std::move(result_);
  }

 private:
  ImportPath make_imports() const {
    std::vector<std::string> prepended;
    for (const std::string& path : configuration_.prepend_sys_path)
      prepended.push_back(absolute(root_, path));
    return {root_, std::move(prepended), options_.environment};
  }

  /// Alembic takes paths from where it is started. That is usually beside the ini, else a folder
  /// above it where the script folder can be found.
  std::string find_working_directory() {
    std::string folder = root_;
    for (int i = 0; i < max_ancestors; ++i) {
      if (system::is_folder(locate(folder, configuration_.script_location)) ||
          system::is_folder(
              locate(system::join_path(folder, "src"), configuration_.script_location)))
        break;
      const bool is_top = folder.size() <= 1 || configuration_.script_location.starts_with('/') ||
                          system::is_folder(system::join_path(folder, ".git"));
      if (is_top || i + 1 == max_ancestors) {
        refuse();
        return {};
      }
      folder = system::parent_path(folder);
    }
    if (!system::is_folder(locate(folder, configuration_.script_location)))
      folder = system::join_path(folder, "src");
    return folder;
  }

  void refuse() {
    const std::string& location = configuration_.script_location;
    const bool is_uncaught = is_resource(location);
    result_.fault = ConfigFault{
        is_uncaught ? system::format("ModuleNotFoundError: No module named '{}'",
                                     location.substr(0, location.find_first_of(".:")))
                    : system::format(
                          "Path doesn't exist: {}.  Please use the 'init' command to create a new "
                          "scripts folder.",
                          location),
        is_uncaught, configuration_.script_location_where};
  }

  void load_location(const std::string& path) {
    const std::string folder = system::real_path(path);
    if (folder.empty() || !system::is_folder(folder)) return;
    has_many_ = has_many_ || !result_.folders.empty();
    result_.folders.push_back(folder);
    struct Level {
      std::string path;
      int depth;
    };
    std::vector<Level> open = {{folder, 0}};
    while (!open.empty()) {
      const Level level = std::move(open.back());
      open.pop_back();
      std::vector<std::string> inner = load_folder(level.path);
      if (!configuration_.is_recursive) return;
      if (level.depth >= options_.limits.max_depth) continue;
      for (auto name = inner.rbegin(); name != inner.rend(); ++name)
        open.push_back({system::join_path(level.path, *name), level.depth + 1});
    }
  }

  /// Loads the files of one folder; returns the folders in it that are no links, sorted.
  std::vector<std::string> load_folder(const std::string& path) {
    const system::Folder folder(path);
    const bool is_cache = path.ends_with("__pycache__");
    const std::vector<system::Entry> entries = folder.entries(options_.limits);
    // One folder without links cannot hold a file twice.
    watches_ =
        watches_ || configuration_.is_recursive ||
        std::ranges::find(entries, system::EntryType::link, &system::Entry::type) != entries.end();
    shown_folder_ = relative(path);
    result_.files.reserve(result_.files.size() + entries.size());
    std::vector<std::string> inner;
    for (const system::Entry& entry : entries) {
      if (entry.type == system::EntryType::folder) {
        inner.push_back(entry.name);
      } else if (!is_cache) {
        load_file(folder, entry);
      }
    }
    return inner;
  }

  void load_file(const system::Folder& folder, const system::Entry& entry) {
    if (entry.type != system::EntryType::link) {
      const bool counts = is_revision_name(entry.name);
      if (!counts && !is_byte_code(entry.name) && !has_many_) return;
      std::string path = system::join_path(folder.path(), entry.name);
      if (!is_new(path)) return;
      if (counts) read(folder, entry.name, path, system::join_path(shown_folder_, entry.name));
      if (!counts && is_byte_code(entry.name)) note_byte_code(folder, entry.name, path);
      return;
    }
    if (folder.type_of(entry.name) == system::EntryType::folder) return;
    const std::string path = system::real_path(system::join_path(folder.path(), entry.name));
    if (path.empty()) {
      if (is_revision_name(entry.name))
        note_unreadable(system::join_path(folder.path(), entry.name), "it is a link to nothing");
      return;
    }
    if (!is_new(path) || !is_revision_name(system::base_name(path))) return;
    read(folder, entry.name, path, relative(path));
  }

  /// False, with Alembic's warning, for a file that was loaded before.
  bool is_new(const std::string& path) {
    if (!watches_ || seen_.insert(path).second) return true;
    result_.warnings.push_back(
        {result_.files.size(),
         system::format(
             "File {} loaded twice! ignoring. Please ensure version_locations is unique.", path)});
    return false;
  }

  bool is_byte_code(std::string_view name) const {
    if (!configuration_.is_sourceless) return false;
    return (name.ends_with(".pyc") || name.ends_with(".pyo")) &&
           is_revision_name(name.substr(0, name.size() - 1));
  }

  void note_byte_code(const system::Folder& folder, const std::string& name,
                      const std::string& path) {
    const std::string source = name.substr(0, name.size() - 1);
    if (folder.type_of(source) == system::EntryType::file) return;
    Finding finding = make_finding(
        "plan/opaque-revision",
        system::format("\"{}\" is byte code, whose revision only Python can tell", relative(path)),
        {.file = relative(path)});
    result_.findings.push_back(std::move(finding));
  }

  std::string relative(const std::string& path) const { return system::relative_path(path, root_); }

  void note_unreadable(const std::string& path, const std::string& why) {
    RevisionFile file;
    file.file = relative(path);
    file.failure =
        LoadFailure{system::format("ImportError: Can't find Python file {}", path), {}, true};
    result_.files.push_back(std::move(file));
    result_.findings.push_back(make_finding(
        "plan/import-failure", system::format("\"{}\" cannot be read: {}", relative(path), why),
        {.file = relative(path)}));
  }

  void read(const system::Folder& folder, const std::string& name, const std::string& path,
            std::string shown) {
    std::string_view text;
    try {
      text = folder.read(name, buffer_, options_.limits);
    } catch (const Error& error) {
      note_unreadable(path, error.fields().message);
      return;
    }
    const ReadOptions read_options{
        .file_name = system::base_name(path),
        .path = path,
        .find_module = [this](std::string_view module) { return imports_.find(module); }};
    result_.files.push_back(read_revision(text, read_options));
    result_.files.back().file = std::move(shown);
  }

  const Configuration& configuration_;
  const LoadOptions& options_;
  std::string root_;
  ImportPath imports_;
  Loading result_;
  std::unordered_set<std::string> seen_;
  std::string shown_folder_;  // the folder that is read, relative to the root
  std::string buffer_;        // of the file that is read
  bool has_many_ = false;
  bool watches_ = false;  // whether a file may be met twice
};

}  // namespace

bool is_revision_name(std::string_view name) noexcept {
  return name.ends_with(".py") && !name.starts_with(".#") && !name.starts_with("__init__");
}

Loading load_revisions(const Configuration& configuration, const LoadOptions& options) {
  return Loader(configuration, options).run();
}

}  // namespace plumbline::adapters::alembic
