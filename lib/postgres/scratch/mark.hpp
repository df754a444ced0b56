/// The comments by which we know our own databases: the mark of a scratch database, and that of a
/// template kept beside it. A comment on a database survives everything that happens inside; it is
/// not copied by CREATE DATABASE … TEMPLATE, nor by a plain dump. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plumbline::postgres::scratch {

/// What a mark says in place of a fingerprint while a gate writes: whatever is there is a gate's.
inline constexpr std::string_view in_use = "in-use";

/// `plumbline-scratch/1 oid=… name=… system=… nonce=… schema=… settings=…`; names and settings
/// percent-encoded.
struct Mark {
  std::string oid;       ///< of the database: another one after pg_dump -C and a restore
  std::string name;      ///< of the database: another one after a rename
  std::string system;    ///< the cluster's identifier
  std::string nonce;     ///< 32 hex, of the first mark; names what we make beside the database
  std::string schema;    ///< fingerprint as we left it, 64 hex, or `in_use`
  std::string settings;  ///< of the database when it was first marked: setconfig as text

  bool operator==(const Mark&) const = default;
};

/// `plumbline-template/1 oid=… name=… system=… nonce=… key=… made=…`.
struct TemplateMark {
  std::string oid;
  std::string name;
  std::string system;
  std::string nonce;      ///< of the scratch database that it was copied from
  std::string key;        ///< what it holds, as the caller knows it
  std::int64_t made = 0;  ///< seconds since 1970 UTC

  bool operator==(const TemplateMark&) const = default;
};

std::string print(const Mark& mark);
std::string print(const TemplateMark& mark);

enum class Comment : std::uint8_t { none, foreign, damaged, other_version, ours };

struct ReadMark {
  Comment comment = Comment::none;
  std::string version;  ///< of another version's mark
  Mark mark;            ///< when ours
};
ReadMark read_mark(std::string_view comment);

struct ReadTemplateMark {
  bool is_ours = false;
  TemplateMark mark;
};
ReadTemplateMark read_template_mark(std::string_view comment);

/// 32 hex from the system's random source. Throws Error (io) when there is none.
std::string make_nonce();

}  // namespace plumbline::postgres::scratch
