/// A migration folder with hostile names and contents, and its sqlx.toml. The input is a list of
/// files, each its name, a NUL, its content, and a line "\n--8<--\n"; the name "sqlx.toml" makes
/// the configuration. Nothing may crash; whatever is refused must be told with a finding.
#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlx/adapter.hpp"
#include "adapters/sqlx/rust_text.hpp"
#include "adapters/sqlx/table_name.hpp"
#include "checks/checks.hpp"
#include "system/utf8.hpp"

namespace {

constexpr std::string_view end_of_file = "\n--8<--\n";
constexpr std::size_t max_files = 16;

/// One private folder for the whole run; its files are replaced for each input.
class Folder {
 public:
  Folder() {
    std::string pattern = "/tmp/plumb-fuzz-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    root_ = pattern;
    migrations_ = root_ + "/migrations";
    if (::system(("mkdir " + migrations_).c_str()) != 0) std::abort();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    clear();
    ::rmdir(migrations_.c_str());
    ::rmdir(root_.c_str());
  }

  void fill(std::string_view input) {
    clear();
    while (!input.empty() && paths_.size() < max_files) {
      const std::size_t end = input.find(end_of_file);
      const std::string_view file = input.substr(0, end);
      input.remove_prefix(end == std::string_view::npos ? input.size() : end + end_of_file.size());
      const std::size_t nul = file.find('\0');
      const std::string name(file.substr(0, nul));
      if (name.empty() || name.size() > 255 || name.find('/') != std::string::npos || name == "." ||
          name == "..")
        continue;
      const std::string path = (name == "sqlx.toml" ? root_ : migrations_) + '/' + name;
      std::FILE* stream = std::fopen(path.c_str(), "wb");
      if (stream == nullptr) continue;
      const std::string_view content =
          nul == std::string_view::npos ? std::string_view() : file.substr(nul + 1);
      std::fwrite(content.data(), 1, content.size(), stream);
      std::fclose(stream);
      paths_.push_back(path);
    }
  }

  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  void clear() {
    for (const std::string& path : paths_) ::unlink(path.c_str());
    paths_.clear();
  }

  std::string root_;
  std::string migrations_;
  std::vector<std::string> paths_;
};

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plumbline;
  static Folder folder;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  folder.fill(input);
  const adapters::Adapter& adapter = adapters::sqlx::adapter();
  const auto tree = adapter.open(adapter.place_of(folder.root()), {});
  const Plan& plan = tree->plan();
  require(!plan.refusal || !plan.findings.empty());
  require(system::find_invalid_utf8(tree->tool_json()) == std::string_view::npos);
  for (const Change& change : plan.changes)
    require(adapters::sqlx::parse_i64(change.id).has_value());
  checks::check_tree({.plan = &plan, .settings = &tree->settings(), .registry = nullptr});
  require(!adapters::sqlx::debug_string(system::to_valid_utf8(input)).empty());
  if (const auto table = adapters::sqlx::parse_table_name(input)) require(table->name.size() <= 63);
  return 0;
}
