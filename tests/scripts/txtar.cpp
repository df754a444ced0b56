/// See txtar.hpp.
#include "scripts/txtar.hpp"

#include <algorithm>

namespace plumbline::tests {
namespace {

/// The name in a line `-- name --`; empty when it is no such line.
std::string_view file_name(std::string_view line) {
  if (line.size() < 8 || !line.starts_with("-- ") || !line.ends_with(" --")) return {};
  return line.substr(3, line.size() - 6);
}

}  // namespace

Archive Archive::parse(std::string_view text) {
  Archive archive;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    const auto line = text.substr(0, end);
    text.remove_prefix(end);
    const auto name = file_name(line.ends_with('\n') ? line.substr(0, line.size() - 1) : line);
    if (!name.empty()) {
      archive.files.push_back({std::string(name), {}});
    } else {
      (archive.files.empty() ? archive.script : archive.files.back().text) += line;
    }
  }
  return archive;
}

std::string Archive::print() const {
  std::string text = script;
  for (const auto& file : files) {
    text += "-- " + file.name + " --\n" + file.text;
    if (!text.ends_with('\n')) text += '\n';
  }
  return text;
}

ArchiveFile* Archive::find(std::string_view name) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const ArchiveFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace plumbline::tests
