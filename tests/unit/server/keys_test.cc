// Keys and their file.

#include "apps/server/keys.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <string>

#include "tests/support/temp_folder.h"

namespace regard::server {
namespace {

using Catch::Contains;

constexpr UnixSeconds kNow = 1'772'445'600;  // 2026-03-02T10:00:00Z

Key keyFor(Roles roles) {
  Key key;
  key.name = "test";
  key.roles = roles;
  return key;
}

TEST_CASE("SHA-256 is that of FIPS 180-4", "[server]") {
  CHECK(hexOf(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Digest read{};
  CHECK(readHex(hexOf(sha256("abc")), read));
  CHECK(areSame(read, sha256("abc")));
  read[31] ^= 1U;
  CHECK(!areSame(read, sha256("abc")));
  CHECK(!readHex("ab", read));
  CHECK(!readHex(std::string(64, 'g'), read));
}

TEST_CASE("a key opens as it was made, and nothing else does", "[server]") {
  KeyRing ring;
  const std::string shown = ring.create(keyFor({Role::read}), kNow);
  const std::string other = ring.create(keyFor({Role::admin}), kNow);
  REQUIRE(ring.check(shown, kNow) == &ring.keys()[0]);
  CHECK(ring.check(other, kNow) == &ring.keys()[1]);
  CHECK_THAT(ring.text(), !Contains(shown.substr(17)));  // its secret is not kept
  for (std::size_t i = 0; i < shown.size(); ++i) {
    std::string changed = shown;
    changed[i] = changed[i] == '0' ? '1' : '0';
    CHECK(ring.check(changed, kNow) == nullptr);
  }
  CHECK(ring.check(shown.substr(0, shown.size() - 1), kNow) == nullptr);
  CHECK(ring.check(shown + "0", kNow) == nullptr);
  CHECK(ring.check("", kNow) == nullptr);
  CHECK(ring.check(shown.substr(0, 17) + other.substr(17), kNow) == nullptr);  // one's id, another's secret
}

TEST_CASE("secrets differ, in each of their bits", "[server]") {
  std::set<std::string> seen;
  std::string ever(64, '0');
  for (int i = 0; i < 200; ++i) {
    const std::string secret = randomHex(32);
    CHECK(seen.insert(secret).second);
    for (std::size_t at = 0; at < secret.size(); ++at)
      if (secret[at] != '0') ever[at] = '1';
  }
  CHECK(ever == std::string(64, '1'));
}

TEST_CASE("a key ends when it expires, when it is revoked, and after it was rotated", "[server]") {
  KeyRing ring;
  Key expiring = keyFor({Role::read});
  expiring.expires = kNow + 10;
  const std::string shown = ring.create(expiring, kNow);
  CHECK(ring.check(shown, kNow + 9) != nullptr);
  CHECK(ring.check(shown, kNow + 10) == nullptr);

  const std::string first = ring.create(keyFor({Role::read}), kNow);
  Key& key = *ring.find(idOf(first));
  const std::string second = ring.rotate(key, kNow + 60);
  CHECK(idOf(first) == idOf(second));
  CHECK(ring.check(first, kNow + 59) == &key);
  CHECK(ring.check(first, kNow + 60) == nullptr);
  CHECK(ring.check(second, kNow + 60) == &key);
  const std::string third = ring.rotate(key, kNow + 1'000);
  CHECK(ring.check(first, kNow + 60) == nullptr);  // it gets no more time
  CHECK(ring.check(third, kNow) == &key);
  key.revoked = kNow;
  for (const std::string& one : {first, second, third}) CHECK(ring.check(one, kNow) == nullptr);
}

TEST_CASE("keys are written and read again", "[server]") {
  KeyRing ring;
  Key key = keyFor({Role::decide, Role::feedback});
  key.perSecond = 12.5;
  key.expires = kNow + 100;
  const std::string shown = ring.create(key, kNow);
  ring.rotate(*ring.find(idOf(shown)), kNow + 5);
  const auto again = KeyRing::parse(ring.text());
  REQUIRE(again.ok());
  CHECK(again->text() == ring.text());
  CHECK(again->check(shown, kNow)->perSecond == 12.5);
  CHECK(again->check(shown, kNow + 5) == nullptr);
}

TEST_CASE("a file of keys that is wrong is refused by name", "[server]") {
  KeyRing ring;
  ring.create(keyFor({Role::read}), kNow);
  const std::string good = ring.text();
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  const std::pair<std::string, const char*> cases[] = {
      {"", "no file of keys"},
      {"[]", "no file of keys"},
      {with("regard-keys-1", "regard-keys-9"), "no file of keys"},
      {with("\"read\"", "\"reed\""), "`roles` has \"reed\""},
      {with("\"name\"", "\"nome\""), "no member `nome`"},
      {with("\"test\"", "\"\""), "`name` should be text"},
      {with("2026-03-02T10", "2026-02-30T10"), "`created` should be a time"},
      {with("\"sha256\": \"", "\"sha256\": \"x"), "64 hexadecimal digits"},
      {with("\"per_second\": null", "\"per_second\": 0"), "`per_second` should be a number above 0"},
  };
  for (const auto& [text, message] : cases) {
    CAPTURE(text);
    const auto read = KeyRing::parse(text);
    REQUIRE(!read.ok());
    CHECK_THAT(read.error().message, Contains(message));
  }
}

TEST_CASE("a file that others may write to is not trusted", "[server]") {
  const support::TempFolder folder;
  const std::string path = folder / "keys.json";
  CHECK(KeyRing::read(path).error().kind == ErrorKind::notFound);
  std::ofstream(path) << KeyRing().text();
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(KeyRing::read(path).ok());
  for (const mode_t mode : {0660U, 0602U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK_THAT(KeyRing::read(path).error().message, Contains("can be written by others"));
  }
}

TEST_CASE("times are read as they are written, and no others", "[server]") {
  CHECK(readTime("2026-03-02T10:00:00Z") == kNow);
  CHECK(timeText(kNow) == "2026-03-02T10:00:00Z");
  for (const char* text :
       {"2026-03-02", "2026-03-02T10:00:00", "2026-04-31T10:00:00Z", "2026-3-2T10:00:00Z", "2026-03-02T10:00:00Z ", ""})
    CHECK(!readTime(text));
}

}  // namespace
}  // namespace regard::server
