/// Runs a fuzz target over every file of its corpus, without libFuzzer: the main of the fuzz
/// targets in ordinary builds. So a crash that fuzzing found once, kept as a seed, is looked for in
/// every test run and with every compiler.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> seeds;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) continue;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
      if (entry.is_regular_file()) seeds.push_back(entry.path());
  }
  std::sort(seeds.begin(), seeds.end());
  for (const auto& seed : seeds) {
    std::ifstream file(seed, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    std::printf("%s\n", seed.filename().c_str());
    std::fflush(stdout);  // the last line names the seed that crashed
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  if (seeds.empty()) {
    std::printf("[skip] %s: its corpus is empty\n", argv[0]);
    return 77;
  }
  std::printf("%zu seeds\n", seeds.size());
  return 0;
}
