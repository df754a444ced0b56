#include "sql/types/type_modifier.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/format.hpp"
#include "sql/failure.hpp"

namespace plumbline::sql {

namespace {

constexpr std::int32_t header = 4;               // VARHDRSZ
constexpr std::int32_t longest_text = 10485760;  // MaxAttrSize
constexpr std::int32_t longest_bits = longest_text * 8;
constexpr std::int32_t full_precision = 0xFFFF;  // INTERVAL_FULL_PRECISION
constexpr std::int32_t full_range = 0x7FFF;

/// Bits of the fields that follow INTERVAL: INTERVAL_MASK() in timestamp.h.
constexpr std::int32_t year = 1 << 2, month = 1 << 1, day = 1 << 3, hour = 1 << 10,
                       minute = 1 << 11, second = 1 << 12;
struct IntervalFields {
  std::int32_t mask;
  std::string_view words;
};
constexpr IntervalFields interval_fields[] = {
    {year, " year"},
    {month, " month"},
    {day, " day"},
    {hour, " hour"},
    {minute, " minute"},
    {second, " second"},
    {year | month, " year to month"},
    {day | hour, " day to hour"},
    {day | hour | minute, " day to minute"},
    {day | hour | minute | second, " day to second"},
    {hour | minute, " hour to minute"},
    {hour | minute | second, " hour to second"},
    {minute | second, " minute to second"},
    {full_range, ""},
};

/// What typenameTypeMod() makes of one of them.
std::string constant(Node given) {
  if (given.is_a("A_Const")) {
    if (const Node number = given["ival"]; number) return std::to_string(number.as_number());
    if (const Node text = given["fval"]; text) return std::string(text.as_text());
    if (const Node text = given["sval"]; text) return std::string(text.as_text());
    // An absent number is 0.
    if (const Node value = given["val"]; value) {
      if (value.is_a("Integer")) return std::to_string(value.as_number());
      if (value.is_a("Float") || value.is_a("String")) return std::string(value.as_text());
    }
  } else if (given.is_a("ColumnRef") && given["fields"].size() == 1 &&
             given["fields"].at(0).is_a("String")) {
    return std::string(given["fields"].at(0).as_text());
  }
  fail("42601", "type modifiers must be simple constants or identifiers");
}

/// ArrayGetIntegerTypmods().
std::vector<std::int32_t> numbers(Node given) {
  std::vector<std::int32_t> values;
  for (const Node one : given) {
    const std::string text = constant(one);
    std::string_view digits = text;
    while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
    while (!digits.empty() && digits.back() == ' ') digits.remove_suffix(1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = end == digits.data() + digits.size() && !digits.empty();
    if (error == std::errc::result_out_of_range ||
        (whole && (value > std::numeric_limits<std::int32_t>::max() ||
                   value < std::numeric_limits<std::int32_t>::min()))) {
      fail("22003", core::format("value \"{}\" is out of range for type integer", text));
    }
    if (error != std::errc() || !whole) {
      fail("22P02", core::format("invalid input syntax for type integer: \"{}\"", text));
    }
    values.push_back(static_cast<std::int32_t>(value));
  }
  return values;
}

std::int32_t length(const std::vector<std::int32_t>& values, std::string_view type,
                    std::int32_t longest) {
  if (values.size() != 1) fail("22023", "invalid type modifier");
  if (values[0] < 1) {
    fail("22023", core::format("length for type {} must be at least 1", type));
  }
  if (values[0] > longest) {
    fail("22023", core::format("length for type {} cannot exceed {}", type, longest));
  }
  return values[0];
}

std::int32_t seconds_precision(const std::vector<std::int32_t>& values, std::string_view type,
                               std::string_view zone) {
  if (values.size() != 1) fail("22023", "invalid type modifier");
  if (values[0] < 0) {
    fail("22023", core::format("{}({}){} precision must not be negative", type, values[0], zone));
  }
  return std::min(values[0], 6);  // with a warning
}

std::int32_t numeric_modifier(const TypeScope& scope, const std::vector<std::int32_t>& values) {
  if (values.size() != 1 && values.size() != 2) fail("22023", "invalid NUMERIC type modifier");
  const std::int32_t precision = values[0];
  if (precision < 1 || precision > 1000) {
    fail("22023", core::format("NUMERIC precision {} must be between 1 and 1000", precision));
  }
  const std::int32_t scale = values.size() == 2 ? values[1] : 0;
  if (scope.version >= 15) {
    if (scale < -1000 || scale > 1000) {
      fail("22023", core::format("NUMERIC scale {} must be between -1000 and 1000", scale));
    }
  } else if (scale < 0 || scale > precision) {
    fail("22023",
         core::format("NUMERIC scale {} must be between 0 and precision {}", scale, precision));
  }
  return ((precision << 16) | (scale & 0x7FF)) + header;
}

std::int32_t interval_modifier(const std::vector<std::int32_t>& values) {
  const auto is_known = [&](std::int32_t mask) {
    return std::any_of(std::begin(interval_fields), std::end(interval_fields),
                       [&](const IntervalFields& fields) { return fields.mask == mask; });
  };
  if (values.empty() || values.size() > 2 || !is_known(values[0])) {
    fail("22023", "invalid INTERVAL type modifier");
  }
  if (values.size() == 1) {
    if (values[0] == full_range) return -1;
    return ((values[0] & full_range) << 16) | full_precision;
  }
  if (values[1] < 0) {
    fail("22023", core::format("INTERVAL({}) precision must not be negative", values[1]));
  }
  return ((values[0] & full_range) << 16) | std::min(values[1], 6);
}

}  // namespace

std::int32_t modifier_in(const TypeScope& scope, TypeId type, Node given) {
  if (type >= 10000) unknown("the modifier of a type that is not the system's");
  const std::vector<std::int32_t> values = numbers(given);
  switch (type) {
    case types::varchar:
      return length(values, "varchar", longest_text) + header;
    case types::bpchar:
      return length(values, "char", longest_text) + header;
    case types::bit:
      return length(values, "bit", longest_bits);
    case types::varbit:
      return length(values, "varbit", longest_bits);
    case types::numeric:
      return numeric_modifier(scope, values);
    case types::time:
      return seconds_precision(values, "TIME", "");
    case types::timetz:
      return seconds_precision(values, "TIME", " WITH TIME ZONE");
    case types::timestamp:
      return seconds_precision(values, "TIMESTAMP", "");
    case types::timestamptz:
      return seconds_precision(values, "TIMESTAMP", " WITH TIME ZONE");
    case types::interval:
      return interval_modifier(values);
    default:
      unknown("the modifier of this type");
  }
}

std::string modifier_out(TypeId type, std::int32_t typmod) {
  if (typmod < 0) return {};
  switch (type) {
    case types::varchar:
    case types::bpchar:
      return typmod > header ? core::format("({})", typmod - header) : std::string();
    case types::numeric: {
      if (typmod < header) return {};
      const std::int32_t bits = typmod - header;
      return core::format("({},{})", (bits >> 16) & 0xFFFF, ((bits & 0x7FF) ^ 1024) - 1024);
    }
    case types::interval: {
      std::string text;
      const std::int32_t mask = (typmod >> 16) & full_range;
      for (const IntervalFields& fields : interval_fields) {
        if (fields.mask == mask) text = fields.words;
      }
      const std::int32_t precision = typmod & 0xFFFF;
      if (precision != full_precision) text += core::format("({})", precision);
      return text;
    }
    default:
      return core::format("({})", typmod);
  }
}

std::optional<std::int32_t> interval_modifier(std::string_view words,
                                              const std::vector<int>& precision) {
  for (const IntervalFields& fields : interval_fields) {
    if (fields.words != words) continue;
    if (precision.empty() && words.empty()) return -1;
    return (fields.mask << 16) | (precision.empty() ? full_precision : precision[0]);
  }
  return std::nullopt;
}

}  // namespace plumbline::sql
