#include "postgres/versions.hpp"

#include <algorithm>

#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

struct Column {
  std::string_view name;
  int since;                   ///< first major version that has it
  int until;                   ///< first one that has it no longer; 0 = all
  std::string_view otherwise;  ///< SQL for the others
};

/// Source: the catalog headers (src/include/catalog/pg_*.h) of the release branches 12 to 18.
constexpr Column columns[] = {
    {"attcompression", 14, 0, "''"},
    {"colliculocale", 15, 17, "NULL"},
    {"collicurules", 16, 0, "NULL"},
    {"colllocale", 17, 0, "NULL"},
    {"conenforced", 18, 0, "true"},
    {"confdelsetcols", 15, 0, "NULL"},
    {"conperiod", 18, 0, "false"},
    {"datcollversion", 15, 0, "NULL"},
    {"daticulocale", 15, 17, "NULL"},
    {"daticurules", 16, 0, "NULL"},
    {"datlocale", 17, 0, "NULL"},
    {"datlocprovider", 15, 0, "'c'"},
    {"indnullsnotdistinct", 15, 0, "false"},
    {"inhdetachpending", 14, 0, "false"},
    {"inherit_option", 16, 0, "NULL::pg_catalog.bool"},
    {"prattrs", 15, 0, "NULL"},
    {"prosqlbody", 14, 0, "NULL"},
    {"prqual", 15, 0, "NULL"},
    {"pubgencols", 18, 0, "'n'"},
    {"pubviaroot", 13, 0, "false"},
    {"rngmultitypid", 14, 0, "0"},
    {"set_option", 16, 0, "NULL::pg_catalog.bool"},
    {"stxexprs", 14, 0, "NULL"},
    {"stxstattarget", 13, 0, "NULL"},
    {"subbinary", 14, 0, "false"},
    {"subdisableonerr", 15, 0, "false"},
    {"subfailover", 17, 0, "false"},
    {"suborigin", 16, 0, "'any'"},
    {"subpasswordrequired", 16, 0, "true"},
    {"subrunasowner", 16, 0, "false"},
    {"substream", 14, 0, "'f'"},
    {"subtwophasestate", 15, 0, "'d'"},
    {"tgparentid", 13, 0, "0"},
    {"typsubscript", 14, 0, "0"},
};

std::string_view spelled(std::string_view reference, int major) {
  const std::size_t dot = reference.rfind('.');
  const std::string_view name =
      dot == std::string_view::npos ? reference : reference.substr(dot + 1);
  const auto* const found = std::ranges::find(columns, name, &Column::name);
  if (found == std::end(columns))
    throw Error(Status::internal, system::format("no version is known for column \"{}\"", name));
  const bool is_there = major >= found->since && (found->until == 0 || major < found->until);
  return is_there ? reference : found->otherwise;
}

}  // namespace

std::string for_version(std::string_view sql, int server_version) {
  std::string text;
  text.reserve(sql.size());
  std::size_t copied = 0;
  for (std::size_t at = sql.find("@{"); at != std::string_view::npos; at = sql.find("@{", copied)) {
    const std::size_t end = sql.find('}', at);
    text.append(sql.substr(copied, at - copied));
    text.append(spelled(sql.substr(at + 2, end - at - 2), server_version / 10'000));
    copied = end + 1;
  }
  text.append(sql.substr(copied));
  return text;
}

}  // namespace plumbline::postgres
