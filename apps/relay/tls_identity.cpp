#include "apps/relay/tls_identity.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/crypto/self_signed.hpp"

namespace cordee::relay {
namespace {

constexpr std::size_t kMaxPem = 64 * 1024;

std::string tls_hint()
{
    return std::string{tr("check tls.certificate_file and tls.key_file")};
}

Bytes read_pem(const std::string& file)
{
    auto content = read_file(file, kMaxPem);
    if (!content)
        throw UserError{trf("{} cannot be read: {}", file, content.error().message()), tls_hint()};
    return std::move(*content);
}

} // namespace

transport::TlsServer make_tls(const std::string& certificate_file, const std::string& key_file,
                              const Clock& clock)
{
    if (certificate_file.empty() && key_file.empty()) {
        const auto key = crypto::make_tls_key();
        const auto certificate = crypto::self_signed_certificate(key.get(), "Cordee relay", {}, clock.now());
        auto pem = crypto::tls_key_pem(key.get());
        auto made = transport::TlsServer::make(certificate.value(), pem);
        wipe({reinterpret_cast<std::uint8_t*>(pem.data()), pem.size()});
        return std::move(made.value());
    }
    if (certificate_file.empty() || key_file.empty())
        throw UserError{std::string{tr("only one of tls.certificate_file and tls.key_file is set")},
                        tls_hint()};
    const auto certificate = read_pem(certificate_file);
    auto key = read_pem(key_file);
    auto made = transport::TlsServer::make(as_text(certificate), as_text(key));
    wipe(key);
    if (!made)
        throw UserError{trf("the certificate {} and the key {} cannot be used", certificate_file, key_file),
                        tls_hint()};
    return std::move(*made);
}

} // namespace cordee::relay
