#pragma once
// Who changed which rules decide, and when: a line for each change, each with the hash of the one before, so that none
// can be changed or taken out without all that follow. docs/formats/audit.md has the format.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "regard/result.h"

namespace regard::server {

enum class Change : std::uint8_t {
  given,      ///< by the command line: they decide from now on
  published,  ///< they are there, and their tests pass
  activated,
  rolledBack  ///< to those that decided before; `rulebook` is theirs
};

/// Whoever changes something.
struct Author {
  std::string key;   ///< its id; empty: without one
  std::string name;  ///< whose it is
  std::string from;  ///< the address; "command line"
};

struct AuditEntry {
  std::uint64_t number = 0;  ///< from 1
  std::string at;            ///< 2026-03-02T10:00:00Z
  Change change = Change::given;
  Author author;
  std::string rulebook;  ///< its hash
  std::string hash;      ///< of this entry, which holds that of the one before
};

const char* nameOf(Change change);

/// What a file holds, and whether it is what was written.
struct AuditReport {
  std::vector<AuditEntry> entries;
  std::uint64_t wholeBytes = 0;  ///< of the lines that are whole
  bool isCutShort = false;       ///< a crash met the last line, which was never acknowledged
  std::string fault;             ///< the first line that is not what was written, and why; empty: there is none
};
/// Reads it all. A file that is not there has no entries. Errors: io.
Expected<AuditReport> readAudit(const std::string& path);

/// Of one writer.
class AuditTrail {
 public:
  /// Errors: io, corrupt (a line is not what was written).
  static Expected<AuditTrail> open(const std::string& path);
  /// On disk when this returns; `at` is the time. Errors: full, io.
  Expected<bool> append(Change change, const Author& author, const std::string& rulebook, const std::string& at);
  const std::vector<AuditEntry>& entries() const { return entries_; }

 private:
  std::string path_;
  std::vector<AuditEntry> entries_;
};

}  // namespace regard::server
