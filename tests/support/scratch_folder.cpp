#include "support/scratch_folder.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace plumbline::tests {

ScratchFolder::ScratchFolder() {
  char name[] = "/tmp/plumbline-test-XXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("no folder can be made in /tmp");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchFolder::file(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

void ScratchFolder::write(std::string_view name, std::string_view bytes) const {
  const std::filesystem::path path = file(name);
  std::filesystem::create_directories(path.parent_path());
  std::FILE* stream = std::fopen(path.c_str(), "wb");
  if (stream == nullptr) throw std::runtime_error("cannot write " + path.string());
  std::fwrite(bytes.data(), 1, bytes.size(), stream);
  std::fclose(stream);
}

}  // namespace plumbline::tests
