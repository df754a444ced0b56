#include "gate/schemas.hpp"

#include <string_view>

#include "plumbline/diff.hpp"
#include "plumbline/target.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

std::string line_of(const Difference& difference) {
  const std::string object =
      system::format("{} \"{}\"", kind_name(difference.kind), difference.object);
  switch (difference.change) {
    case DifferenceKind::missing:
      return "loses " + object;
    case DifferenceKind::unexpected:
      return "leaves " + object;
    case DifferenceKind::changed:
      break;
  }
  return system::format("changes {} of {} from \"{}\" to \"{}\"", difference.property, object,
                        difference.old_value, difference.new_value);
}

}  // namespace

Schema capture(const postgres::Writable& database) {
  Target target = Target::open(database.uri());
  return capture_schema(target);
}

std::optional<Red> compare(const Schema& before, const Schema& now, const std::string& what) {
  if (before.fingerprint() == now.fingerprint()) return std::nullopt;
  const Diff diff = diff_schemas(before, now);
  if (diff.differences.empty()) return std::nullopt;
  Red red;
  for (const Difference& difference : diff.differences) {
    if (!red.detail.empty()) red.detail += '\n';
    red.detail += line_of(difference);
  }
  const std::size_t more = diff.differences.size() - 1;
  std::string message = what + ' ' + line_of(diff.differences.front());
  if (more > 0) message += system::format(", and {} more", more);
  Finding finding = make_finding("gate/not-reversible", std::move(message));
  finding.object = diff.differences.front().object;
  red.findings.push_back(std::move(finding));
  return red;
}

}  // namespace plumbline::gate
