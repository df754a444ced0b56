#include "adapters/sqitch/run/driver.hpp"

namespace plumbline::adapters::sqitch {

std::string driver_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (&word != words.data()) line += '\t';
    for (const char c : word) {
      if (c == '\t' || c == '\n' || c == '\\') line += '\\';
      line += c == '\t' ? 't' : c == '\n' ? 'n' : c;
    }
  }
  return line + '\n';
}

std::vector<std::string> read_driver_line(std::string_view line) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\t') {
      words.emplace_back();
    } else if (line[at] == '\\' && at + 1 < line.size()) {
      const char escaped = line[++at];
      words.back() += escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped;
    } else {
      words.back() += line[at];
    }
  }
  return words;
}

}  // namespace plumbline::adapters::sqitch
