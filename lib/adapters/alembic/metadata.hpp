/// The places of a revision file that say which revision it is, so that an edit can change them and
/// nothing else. Used by edit.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::adapters::alembic {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::string_view of(std::string_view text) const {
    return text.substr(begin, end - begin);
  }
};

struct Metadata {
  Span revision;  ///< the literal with its quotes
  Span down_revision;
  char quote = '\'';
  std::optional<Span> doc_revision;  ///< what stands behind "Revision ID:", without blanks
  std::optional<Span> doc_parents;   ///< behind "Revises:"; may be empty
  std::string_view create_date;      ///< behind "Create Date:"; "" when there is none
  std::string refusal;               ///< why the file cannot be edited, as a clause
};

/// `text`: the bytes of the file. Never throws; what it finds is still to be judged by reading the
/// edited file again.
Metadata find_metadata(std::string_view text);

}  // namespace plumbline::adapters::alembic
