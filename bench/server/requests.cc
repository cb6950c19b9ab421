#include "bench/server/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace regard::bench {
namespace {

/// The text behind `"name":"`, from `at` on.
std::string textBehind(std::string_view answer, std::string_view name, std::size_t from) {
  const std::string begin = fmt::format("\"{}\":\"", name);
  const std::size_t at = answer.find(begin, from);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = answer.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

std::string post(const char* path, const std::string& body) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", path,
      body.size(), body);
}

std::string requestFor(Kind kind, const What& what, const std::string& id) {
  if (kind == Kind::constant) return "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::string body = fmt::format(R"({{"customer":"{}","request":{{"channel":"{}"}})", id, what.channel);
  if (kind == Kind::why) body += R"(,"why":true,"deadline_ms":60000)";  // every action is told of, which takes its time
  if (what.deadlineMs > 0 && kind == Kind::decision) body += fmt::format(R"(,"deadline_ms":{})", what.deadlineMs);
  return post("/v1/decisions", body + '}');
}

Offered offeredIn(std::string_view answer) {
  const std::size_t offered = answer.find("\"offered\":[{");
  if (!isDecision(answer) || offered == std::string_view::npos) return {};
  return {textBehind(answer.substr(0, offered), "id", 0), textBehind(answer, "action", offered)};
}

std::string outcomeFor(const Offered& offered) {
  return post("/v1/outcomes", fmt::format(R"({{"decision":"{}","action":"{}","outcome":"presented"}})",
                                          offered.decision, offered.action));
}

std::vector<std::string> idsIn(const std::string& path) {
  std::vector<std::string> ids;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) ids.push_back(line);
  if (ids.empty()) throw std::runtime_error(path + " has no ids");
  return ids;
}

Customers::Customers(std::vector<std::string> ids, double zipf) : ids_(std::move(ids)) {
  if (zipf <= 0) return;
  double sum = 0;
  for (std::size_t i = 0; i < ids_.size(); ++i) upTo_.push_back(sum += std::pow(static_cast<double>(i + 1), -zipf));
  for (double& share : upTo_) share /= sum;
}

const std::string& Customers::pick(std::uint64_t random) const {
  if (upTo_.empty()) return ids_[random % ids_.size()];
  const double share = static_cast<double>(random >> 11U) / 9007199254740992.0;
  const auto at = std::lower_bound(upTo_.begin(), upTo_.end(), share) - upTo_.begin();
  return ids_[std::min(static_cast<std::size_t>(at), ids_.size() - 1)];
}

}  // namespace regard::bench
