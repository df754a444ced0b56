/// A snapshot file: whatever is loaded is saved in one form, which is loaded again and has the same
/// definitions.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plumbline/error.hpp"
#include "plumbline/schema.hpp"

namespace {

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

/// The text with the fingerprint that its objects have, so that what is behind that check is
/// reached.
std::string with_right_fingerprint(std::string_view text, std::string_view message) {
  constexpr std::string_view before = "its fingerprint is \"";
  constexpr std::string_view between = "\", that of its objects ";
  const std::size_t from = message.find(before);
  const std::size_t to = message.find(between);
  if (from == std::string_view::npos || to == std::string_view::npos) return {};
  const std::string_view wrong = message.substr(from + before.size(), to - from - before.size());
  const std::size_t place = text.rfind(wrong);
  if (wrong.empty() || place == std::string_view::npos) return {};
  std::string right(text);
  return right.replace(place, wrong.size(), message.substr(to + between.size(), 64));
}

std::string definitions(const plumbline::Schema& schema) {
  std::string text;
  for (const plumbline::CatalogObject& object : schema.objects())
    text += plumbline::definition(schema, object);
  return text;
}

void load(std::string_view text, bool again) {
  try {
    const plumbline::Schema schema = plumbline::load_snapshot(text);
    const std::string saved = plumbline::save_snapshot(schema);
    const plumbline::Schema again_loaded = plumbline::load_snapshot(saved);
    require(plumbline::save_snapshot(again_loaded) == saved,
            "a saved snapshot is loaded and saved the same");
    require(definitions(schema) == definitions(again_loaded),
            "a saved snapshot has the same definitions");
  } catch (const plumbline::Error& error) {
    require(error.status() != plumbline::Status::internal, "no file is our own bug");
    if (again) load(with_right_fingerprint(text, error.fields().message), false);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  load({reinterpret_cast<const char*>(data), size}, true);
  return 0;
}
