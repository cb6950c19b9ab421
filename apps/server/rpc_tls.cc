#include "apps/server/rpc_tls.h"

#include <fmt/format.h>
#include <kj/exception.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regard::server {
namespace {

std::string fileText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Each certificate of a file alone: a chain would be trusted by its first one only.
std::vector<std::string> certificatesIn(const std::string& text) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  std::vector<std::string> parts;
  for (std::size_t at = text.find(kBegin); at != std::string::npos;) {
    const std::size_t next = text.find(kBegin, at + kBegin.size());
    parts.push_back(text.substr(at, next == std::string::npos ? next : next - at));
    at = next;
  }
  return parts;
}

/// What `make` gives, or an error that names the file.
template <class Make>
auto usable(const std::string& path, const char* what, Make make) -> Expected<decltype(make())> {
  std::optional<decltype(make())> made;
  KJ_IF_MAYBE (wrong, kj::runCatchingExceptions([&] { made.emplace(make()); })) {
    return Error{ErrorKind::invalid,
                 fmt::format("`{}` cannot be used as {}: {}", path, what, wrong->getDescription().cStr())};
  }
  return *std::move(made);
}

}  // namespace

Expected<std::shared_ptr<kj::TlsContext>> rpcTlsOf(const TlsFiles& files) {
  auto certificate = usable(files.certificates, "certificates in PEM",
                            [&] { return kj::TlsCertificate(kj::StringPtr(fileText(files.certificates).c_str())); });
  if (!certificate) return certificate.error();
  auto key = usable(files.key, "a key in PEM and without a passphrase",
                    [&] { return kj::TlsPrivateKey(kj::StringPtr(fileText(files.key).c_str())); });
  if (!key) return key.error();
  std::vector<kj::TlsCertificate> trusted;
  for (const std::string& one : certificatesIn(fileText(files.clientAuthorities))) {
    auto read = usable(files.clientAuthorities, "certificates in PEM",
                       [&] { return kj::TlsCertificate(kj::StringPtr(one.c_str())); });
    if (!read) return read.error();
    trusted.push_back(*std::move(read));
  }
  if (trusted.empty() && !files.clientAuthorities.empty())
    return Error{ErrorKind::invalid,
                 fmt::format("`{}` cannot be used as certificates in PEM: there is none", files.clientAuthorities)};
  const kj::TlsKeypair pair{*std::move(key), *std::move(certificate)};
  return usable(files.key, "the key of these certificates", [&] {
    kj::TlsContext::Options options;
    options.useSystemTrustStore = false;
    options.verifyClients = !trusted.empty();
    options.trustedCertificates = kj::arrayPtr(trusted.data(), trusted.size());
    options.minVersion = kj::TlsVersion::TLS_1_2;
    options.defaultKeypair = pair;
    return std::make_shared<kj::TlsContext>(options);
  });
}

}  // namespace regard::server
