/// A conformance case, copied to a private folder and completed there: symbolic links from
/// links.json, the ignored characters of case.json as an sqlx.toml. Gone with the object.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tests::sqlx {

/// tests/conformance/sqlx in the source tree.
std::filesystem::path conformance_folder();
/// Folders of `parent`, sorted by name.
std::vector<std::filesystem::path> case_folders(const std::filesystem::path& parent);
std::string read_text(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, std::string_view text);

/// An empty folder that is removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Copies the case into `folder` and completes it.
void set_up_case(const std::filesystem::path& source, const std::filesystem::path& folder);

/// `text` with every occurrence of `from` replaced.
std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace plumbline::tests::sqlx
