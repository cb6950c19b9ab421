#pragma once
// What a caller may be allowed to do. docs/operations/access.md has the table of who may ask what.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace regard::server {

enum class Role : std::uint8_t {
  decide,    ///< ask for decisions, and reserve
  feedback,  ///< tell outcomes and events
  profile,   ///< change and erase customers, and look them up
  publish,   ///< bring rules, activate and roll back
  admin,     ///< all of it, and the audit trail
  read       ///< look up: decisions, customers, rules, metrics
};
inline constexpr std::string_view kRoleNames[] = {"decide", "feedback", "profile", "publish", "admin", "read"};

/// A set of roles; admin is all of them.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bitOf(role);
  }
  constexpr void add(Role role) { bits_ |= bitOf(role); }
  constexpr bool has(Role role) const { return (bits_ & bitOf(role)) != 0; }
  constexpr bool isEmpty() const { return bits_ == 0; }
  /// Whether one of these is among `wanted`, or admin is among these.
  constexpr bool mayOneOf(Roles wanted) const { return has(Role::admin) || (bits_ & wanted.bits_) != 0; }
  static constexpr Roles all() {
    return {Role::decide, Role::feedback, Role::profile, Role::publish, Role::admin, Role::read};
  }

 private:
  static constexpr std::uint8_t bitOf(Role role) {
    return static_cast<std::uint8_t>(1U << static_cast<std::uint8_t>(role));
  }
  std::uint8_t bits_ = 0;
};

std::optional<Role> roleOf(std::string_view name);
/// "decide, read", in the order of the enumeration; "nobody" without any.
std::string namesOf(Roles roles);

}  // namespace regard::server
