#include "engine/ingest/run_writer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace regard {

namespace {

constexpr std::size_t kBlockBytes = 1U << 20U;
constexpr std::size_t kPortionBytes = 16U << 20U;  // of one command: large enough that its sync costs little
constexpr std::size_t kInFlightMax = 2;

struct Lengths {
  std::uint32_t key = 0, record = 0;
};

/// The first eight bytes of a key as a number that sorts as the key does.
std::uint64_t prefixOf(std::string_view key) {
  std::uint64_t word = 0;
  std::memcpy(&word, key.data(), std::min(key.size(), sizeof word));
  static_assert(std::endian::native == std::endian::little);
  return __builtin_bswap64(word);
}

}  // namespace

RunWriter::RunWriter(Writer& writer, std::size_t runBytes, std::vector<std::uint32_t> kept)
    : writer_(writer), runBytes_(runBytes), kept_(std::move(kept)) {}

RunWriter::RunWriter(Writer& writer, std::size_t runBytes) : writer_(writer), runBytes_(runBytes), areRows_(true) {}

RunWriter::~RunWriter() {
  for (Sent& sent : sent_) sent.outcome.wait();
}

Status RunWriter::add(std::string_view key, std::string_view record) {
  const Lengths lengths{static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(record.size())};
  const std::size_t size = sizeof lengths + key.size() + record.size();
  if (blockUsed_ + size > blockSize_) {
    blockSize_ = std::max(size, kBlockBytes);
    blockUsed_ = 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(blockSize_));
  }
  const std::uint64_t place = ((blocks_.size() - 1) << 32U) | blockUsed_;
  char* to = blocks_.back().get() + blockUsed_;
  std::memcpy(to, &lengths, sizeof lengths);
  std::memcpy(to + sizeof lengths, key.data(), key.size());
  std::memcpy(to + sizeof lengths + key.size(), record.data(), record.size());
  blockUsed_ += size;
  bytes_ += size + sizeof(Entry);
  if (inOrder_ && !entries_.empty()) {
    const int order = key.compare(keyAt(entries_.back().place));
    inOrder_ = order > 0 || (areRows_ && order == 0);
  }
  entries_.push_back({prefixOf(key), place});
  if (bytes_ >= runBytes_ || (inOrder_ && bytes_ >= kPortionBytes)) return send();
  return Done{};
}

Status RunWriter::finish() {
  if (Status sent = send(); !sent) return sent;
  return settle(0);
}

std::string_view RunWriter::keyAt(std::uint64_t place) const {
  const char* at = blocks_[place >> 32U].get() + static_cast<std::uint32_t>(place);
  Lengths lengths;
  std::memcpy(&lengths, at, sizeof lengths);
  return {at + sizeof lengths, lengths.key};
}

std::string_view RunWriter::recordAt(std::uint64_t place) const {
  const char* at = blocks_[place >> 32U].get() + static_cast<std::uint32_t>(place);
  Lengths lengths;
  std::memcpy(&lengths, at, sizeof lengths);
  return {at + sizeof lengths + lengths.key, lengths.record};
}

/// By key, and by time of addition where keys are equal.
void RunWriter::sort() {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = keyAt(a.place).compare(keyAt(b.place));
    return order != 0 ? order < 0 : a.place < b.place;
  });
}

bool RunWriter::isSameKey(std::size_t entry, std::size_t other) const {
  return entries_[entry].prefix == entries_[other].prefix &&
         keyAt(entries_[entry].place) == keyAt(entries_[other].place);
}

RunWriter::Sent RunWriter::sendProfiles(std::size_t& entry) {
  PutProfiles portion;
  portion.merge = !kept_.empty();
  portion.kept = kept_;
  Sent sent;
  for (std::size_t size = 0; entry < entries_.size() && size < kPortionBytes; ++entry) {
    ++sent.rows;
    if (entry + 1 < entries_.size() && isSameKey(entry, entry + 1)) {
      ++sent.doubles;
      continue;
    }
    const std::string_view key = keyAt(entries_[entry].place), record = recordAt(entries_[entry].place);
    portion.profiles.push_back({std::string(key), std::string(record)});
    size += key.size() + record.size() + sizeof(PutProfile);
  }
  sent.outcome = writer_.submit(std::move(portion));
  return sent;
}

RunWriter::Sent RunWriter::sendRows(std::size_t& entry) {
  AddManyRows portion;
  Sent sent;
  for (std::size_t size = 0; entry < entries_.size() && size < kPortionBytes; ++entry, ++sent.rows) {
    if (sent.rows == 0 || !isSameKey(entry - 1, entry))
      portion.customers.push_back({std::string(keyAt(entries_[entry].place)), {}});
    portion.customers.back().records.emplace_back(recordAt(entries_[entry].place));
    size += portion.customers.back().records.back().size() + sizeof(AddRows);
  }
  sent.outcome = writer_.submit(std::move(portion));
  return sent;
}

/// Hands the run to the store, in portions, and begins a new one.
Status RunWriter::send() {
  if (!inOrder_) sort();
  for (std::size_t i = 0; i < entries_.size();) {
    sent_.push_back(areRows_ ? sendRows(i) : sendProfiles(i));
    if (Status settled = settle(kInFlightMax); !settled) return settled;
  }
  entries_.clear();
  blocks_.clear();
  blockUsed_ = blockSize_ = bytes_ = 0;
  inOrder_ = true;
  return Done{};
}

/// Waits until at most `inFlight` portions are not yet on disk.
Status RunWriter::settle(std::size_t inFlight) {
  while (sent_.size() > inFlight) {
    Sent sent = std::move(sent_.front());
    sent_.pop_front();
    const Result<Sequence> outcome = sent.outcome.get();
    if (!outcome.ok()) return outcome.fault();
    safeRows_ += sent.rows;
    replaced_ += outcome->replaced + sent.doubles;
    rowCounts_ += outcome->rows;
  }
  return Done{};
}

}  // namespace regard
