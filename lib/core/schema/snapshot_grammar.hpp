/// The grammar of snapshot.md: RFC 8259 with the members that a snapshot has. A member of a known
/// name must hold what it should; one of an unknown name may hold anything.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/json.hpp>

#include "plumbline/error.hpp"
#include "plumbline/limits.hpp"
#include "system/format.hpp"

namespace plumbline::core::snapshot {

namespace pegtl = tao::pegtl;
namespace json = tao::pegtl::json;

inline constexpr int max_depth = Limits{}.max_nesting;

/// Counts in the state, so that no file decides on the size of the stack.
template <typename Rule>
struct nested {
  using rule_t = nested;
  using subs_t = pegtl::type_list<Rule>;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (state.depth == max_depth)
      throw Error(Status::limit, system::format("snapshot: members are nested deeper than {}, the "
                                                "limit",
                                                max_depth));
    ++state.depth;
    const bool matched = pegtl::match<Rule, A, M, Action, Control>(in, state);
    --state.depth;
    return matched;
  }
};

// clang-format off
struct plain            : pegtl::plus< pegtl::utf8::ranges< 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x10ffff > > {};
struct escape           : json::escaped {};
struct text_ends        : pegtl::one< '"' > {};
struct text             : pegtl::seq< pegtl::one< '"' >, pegtl::star< pegtl::sor< plain, pegtl::seq< pegtl::one< '\\' >, pegtl::must< escape > > > >,
                                      pegtl::must< text_ends > > {};

struct blanks           : pegtl::star< json::ws > {};
struct colon            : json::name_separator {};
struct list_ends        : json::padr< json::end_array > {};
struct object_ends      : json::padr< json::end_object > {};
struct begin_list       : json::begin_array {};
struct begin_object     : json::begin_object {};

template < typename Item >
struct list             : pegtl::seq< begin_list, pegtl::opt< pegtl::list_must< Item, json::value_separator > >, pegtl::must< list_ends > > {};
template < typename Begin, typename Member, typename End = object_ends >
struct object           : pegtl::seq< Begin, pegtl::opt< pegtl::list_must< Member, json::value_separator > >, pegtl::must< End > > {};

struct any_value;
struct any_item         : pegtl::seq< any_value > {};
struct any_member       : pegtl::if_must< text, colon, any_value > {};
struct any_simple       : json::padr< pegtl::sor< text, json::number, json::true_, json::false_, json::null > > {};
struct any_value        : nested< pegtl::sor< any_simple, object< begin_object, any_member >, list< any_item > > > {};
struct unknown          : pegtl::disable< any_member > {};

template < typename Key, typename Value >
struct known            : pegtl::if_must< Key, colon, Value > {};

struct a_text           : json::padr< text > {};
struct text_or_null     : json::padr< pegtl::sor< text, json::null > > {};
struct integer          : pegtl::seq< pegtl::opt< pegtl::one< '-' > >, json::int_, pegtl::not_at< pegtl::one< '.', 'e', 'E' > > > {};
struct yes              : json::true_ {};
struct boolean          : json::padr< pegtl::sor< yes, json::false_ > > {};

// "source"
struct server_version   : json::padr< integer > {};
struct database         : text_or_null {};
struct digest           : text_or_null {};
struct relative         : boolean {};
struct dependencies     : boolean {};
struct what             : a_text {};
struct why              : a_text {};
struct begin_reason     : json::begin_object {};
struct reason_member    : pegtl::sor< known< TAO_PEGTL_STRING( "\"what\"" ), what >, known< TAO_PEGTL_STRING( "\"why\"" ), why >, unknown > {};
struct reason           : object< begin_reason, reason_member > {};
struct begin_left_out   : pegtl::success {};
struct begin_unchecked  : pegtl::success {};
struct reasons          : list< reason > {};
struct left_out         : pegtl::seq< begin_left_out, reasons > {};
struct unchecked        : pegtl::seq< begin_unchecked, reasons > {};
struct source_member    : pegtl::sor< known< TAO_PEGTL_STRING( "\"server_version\"" ), server_version >,
                                      known< TAO_PEGTL_STRING( "\"database\"" ), database >,
                                      known< TAO_PEGTL_STRING( "\"digest\"" ), digest >,
                                      known< TAO_PEGTL_STRING( "\"relative\"" ), relative >,
                                      known< TAO_PEGTL_STRING( "\"dependencies\"" ), dependencies >,
                                      known< TAO_PEGTL_STRING( "\"left_out\"" ), left_out >,
                                      known< TAO_PEGTL_STRING( "\"unchecked\"" ), unchecked >,
                                      unknown > {};
struct source           : object< begin_object, source_member > {};

// "objects"
struct kind             : a_text {};
struct name             : a_text {};
struct in_schema        : a_text {};
struct parent           : a_text {};
struct position         : json::padr< integer > {};
struct dependency       : a_text {};
struct depends_on       : list< dependency > {};
struct property_name    : text {};
struct value_text       : json::padr< text > {};
struct begin_lines      : json::begin_array {};
struct line             : a_text {};
struct value_lines      : pegtl::seq< begin_lines, pegtl::opt< pegtl::list_must< line, json::value_separator > >, pegtl::must< list_ends > > {};
struct property_value   : pegtl::sor< value_text, value_lines > {};
struct property         : pegtl::if_must< property_name, colon, property_value > {};
struct properties       : object< begin_object, property > {};

struct common_member    : pegtl::sor< known< TAO_PEGTL_STRING( "\"kind\"" ), kind >, known< TAO_PEGTL_STRING( "\"name\"" ), name >,
                                      known< TAO_PEGTL_STRING( "\"properties\"" ), properties >,
                                      known< TAO_PEGTL_STRING( "\"depends_on\"" ), depends_on > > {};
struct begin_part       : json::begin_object {};
struct end_part         : object_ends {};
struct part_member      : pegtl::sor< common_member, known< TAO_PEGTL_STRING( "\"position\"" ), position >, unknown > {};
struct part             : object< begin_part, part_member, end_part > {};
struct parts            : list< part > {};
struct begin_root       : json::begin_object {};
struct end_root         : object_ends {};
struct root_member      : pegtl::sor< common_member, known< TAO_PEGTL_STRING( "\"schema\"" ), in_schema >,
                                      known< TAO_PEGTL_STRING( "\"parent\"" ), parent >,
                                      known< TAO_PEGTL_STRING( "\"parts\"" ), parts >, unknown > {};
struct root             : object< begin_root, root_member, end_root > {};
struct objects          : list< root > {};

struct written_by       : a_text {};
struct fingerprint      : a_text {};
struct member           : pegtl::sor< known< TAO_PEGTL_STRING( "\"version\"" ), written_by >, known< TAO_PEGTL_STRING( "\"source\"" ), source >,
                                      known< TAO_PEGTL_STRING( "\"fingerprint\"" ), fingerprint >,
                                      known< TAO_PEGTL_STRING( "\"objects\"" ), objects >, unknown > {};
struct all              : object< begin_object, member > {};
struct end_of_file      : pegtl::eof {};
struct document         : pegtl::seq< blanks, pegtl::must< all >, pegtl::must< end_of_file > > {};

// What is looked at first: "schema", wherever it stands among the members.
struct format           : text {};
struct member_before    : pegtl::seq< pegtl::not_at< TAO_PEGTL_STRING( "\"schema\"" ) >, unknown, json::value_separator > {};
struct opening          : pegtl::seq< blanks, begin_object, pegtl::star< member_before >, TAO_PEGTL_STRING( "\"schema\"" ), colon, format > {};

template < typename Rule >
constexpr const char* message = nullptr;

template <> inline constexpr auto message< escape >         = "no escape of JSON";
template <> inline constexpr auto message< text_ends >      = "a text that does not end, holds a control character or is no UTF-8";
template <> inline constexpr auto message< colon >          = "a colon is expected";
template <> inline constexpr auto message< list_ends >      = "an item, a comma or \"]\" is expected";
template <> inline constexpr auto message< object_ends >    = "a comma, a member's name or \"}\" is expected";
template <> inline constexpr auto message< end_part >       = message< object_ends >;
template <> inline constexpr auto message< end_root >       = message< object_ends >;
template <> inline constexpr auto message< any_value >      = "a value is expected";
template <> inline constexpr auto message< any_item >       = "a value is expected behind the comma";
template <> inline constexpr auto message< any_member >     = "a member is expected behind the comma";
template <> inline constexpr auto message< reason_member >  = message< any_member >;
template <> inline constexpr auto message< source_member >  = message< any_member >;
template <> inline constexpr auto message< property >       = message< any_member >;
template <> inline constexpr auto message< part_member >    = message< any_member >;
template <> inline constexpr auto message< root_member >    = message< any_member >;
template <> inline constexpr auto message< member >         = message< any_member >;
template <> inline constexpr auto message< reason >         = "an object of \"what\" and \"why\" is expected";
template <> inline constexpr auto message< server_version > = "\"server_version\" is no number";
template <> inline constexpr auto message< database >       = "\"database\" is neither a text nor null";
template <> inline constexpr auto message< digest >         = "\"digest\" is neither a text nor null";
template <> inline constexpr auto message< relative >       = "\"relative\" is neither true nor false";
template <> inline constexpr auto message< dependencies >   = "\"dependencies\" is neither true nor false";
template <> inline constexpr auto message< what >           = "\"what\" is no text";
template <> inline constexpr auto message< why >            = "\"why\" is no text";
template <> inline constexpr auto message< left_out >       = "\"left_out\" is no list";
template <> inline constexpr auto message< unchecked >      = "\"unchecked\" is no list";
template <> inline constexpr auto message< source >         = "\"source\" is no object";
template <> inline constexpr auto message< kind >           = "\"kind\" is no text";
template <> inline constexpr auto message< name >           = "\"name\" is no text";
template <> inline constexpr auto message< in_schema >      = "\"schema\" is no text";
template <> inline constexpr auto message< parent >         = "\"parent\" is no text";
template <> inline constexpr auto message< position >       = "\"position\" is no whole number";
template <> inline constexpr auto message< dependency >     = "an object's kind and name is expected";
template <> inline constexpr auto message< depends_on >     = "\"depends_on\" is no list";
template <> inline constexpr auto message< line >           = "a line of a text is expected";
template <> inline constexpr auto message< property_value > = "a property's value is neither a text nor a list of lines";
template <> inline constexpr auto message< properties >     = "\"properties\" is no object";
template <> inline constexpr auto message< part >           = "an object is expected";
template <> inline constexpr auto message< parts >          = "\"parts\" is no list";
template <> inline constexpr auto message< root >           = "an object is expected";
template <> inline constexpr auto message< objects >        = "\"objects\" is no list";
template <> inline constexpr auto message< written_by >     = "\"version\" is no text";
template <> inline constexpr auto message< fingerprint >    = "\"fingerprint\" is no text";
template <> inline constexpr auto message< all >            = "a JSON object is expected";
template <> inline constexpr auto message< end_of_file >    = "text stands behind the end of the snapshot";
// clang-format on

struct error_messages {
  template <typename Rule>
  static constexpr const char* message = snapshot::message<Rule>;
  template <typename Rule>
  static constexpr bool raise_on_failure = false;
};

template <typename Rule>
using Control = pegtl::must_if<error_messages>::control<Rule>;

}  // namespace plumbline::core::snapshot
