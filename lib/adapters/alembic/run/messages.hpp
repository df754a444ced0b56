/// What the driver says: lines `kind TAB name=value TAB …` with \t, \n and \\ escaped in values.
/// See driver.py, which writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::adapters::alembic {

struct DriverMessage {
  std::string kind;
  std::vector<std::pair<std::string, std::string>> fields;

  /// "" when it is not there.
  [[nodiscard]] const std::string& get(std::string_view name) const noexcept;
  /// 0 when it is not there or no number.
  [[nodiscard]] std::int64_t number(std::string_view name) const noexcept;
};

DriverMessage read_driver_message(std::string_view line);

}  // namespace plumbline::adapters::alembic
