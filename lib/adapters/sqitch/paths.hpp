/// Paths as sqitch prints them: Path::Class and File::Spec->canonpath. Unlike
/// system::normalise_path, ".." stays.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::adapters::sqitch {

/// Single slashes, no "." in between, none at the end; "" stays "".
std::string canonical_path(std::string_view path);
/// As `file($path)`: the folder canonical, the name as it is.
std::string file_path(std::string_view path);
/// As `dir($folder)->subdir($name)->cleanup`: "./deploy" becomes "deploy".
std::string sub_folder(std::string_view folder, std::string_view name);
/// As `dir($folder)->file(split m{/}, $name)`: "." stays in front.
std::string file_in(std::string_view folder, std::string_view name);

}  // namespace plumbline::adapters::sqitch
