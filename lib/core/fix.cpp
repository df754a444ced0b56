/// Edits carried out in memory, and all of them on the disk at once.
#include "plumbline/fix.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "core/fixed_files.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/replace_files.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace core {

std::string edited(std::string_view text, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    if (edit.offset < at || edit.offset > text.size() || edit.length > text.size() - edit.offset)
      throw Error(Status::argument, system::format("edits of \"{}\" overlap, or lie outside of it",
                                                   system::escape_for_display(edit.file)));
    out += text.substr(at, edit.offset - at);
    out += edit.text;
    at = edit.offset + edit.length;
  }
  out += text.substr(at);
  return out;
}

std::vector<FixedFile> fixed_files(const std::string& root, const Fix& fix) {
  std::map<std::string, FixedFile> files;  // by old name
  for (const Edit& edit : fix.edits) files[edit.file].edits.push_back(edit);
  for (const Rename& rename : fix.renames) files[rename.from].new_name = rename.to;
  std::map<std::string_view, std::string_view> read;
  for (const FileVersion& version : fix.read) read[version.file] = version.sha256;
  std::vector<FixedFile> list;
  for (auto& [name, file] : files) {
    file.old_name = name;
    if (file.new_name.empty()) file.new_name = name;
    file.before = system::read_file(system::join_path(root, name));
    const auto known = read.find(name);
    if (known != read.end() && system::sha256_hex(file.before) != known->second)
      throw Error(Status::refused, system::format("\"{}\" has changed since it was read",
                                                  system::escape_for_display(name)));
    std::ranges::stable_sort(file.edits, {}, &Edit::offset);
    file.after = edited(file.before, file.edits);
    list.push_back(std::move(file));
  }
  for (const Creation& creation : fix.creations)
    list.push_back({.old_name = "",
                    .new_name = creation.file,
                    .before = "",
                    .after = creation.text,
                    .edits = {}});
  std::ranges::stable_sort(list, {}, [](const FixedFile& file) -> const std::string& {
    return file.old_name.empty() ? file.new_name : file.old_name;
  });
  return list;
}

}  // namespace core

void change_files(Fix& fix, const std::function<void(std::string& file)>& change) {
  for (Edit& edit : fix.edits) change(edit.file);
  for (Rename& rename : fix.renames) {
    change(rename.from);
    change(rename.to);
  }
  for (Creation& creation : fix.creations) change(creation.file);
  for (FileVersion& version : fix.read) change(version.file);
}

void add_fix(Fix& fix, Fix other) {
  std::ranges::move(other.edits, std::back_inserter(fix.edits));
  std::ranges::move(other.renames, std::back_inserter(fix.renames));
  std::ranges::move(other.creations, std::back_inserter(fix.creations));
  std::ranges::move(other.read, std::back_inserter(fix.read));
}

void apply_fix(const std::string& root, const Fix& fix) {
  std::vector<system::Replacement> replacements;
  for (core::FixedFile& file : core::fixed_files(root, fix)) {
    const bool is_new = file.old_name.empty();
    replacements.push_back({.path = system::join_path(root, file.new_name),
                            .old = is_new ? "" : system::join_path(root, file.old_name),
                            .bytes = std::move(file.after)});
  }
  system::replace_files(replacements);
}

}  // namespace plumbline
