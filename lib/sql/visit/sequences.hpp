/// Sequences: CREATE SEQUENCE, serial and identity columns; ALTER SEQUENCE and ALTER COLUMN … SET
/// of an identity use the same. Rules: init_params and process_owned_by of commands/sequence.c.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

struct SequenceFacts {
  std::string type = "bigint";
  std::int64_t start = 1;
  std::int64_t increment = 1;
  std::int64_t minimum = 1;
  std::int64_t maximum = 9223372036854775807;
  std::int64_t cache = 1;
  bool cycles = false;
  /// Where it stands, as long as nobody can have called it.
  std::optional<std::int64_t> last;
};

enum class SequenceUse : std::uint8_t { plain, identity };

/// Of a sequence that is there: from its own properties, or those of its identity column.
SequenceFacts sequence_facts(const Session& session, Id sequence);

/// `options`: a list of DefElem. Fails with 42601 for repeated ones, 22023 for bad numbers. OWNED
/// BY is looked at by set_owned_by alone. `is_new`: what is not given gets its default.
void change_sequence_facts(Session& session, SequenceFacts& facts, const Node& options,
                           SequenceUse use, bool is_new);

/// Writes them to the sequence, or to the identity column that it belongs to.
void store_sequence_facts(Session& session, Id sequence, const SequenceFacts& facts);

/// Fails with 42P07 when the name is taken.
Id make_sequence(Session& session, Id schema, std::string_view own, const SequenceFacts& facts);

/// The sequence goes with the column. With `is_identity` it is the column's identity.
void tie_sequence(Session& session, Id sequence, Id column, bool is_identity);
/// It goes with none any more.
void untie_sequence(Session& session, Id sequence);

/// OWNED BY of a list of options, when there is one: column or NONE.
void set_owned_by(Session& session, Id sequence, const Node& options, SequenceUse use);

/// The sequence that is a column's identity; none when it has none.
Id identity_sequence(const Session& session, Id column);

}  // namespace plumbline::sql
