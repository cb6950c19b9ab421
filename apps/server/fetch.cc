// Blocking, with OpenSSL's BIO for both kinds of connection: no Boost, which takes its time to compile.

#include "apps/server/fetch.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <charconv>
#include <ctime>
#include <memory>

namespace regard::server {
namespace {

constexpr std::size_t kAnswerBytesMax = 16U << 20U;

struct Release {
  void operator()(BIO* bio) const { ::BIO_free_all(bio); }
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};
using Bio = std::unique_ptr<BIO, Release>;
using Context = std::unique_ptr<SSL_CTX, Release>;

std::string authorityOf(const Url& url) { return fmt::format("{}:{}", url.host, url.port); }

/// As certificates and BIO have it: an IPv6 address without its brackets.
std::string bareHost(const Url& url) {
  return url.host.starts_with('[') ? url.host.substr(1, url.host.size() - 2) : url.host;
}

Error failed(const Url& url, std::string_view doing) {
  const unsigned long code = ::ERR_peek_last_error();
  const char* const reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
  return {ErrorKind::io, fmt::format("{}: {}: {}", authorityOf(url), doing,
                                     reason == nullptr ? "nobody answers there, or not in time" : reason)};
}

/// A context that trusts whom it is told to, and checks that the certificate is the host's.
Expected<Context> contextFor(const Url& url, const FetchOptions& options) {
  Context context(::SSL_CTX_new(::TLS_client_method()));
  if (!context) return failed(url, "TLS");
  const bool trusts = options.authority.empty()
                          ? ::SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : ::SSL_CTX_load_verify_file(context.get(), options.authority.c_str()) == 1;
  if (!trusts)
    return Error{ErrorKind::invalid, fmt::format("`{}` has no certificates that could vouch", options.authority)};
  ::SSL_CTX_set_verify(context.get(), options.takesAnyCertificate ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  return context;
}

Expected<Bio> secured(const Url& url, const FetchOptions& options) {
  auto context = contextFor(url, options);
  if (!context) return context.error();
  Bio bio(::BIO_new_ssl_connect(context->get()));  // it counts who uses the context
  SSL* ssl = nullptr;
  ::BIO_get_ssl(bio.get(), &ssl);
  if (ssl == nullptr) return failed(url, "TLS");
  const std::string host = bareHost(url);
  X509_VERIFY_PARAM* const checks = ::SSL_get0_param(ssl);
  if (::X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) != 1) {
    ::ERR_clear_error();  // it is a name
    ::SSL_set1_host(ssl, host.c_str());
    // as the macro SSL_set_tlsext_host_name says it, which casts as C does
    ::SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  }
  ::BIO_set_conn_hostname(bio.get(), authorityOf(url).c_str());
  return bio;
}

Expected<Bio> connected(const Url& url, const FetchOptions& options) {
  ::ERR_clear_error();
  auto bio = url.isTls ? secured(url, options) : Expected<Bio>(Bio(::BIO_new_connect(authorityOf(url).c_str())));
  if (!bio) return bio;
  ::BIO_set_nbio(bio->get(), 1);  // or it would wait for ever
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.patience).count();
  if (::BIO_do_connect_retry(bio->get(), static_cast<int>(seconds), -1) != 1) return failed(url, "no connection");
  return bio;
}

/// Repeats `step` while all it lacks is that the other side is ready.
template <class Step>
int whenReady(BIO* bio, std::chrono::steady_clock::time_point until, Step step) {
  while (true) {
    const int done = step();
    if (done > 0 || !BIO_should_retry(bio)) return done;
    const auto left = std::chrono::ceil<std::chrono::seconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0 || ::BIO_wait(bio, std::time(nullptr) + left, 10) != 1) return -1;
  }
}

Expected<std::string> bodyOf(const Url& url, std::string_view path, std::string answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 ") || end == std::string::npos)
    return Error{ErrorKind::io, fmt::format("{} speaks no HTTP/1.1", authorityOf(url))};
  constexpr std::size_t kStatusAt = 9, kStatusDigits = 3;
  const std::string status = answer.substr(kStatusAt, kStatusDigits);
  answer.erase(0, end + 4);
  if (status == "200") return answer;
  const char* const why = status == "401" ? ": it wants a key" : status == "403" ? ": the key may not read that" : "";
  return Error{ErrorKind::invalid, fmt::format("{}{} is answered with {}{}", authorityOf(url), path, status, why)};
}

}  // namespace

bool isLoopback(std::string_view host) { return host.starts_with("127.") || host == "::1" || host == "[::1]"; }

Expected<Url> urlOf(std::string_view text) {
  const auto wrong = [&] {
    return Error{ErrorKind::invalid, fmt::format("`{}` should be such as http://127.0.0.1:8080", text)};
  };
  std::string_view rest = text;
  Url url;
  url.isTls = rest.starts_with("https://");
  if (!url.isTls && !rest.starts_with("http://")) return wrong();
  rest.remove_prefix(rest.find("//") + 2);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;
  if (bracket == std::string_view::npos || rest.find_first_of("/?#@ \r\n") != std::string_view::npos) return wrong();
  const std::size_t colon = rest.find(':', bracket);
  url.host = std::string(rest.substr(0, colon));
  url.port = url.isTls ? 443 : 80;
  if (url.host.empty()) return wrong();
  if (colon == std::string_view::npos) return url;
  const std::string_view port = rest.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
  if (error != std::errc() || end != port.data() + port.size() || url.port == 0) return wrong();
  return url;
}

Expected<std::string> fetch(const Url& url, std::string_view path, const FetchOptions& options) {
  auto bio = connected(url, options);
  if (!bio) return bio.error();
  const std::string asked =
      fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}\r\n", path, authorityOf(url),
                  options.key.empty() ? "" : fmt::format("Authorization: Bearer {}\r\n", options.key));
  const auto until = std::chrono::steady_clock::now() + options.patience;
  std::size_t sent = 0;
  while (sent < asked.size()) {
    const int done = whenReady(bio->get(), until, [&] {
      return ::BIO_write(bio->get(), asked.data() + sent, static_cast<int>(asked.size() - sent));
    });
    if (done <= 0) return failed(url, "nothing could be sent");
    sent += static_cast<std::size_t>(done);
  }
  std::string answer;
  char buffer[16384];
  while (answer.size() < kAnswerBytesMax) {
    const int got =
        whenReady(bio->get(), until, [&] { return ::BIO_read(bio->get(), buffer, static_cast<int>(sizeof buffer)); });
    if (got <= 0) break;  // it closes when it has said everything
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  if (answer.empty()) return failed(url, "no answer");
  return bodyOf(url, path, std::move(answer));
}

}  // namespace regard::server
