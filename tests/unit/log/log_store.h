#pragma once
// A store with two customers, ann and bob, and a log.

#include <memory>
#include <string>

#include "engine/log/logged_decision.h"
#include "tests/unit/store/store_support.h"

namespace regard::support {

inline constexpr std::int64_t kLogMs = 1'790'000'000'000;

class LogStore {
 public:
  explicit LogStore(std::string path) : path_(std::move(path)) {
    open();
    const Catalog catalog = catalogOf({keyAttribute("id")});
    RecordBuilder builder(catalog);
    must(PutCatalog{catalog});
    for (const char* id : {"ann", "bob"}) must(PutProfile{id, std::string(builder.finish(1))});
    must(PutBundle{rules_, "rules"});
  }

  Result<Sequence> run(Command command) { return store_->writer().submit(std::move(command)).get(); }
  Sequence must(Command command) { return valueOrFail(run(std::move(command))); }

  DecisionId log(const std::string& customer, const Decision& decision = {}, const Inputs& frame = {},
                 std::uint64_t seed = 0, std::int64_t ms = kLogMs) {
    const DecisionId id = ids_.next(ms);
    must(logCommand(id, customer, rules_, seed, false, decision, frame));
    return id;
  }

  Result<LoggedDecision> find(const DecisionId& id) {
    const ReadTxn txn = valueOrFail(store_->read());
    return findLogged(txn, id, sealer_);
  }
  std::string bytesAt(Table table, std::string_view key) {
    const ReadTxn txn = valueOrFail(store_->read());
    return std::string(valueOrFail(txn.get(table, key)).value_or(""));
  }
  std::uint64_t count(Table table) { return valueOrFail(store_->read()).count(table); }

  /// Behind the writer's back, as damage would come. An empty value takes the entry away.
  void overwrite(Table table, std::string_view key, const std::string& value) {
    store_.reset();
    {
      auto env = valueOrFail(LmdbEnv::open(path_, OpenMode::kWriter));
      WriteTxn txn = valueOrFail(env->write());
      if (value.empty()) {
        REQUIRE(valueOrFail(txn.erase(table, key)));
      } else {
        REQUIRE(txn.put(table, key, value).ok());
      }
      REQUIRE(txn.commit().ok());
    }
    open();
  }

  const std::string& rules() const { return rules_; }
  ProfileStore& store() { return *store_; }

 private:
  void open() { store_ = valueOrFail(ProfileStore::open(path_, OpenMode::kWriter)); }

  std::string rules_ = std::string(32, 'r'), path_;
  std::unique_ptr<ProfileStore> store_;
  DecisionIds ids_;
  Sealer sealer_;
};

}  // namespace regard::support
