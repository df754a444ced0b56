/// See check_tree.hpp.
#include "fuzz/check_tree.hpp"

#include <simdjson.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/render.hpp"

namespace plumbline::fuzz {
namespace {

namespace fs = std::filesystem;

/// In memory where there is such a place: a run is then some 100 µs.
class Folder {
 public:
  Folder() {
    const bool in_memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    path_ = (in_memory ? fs::path("/dev/shm") : fs::temp_directory_path()) / "plumb-fuzz-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const TreeFile& file) {
    const auto name = path_ + "/" + std::string(file.name);
    if (known_.insert(name).second) fs::create_directories(fs::path(name).parent_path());
    std::FILE* out = std::fopen(name.c_str(), "wb");
    if (out == nullptr) std::abort();
    std::fwrite(file.text.data(), 1, file.text.size(), out);
    std::fclose(out);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::set<std::string> known_;
};

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

void require_shown_safely(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    require(byte == '\n' || (byte >= 0x20 && byte != 0x7f),
            "no control character reaches a terminal");
  }
}

void require_json(const std::string& document) {
  simdjson::dom::parser parser;
  require(parser.parse(document).error() == simdjson::SUCCESS, "the JSON document parses");
}

std::string report(const std::string& path, std::string_view tool) {
  OpenOptions options;
  options.tool = tool;
  options.environment.emplace();
  const auto repository = Repository::open(path, options);
  const auto found = repository.check(nullptr);
  auto json = render_json(found);
  require_json(json);
  require_shown_safely(render_text(found, {.verbose = true}));
  for (const auto& project : repository.projects()) {
    require_json(project.tool_json());
    require_shown_safely(render_text(project.plan(), project.path()));
    require_json(render_json(project.plan(), project.path()));
  }
  return json;
}

}  // namespace

void check_tree(const std::vector<TreeFile>& files, std::string_view tool) {
  static Folder folder;
  for (const auto& file : files) folder.write(file);
  try {
    require(report(folder.path(), tool) == report(folder.path(), tool),
            "two runs give the same bytes");
  } catch (const Error&) {
    // Bad surroundings, said so: what a plumbline.toml that cannot be read gives.
  }
}

}  // namespace plumbline::fuzz
