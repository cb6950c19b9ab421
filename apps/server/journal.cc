#include "apps/server/journal.h"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>

namespace regard::server {
namespace {

constexpr std::size_t kLinesWaitingMax = 8192;
constexpr const char* kLevelNames[] = {"debug", "info", "warning", "error"};

std::string timeNow() {
  using namespace std::chrono;
  const auto now = system_clock::now().time_since_epoch();
  const std::time_t seconds = duration_cast<std::chrono::seconds>(now).count();
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, duration_cast<milliseconds>(now).count() % 1000);
}

/// One line stays one line, whatever is in it.
std::string onOneLine(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = ' ';
  return out;
}

}  // namespace

std::string journalLine(Journal::Format format, Journal::Level level, std::string_view time, std::string_view event,
                        std::string_view message, std::initializer_list<Journal::Field> fields) {
  const char* const name = kLevelNames[static_cast<std::size_t>(level)];
  if (format == Journal::Format::json) {
    nlohmann::ordered_json json = {{"time", time}, {"level", name}, {"event", event}, {"message", message}};
    for (const auto& [field, value] : fields)
      std::visit([&json, name = std::string(field)](const auto& one) { json[name] = one; }, value);
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  std::string line = fmt::format("{} {} {}: {}", time, name, event, message);
  for (const auto& [field, value] : fields)
    std::visit([&line, name = field](const auto& one) { line += fmt::format(" {}={}", name, one); }, value);
  return onOneLine(line);
}

struct Journal::Impl {
  Format format;
  Level least;
  std::shared_ptr<spdlog::details::thread_pool> threads;
  std::shared_ptr<spdlog::async_logger> logger;
  std::function<void(const std::string&)> taker;
};

Journal::Journal() = default;

Journal::Journal(Format format, Level least) : impl_(std::make_unique<Impl>(Impl{format, least, {}, {}, {}})) {
  impl_->threads = std::make_shared<spdlog::details::thread_pool>(kLinesWaitingMax, 1);
  impl_->logger = std::make_shared<spdlog::async_logger>("regard", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                                         impl_->threads, spdlog::async_overflow_policy::overrun_oldest);
  impl_->logger->set_pattern("%v");
  impl_->logger->set_level(spdlog::level::trace);
  impl_->logger->flush_on(spdlog::level::trace);
}

Journal::Journal(Format format, Level least, std::function<void(const std::string&)> taker)
    : impl_(std::make_unique<Impl>(Impl{format, least, {}, {}, std::move(taker)})) {}

Journal::~Journal() = default;

bool Journal::hears(Level level) const { return impl_ && level >= impl_->least; }

void Journal::say(Level level, std::string_view event, std::string_view message,
                  std::initializer_list<Field> fields) const {
  if (!hears(level)) return;
  const std::string line = journalLine(impl_->format, level, timeNow(), event, message, fields);
  impl_->taker ? impl_->taker(line) : impl_->logger->info(line);
}

}  // namespace regard::server
