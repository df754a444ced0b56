/// What most fuzz targets do: a small tree with the fuzzer's bytes as one of its files is opened,
/// checked and reported in every form. So the whole path is under test, as a user walks it:
/// grammar, findings, excerpts, escaping. Broken promises trap.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::fuzz {

struct TreeFile {
  std::string_view name;  ///< relative; its folders are made
  std::string_view text;
};

/// Writes the files into a folder of this process, opens and checks it, renders all documents.
/// `tool` as --tool. Traps when a report holds a control character, when JSON does not parse, or
/// when two runs differ.
void check_tree(const std::vector<TreeFile>& files, std::string_view tool = "");

}  // namespace plumbline::fuzz
