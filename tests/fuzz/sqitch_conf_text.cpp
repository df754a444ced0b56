/// The reader of sqitch.conf alone, and the URIs in it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = plumbline::adapters::sqitch::parse_config(text, "sqitch.conf");
  plumbline::adapters::sqitch::Config config;
  config.is_initialised = true;
  for (const auto& definition : parsed.definitions) {
    const std::string key = definition.section + "." + definition.name;
    config.entries[key] = {key, "sqitch.conf", {definition.value}};
  }
  const plumbline::system::Environment environment{{}};
  for (const auto& asked : plumbline::adapters::sqitch::list_targets(config)) {
    const auto result = plumbline::adapters::sqitch::resolve_target(config, environment, asked);
    if (!result.target) continue;
    (void)plumbline::adapters::sqitch::psql_command(*result.target);
    (void)plumbline::adapters::sqitch::destination(*result.target, "nobody");
    (void)result.target->uri.dsn();
  }
  return 0;
}
