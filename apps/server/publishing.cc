#include "apps/server/publishing.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <utility>

#include "apps/server/digest.h"
#include "apps/server/durable_file.h"
#include "apps/server/keys.h"

namespace regard::server {
namespace {

constexpr std::size_t kPlannedMax = 4;
constexpr std::size_t kFailuresTold = 3;
const Author kCommandLine{"", "", "command line"};

std::string timeNow() { return timeText(std::time(nullptr)); }

/// The first few failures, as text; empty: all tests pass.
std::string failuresOf(const Rulebook& rulebook) {
  std::string text;
  std::size_t failed = 0;
  for (const TestResult& test : runTests(rulebook)) {
    if (test.passed()) continue;
    if (++failed > kFailuresTold) continue;
    const TestFailure& first = test.failures.front();
    text += fmt::format("{}\"{}\": {}, but {}", text.empty() ? "" : "; ", test.title, first.expected, first.found);
  }
  return failed == 0 ? text : fmt::format("{} of its tests fail: {}", failed, text);
}

bool isHash(std::string_view text) {
  Digest ignored{};
  return readHex(text, ignored);
}

}  // namespace

Publishing::Publishing(PublishingOptions options, Store store)
    : options_(std::move(options)), store_(std::move(store)) {}

std::string Publishing::pathOf(const std::string& hash) const {
  return fmt::format("{}/rulebooks/{}.bundle", options_.folder, hash);
}

Expected<std::unique_ptr<Publishing>> Publishing::open(const PublishingOptions& options, Store store,
                                                       const std::optional<Rulebook>& given) {
  std::unique_ptr<Publishing> publishing(new Publishing(options, std::move(store)));
  auto begun = publishing->begin(given);
  if (!begun) return begun.error();
  return publishing;
}

Expected<bool> Publishing::begin(const std::optional<Rulebook>& given) {
  if (options_.isReadOnly || options_.folder.empty()) {
    if (!given) return Error{ErrorKind::notFound, "which rules? None were given"};
    auto active = made(*given);
    if (!active) return active.error();
    makeActive(*std::move(active));
    return true;
  }
  std::error_code error;
  std::filesystem::create_directories(options_.folder + "/rulebooks", error);
  if (error) return Error{ErrorKind::io, fmt::format("`{}/rulebooks`: {}", options_.folder, error.message())};
  auto trail = AuditTrail::open(options_.folder + "/audit.log");
  if (!trail) return trail.error();
  trail_ = *std::move(trail);
  const auto& entries = trail_->entries();
  const auto last = std::find_if(entries.rbegin(), entries.rend(),
                                 [](const AuditEntry& entry) { return entry.change == Change::given; });
  const bool isGivenAnew = given && (last == entries.rend() || last->rulebook != given->hash());
  const auto stack = decided();
  if (!isGivenAnew && !stack.empty()) {
    // What was given is as good as its bundle, which another version may have made.
    const bool isGiven = given && given->hash() == stack.back();
    auto active = isGiven ? made(*given) : ready(stack.back());
    if (!active) return active.error();
    makeActive(*std::move(active));
    return true;
  }
  if (!given) return Error{ErrorKind::notFound, "which rules? None were given, and none were activated in this store"};
  auto active = made(*given);
  if (!active) return active.error();
  // Rules that are too large for a bundle decide too; they are not on the shelf.
  const auto bundle = toBundle(*given);
  if (!bundle) {
    makeActive(*std::move(active));
    return true;
  }
  if (auto put = writeDurably(pathOf(given->hash()), *bundle); !put) return put.error();
  return change(Change::given, kCommandLine, *std::move(active));
}

std::shared_ptr<const Active> Publishing::active() const {
  const std::lock_guard lock(reading_);
  return active_;
}

/// With room in the store for what the rules know of a customer.
Expected<std::shared_ptr<const Active>> Publishing::made(const Rulebook& rulebook) {
  if (!options_.isReadOnly) {
    auto adopted = store_.adopt(rulebook);
    if (!adopted) return adopted.error();
    if (*adopted > 0) planned_.clear();  // they were planned without these attributes
  }
  auto engine = Engine::make(rulebook, store_);
  if (!engine) return engine.error();
  return std::make_shared<const Active>(rulebook, *std::move(engine));
}

Expected<Publishing::Receipt> Publishing::publish(std::string_view bundle, const Author& author) {
  if (!trail_) return Error{ErrorKind::io, "this server keeps no rules: nothing can be written here"};
  const std::string arrived = fmt::format("{}/rulebooks/{}.arrived", options_.folder, randomHex(8));
  const auto removed = [&](Error error) {
    std::error_code ignored;
    std::filesystem::remove(arrived, ignored);
    return error;
  };
  if (auto put = writeDurably(arrived, bundle); !put) return removed(put.error());
  auto rulebook = openBundle(arrived);
  if (!rulebook)
    return removed({rulebook.error().kind, "this is no bundle that can be used: " + rulebook.error().message});
  if (const std::string failures = failuresOf(*rulebook); !failures.empty())
    return removed({ErrorKind::conflict, failures});
  auto engine = Engine::make(*rulebook, store_);
  if (!engine) return removed({ErrorKind::conflict, engine.error().message});

  const std::lock_guard lock(changing_);
  const std::string path = pathOf(rulebook->hash());
  std::error_code error;
  const bool isNew = !std::filesystem::exists(path, error);
  std::filesystem::rename(arrived, path, error);
  if (error) return removed({ErrorKind::io, fmt::format("`{}`: {}", path, error.message())});
  if (auto told = trail_->append(Change::published, author, rulebook->hash(), timeNow()); !told) {
    if (isNew) std::filesystem::remove(path, error);
    return told.error();
  }
  return Receipt{*rulebook, isNew};
}

Expected<std::shared_ptr<const Active>> Publishing::ready(const std::string& hash) {
  if (const auto found = planned_.find(hash); found != planned_.end()) return found->second;
  const std::string path = pathOf(hash);
  if (std::error_code ignored; !isHash(hash) || !std::filesystem::exists(path, ignored))
    return Error{ErrorKind::notFound, fmt::format("there is no rulebook `{}`: publish it first", hash)};
  auto rulebook = openBundle(path);
  if (!rulebook) return rulebook.error();
  auto active = made(*rulebook);
  if (!active) return active;
  if (planned_.size() >= kPlannedMax) planned_.erase(planned_.begin());
  planned_[hash] = *active;
  return active;
}

bool Publishing::mayActivate(const std::string& hash, const Author& author) const {
  const auto& entries = trail_->entries();
  return std::any_of(entries.begin(), entries.end(), [&](const AuditEntry& entry) {
    return entry.rulebook == hash && (entry.change == Change::given || entry.change == Change::published) &&
           (entry.author.key != author.key || entry.change == Change::given);
  });
}

Expected<std::shared_ptr<const Active>> Publishing::activate(const std::string& hash, const Author& author) {
  if (!trail_) return Error{ErrorKind::io, "this server keeps no rules: nothing can be written here"};
  const std::lock_guard lock(changing_);
  auto to = ready(hash);
  if (!to) return to;
  if (options_.needsTwoPersons && !mayActivate(hash, author))
    return Error{ErrorKind::conflict, "two persons are needed: whoever published these rules cannot activate them"};
  if (auto done = change(Change::activated, author, *to); !done) return done.error();
  return to;
}

Expected<std::shared_ptr<const Active>> Publishing::rollBack(const Author& author) {
  if (!trail_) return Error{ErrorKind::io, "this server keeps no rules: nothing can be written here"};
  const std::lock_guard lock(changing_);
  const auto stack = decided();
  if (stack.size() < 2) return Error{ErrorKind::conflict, "no other rules have decided before these"};
  auto to = ready(stack[stack.size() - 2]);
  if (!to) return to;
  if (auto done = change(Change::rolledBack, author, *to); !done) return done.error();
  return to;
}

/// It is told before it is so: after a crash in between it is so.
Expected<bool> Publishing::change(Change change, const Author& author, std::shared_ptr<const Active> to) {
  auto told = trail_->append(change, author, to->rulebook.hash(), timeNow());
  if (told) makeActive(std::move(to));
  return told;
}

void Publishing::makeActive(std::shared_ptr<const Active> to) {
  const std::lock_guard lock(reading_);
  if (active_ && active_ != to) retired_.push_back(active_);
  std::erase(retired_, to);
  std::erase_if(retired_, [this](const std::shared_ptr<const Active>& retired) {
    const LogStatus status = retired->engine.logStatus();
    if (retired.use_count() > 1 || status.waiting > 0) return false;
    gone_.written += status.written;
    gone_.lost += status.lost;
    return true;
  });
  active_ = std::move(to);
  ++changes_;
}

/// The rules that have decided, each once in a row, without those that were taken back; the last ones decide.
std::vector<std::string> Publishing::decided() const {
  std::vector<std::string> stack;
  for (const AuditEntry& entry : trail_->entries()) {
    if (entry.change == Change::published) continue;
    if (entry.change == Change::rolledBack) {
      if (stack.size() > 1) stack.pop_back();
    } else if (stack.empty() || stack.back() != entry.rulebook) {
      stack.push_back(entry.rulebook);
    }
  }
  return stack;
}

std::vector<ShelvedRulebook> Publishing::shelf() const {
  const std::string decides = active()->rulebook.hash();
  const std::lock_guard lock(changing_);
  std::vector<ShelvedRulebook> shelf;
  if (!trail_) return shelf;
  for (const AuditEntry& entry : trail_->entries()) {
    if (entry.change != Change::published && entry.change != Change::given) continue;
    const auto isIt = [&](const ShelvedRulebook& book) { return book.hash == entry.rulebook; };
    if (std::any_of(shelf.begin(), shelf.end(), isIt)) continue;
    shelf.push_back({entry.rulebook, entry.at, entry.author.name.empty() ? entry.author.from : entry.author.name,
                     entry.rulebook == decides});
  }
  return shelf;
}

std::vector<AuditEntry> Publishing::audit() const {
  const std::lock_guard lock(changing_);
  return trail_ ? trail_->entries() : std::vector<AuditEntry>();
}

std::uint64_t Publishing::changes() const {
  const std::lock_guard lock(reading_);
  return changes_;
}

LogStatus Publishing::logStatus() const {
  const std::lock_guard lock(reading_);
  LogStatus sum = gone_;
  const auto add = [&sum](const Active& rules) {
    const LogStatus one = rules.engine.logStatus();
    sum.written += one.written;
    sum.waiting += one.waiting;
    sum.lost += one.lost;
  };
  add(*active_);
  for (const auto& retired : retired_) add(*retired);
  return sum;
}

}  // namespace regard::server
