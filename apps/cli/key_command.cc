#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/cli/amounts.h"
#include "apps/cli/fail.h"
#include "apps/cli/whole_file.h"
#include "apps/render/layout.h"
#include "apps/server/keys.h"
#include "regard/nearest.h"

namespace regard::cli {
namespace {

using server::Key;
using server::KeyRing;
using server::UnixSeconds;

constexpr Positional kKeyPositionals[] = {
    {.name = "WHAT",
     .help = "create, list, rotate or revoke",
     .offer = Offer::words,
     .words = "create list rotate revoke"},
    {.name = "ID", .help = "of the key to rotate or revoke, as list shows it", .required = false}};

constexpr Option kKeyOptions[] = {
    {.name = "--keys",
     .value = "FILE",
     .help = "Where keys are kept, their hashes that is (or set REGARD_KEYS)",
     .offer = Offer::file,
     .environment = "REGARD_KEYS"},
    {.name = "--name", .value = "TEXT", .help = "create: whose key it is"},
    {.name = "--role",
     .value = "ROLE",
     .help = "create: what it may do; repeat it: decide, feedback, profile, publish, admin, read",
     .offer = Offer::words,
     .words = "decide feedback profile publish admin read",
     .repeats = true},
    {.name = "--rate", .value = "NUMBER", .help = "create: how many requests a second; without limit if not given"},
    {.name = "--expires", .value = "TIME", .help = "create: after 90d, 12h, 6w; never if not given"},
    {.name = "--overlap", .value = "TIME", .help = "rotate: how long the one before goes on; 24h if not given"}};

constexpr std::int64_t kMillis = 1000;
constexpr std::uint64_t kOverlapMs = std::uint64_t{24} * 3600 * 1000;

/// One command at a time changes the keys of a folder.
class FolderLock {
 public:
  explicit FolderLock(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    file_ = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file_ >= 0) ::flock(file_, LOCK_EX);
  }
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

Expected<Key> keyOf(const Arguments& arguments, UnixSeconds now) {
  Key key;
  key.name = arguments.value("--name").value_or("");
  if (key.name.empty()) return wrong("whose key is it? Add --name TEXT, such as --name \"contact centre\"");
  for (const std::string& name : arguments.values("--role")) {
    const auto role = server::roleOf(name);
    if (!role) {
      const std::vector<std::string> names(std::begin(server::kRoleNames), std::end(server::kRoleNames));
      const std::string nearest = didYouMean(name, names);
      return wrong(fmt::format("there is no role `{}`{}", name, nearest.empty() ? "" : ": " + nearest));
    }
    key.roles.add(*role);
  }
  if (key.roles.isEmpty())
    return wrong(fmt::format("what may it do? Add --role, of {}", namesOf(server::Roles::all())));
  if (const auto rate = arguments.value("--rate")) {
    const auto [end, error] = std::from_chars(rate->data(), rate->data() + rate->size(), key.perSecond);
    if (error != std::errc() || end != rate->data() + rate->size() || !(key.perSecond > 0) || key.perSecond > 1e6)
      return wrong(fmt::format("`--rate {}` should be a number above 0", *rate));
  }
  if (const auto expires = arguments.value("--expires")) {
    const auto after = parseKeep(*expires);
    if (!after) return after.error();
    if (*after > 0) key.expires = now + static_cast<UnixSeconds>(*after) / kMillis;
  }
  return key;
}

nlohmann::ordered_json jsonOf(const Key& key, UnixSeconds now) {
  const auto time = [](const std::optional<UnixSeconds>& at) {
    return at ? nlohmann::ordered_json(server::timeText(*at)) : nlohmann::ordered_json();
  };
  nlohmann::ordered_json roles = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < std::size(server::kRoleNames); ++i)
    if (key.roles.has(static_cast<server::Role>(i))) roles.push_back(server::kRoleNames[i]);
  return {{"id", key.id},
          {"name", key.name},
          {"roles", roles},
          {"per_second", key.perSecond > 0 ? nlohmann::ordered_json(key.perSecond) : nlohmann::ordered_json()},
          {"created", server::timeText(key.created)},
          {"expires", time(key.expires)},
          {"revoked", time(key.revoked)},
          {"valid", key.isValidAt(now)}};
}

std::string standingOf(const Key& key, UnixSeconds now) {
  if (key.revoked) return fmt::format("revoked {}", server::timeText(*key.revoked));
  if (!key.expires) return "valid";
  return fmt::format("{} {}", key.isValidAt(now) ? "until" : "expired", server::timeText(*key.expires));
}

ExitCode list(const Arguments& arguments, Terminal& terminal, const KeyRing& ring, UnixSeconds now) {
  if (arguments.json()) {
    nlohmann::ordered_json keys = nlohmann::ordered_json::array();
    for (const Key& key : ring.keys()) keys.push_back(jsonOf(key, now));
    const nlohmann::ordered_json document = {{"keys", keys}};
    terminal.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
    return ExitCode::fine;
  }
  render::Table table{.rows = {}, .tones = {render::Tone::strong}, .indent = 0, .wrapped = 1};
  for (const Key& key : ring.keys())
    table.rows.push_back({key.id, key.name, namesOf(key.roles),
                          key.perSecond > 0 ? fmt::format("{}/s", key.perSecond) : "", standingOf(key, now)});
  terminal.print(tableText(table, terminal.out()));
  return ExitCode::fine;
}

/// A secret is shown once, on standard output, and nothing else is.
ExitCode show(const Arguments& arguments, Terminal& terminal, const Key& key, const std::string& shown,
              const std::string& said, UnixSeconds now) {
  if (arguments.json()) {
    nlohmann::ordered_json document = jsonOf(key, now);
    document["key"] = shown;
    terminal.print(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  } else {
    terminal.print(shown + '\n');
  }
  terminal.say(said);
  return ExitCode::fine;
}

/// With its new keys, for its owner alone if it is new.
std::optional<Error> write(const std::string& path, const KeyRing& ring) {
  const mode_t before = ::umask(S_IRWXG | S_IRWXO);
  auto error = writeWhole(path, ring.text());
  ::umask(before);
  return error;
}

ExitCode create(const Arguments& arguments, Terminal& terminal, const std::string& path, KeyRing ring,
                UnixSeconds now) {
  auto key = keyOf(arguments, now);
  if (!key) return fail(arguments, terminal, key.error());
  const std::string shown = ring.create(*std::move(key), now);
  if (const auto error = write(path, ring)) return fail(arguments, terminal, *error);
  const Key& made = ring.keys().back();
  return show(arguments, terminal, made, shown,
              fmt::format("Key {} for {} may: {}. It is shown this once. A server reads it on SIGHUP.\n", made.id,
                          made.name, namesOf(made.roles)),
              now);
}

/// Of a key that is there: rotate and revoke.
ExitCode change(const Arguments& arguments, Terminal& terminal, const std::string& path, KeyRing ring,
                UnixSeconds now) {
  const std::string what = *arguments.value("WHAT");
  const auto id = arguments.value("ID");
  if (!id) return fail(arguments, terminal, wrong(fmt::format("which key? regard key {} ID", what)));
  Key* const key = ring.find(*id);
  if (key == nullptr)
    return fail(arguments, terminal,
                {ErrorKind::notFound, fmt::format("there is no key `{}`: `regard key list` shows them", *id)});
  if (what == "revoke") {
    if (!key->revoked) key->revoked = now;
    if (const auto error = write(path, ring)) return fail(arguments, terminal, *error);
    terminal.say(fmt::format("Key {} of {} is revoked. Tell the server: SIGHUP.\n", key->id, key->name));
    return ExitCode::fine;
  }
  if (!key->isValidAt(now))
    return fail(arguments, terminal, wrong(fmt::format("key {} is {}", key->id, standingOf(*key, now))));
  const auto overlap =
      arguments.has("--overlap") ? parseKeep(*arguments.value("--overlap")) : Expected<std::uint64_t>(kOverlapMs);
  if (!overlap) return fail(arguments, terminal, overlap.error());
  const UnixSeconds until = now + static_cast<UnixSeconds>(*overlap) / kMillis;
  const std::string shown = ring.rotate(*key, until);
  if (const auto error = write(path, ring)) return fail(arguments, terminal, *error);
  return show(arguments, terminal, *key, shown,
              fmt::format("Key {} of {} has a new secret, shown this once. The one before goes on until {}.\n", key->id,
                          key->name, server::timeText(until)),
              now);
}

ExitCode runKey(const Arguments& arguments, Terminal& terminal) {
  const std::string what = *arguments.value("WHAT");
  if (what != "create" && what != "list" && what != "rotate" && what != "revoke")
    return fail(arguments, terminal, wrong(fmt::format("`key {}` should be create, list, rotate or revoke", what)));
  const auto path = arguments.value("--keys");
  if (!path) return fail(arguments, terminal, wrong("which file? Add --keys FILE, or set REGARD_KEYS"));
  const FolderLock lock(*path);
  auto ring = KeyRing::read(*path);
  if (!ring && ring.error().kind == ErrorKind::notFound && what == "create") ring = KeyRing();
  if (!ring) return fail(arguments, terminal, ring.error());
  const UnixSeconds now = std::time(nullptr);
  if (what == "list") return list(arguments, terminal, *ring, now);
  if (what == "create") return create(arguments, terminal, *path, *std::move(ring), now);
  return change(arguments, terminal, *path, *std::move(ring), now);
}

}  // namespace

const Command kKeyCommand = {.name = "key",
                             .summary = "Say who may ask the server what",
                             .about =
                                 "A key is shown once, when it is made; the file keeps its hash. Callers send it as\n"
                                 "`Authorization: Bearer KEY`. The server reads the file when it starts and on SIGHUP.",
                             .example =
                                 "regard key create --keys keys.json --name \"contact centre\" --role decide "
                                 "--role feedback\n"
                                 "regard key list --keys keys.json\n"
                                 "regard key rotate 1f2e3d4c5b6a --keys keys.json --overlap 7d",
                             .positionals = kKeyPositionals,
                             .options = kKeyOptions,
                             .run = runKey};

}  // namespace regard::cli
