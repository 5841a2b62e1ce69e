#include "apps/broker/http/certificate.hpp"

#include "apps/broker/storage/key_files.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/openssl.hpp"
#include "core/crypto/self_signed.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace cordee::broker {
namespace {

using crypto::ensure;
using crypto::Free;

constexpr std::size_t kMaxPem = 64 * 1024;

using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = crypto::Owned<EVP_PKEY>;

void write_key(const std::filesystem::path& file, EVP_PKEY* key)
{
    auto pem = crypto::tls_key_pem(key);
    write_file(file, pem);
    wipe({reinterpret_cast<std::uint8_t*>(pem.data()), pem.size()});
}

/// The one in the file, so that the pin stays when only the certificate is made anew; or a new one.
Key key_at(const std::filesystem::path& file)
{
    if (const auto pem = read_file(file, kMaxPem); pem.has_value()) {
        const Bio bio{BIO_new_mem_buf(pem->data(), crypto::int_length(*pem))};
        if (Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)})
            return key;
    } else if (pem.error() == Errc::not_found) {
        auto key = crypto::make_tls_key();
        write_key(file, key.get());
        return key;
    }
    throw UserError{trf("the file {} is no private key in PEM form", file.string()),
                    std::string{tr("restore it from a backup; without it, old links lead nowhere")}};
}

std::string make_certificate(EVP_PKEY* key, const std::vector<std::string>& names, WallTime now)
{
    const auto made = crypto::self_signed_certificate(key, "Cordee broker", names, now);
    if (!made)
        throw UserError{trf("'{}' cannot stand in a certificate", fmt::join(names, ", ")),
                        std::string{tr("check tls.names and broker.public_url")}};
    return *made;
}

} // namespace

CertificateFiles own_certificate(const std::filesystem::path& folder, const std::vector<std::string>& names,
                                 const Clock& clock)
{
    make_private_folder(folder);
    CertificateFiles files{folder / "certificate.pem", folder / "key.pem"};
    const auto key = key_at(files.key);
    if (!std::filesystem::exists(files.certificate))
        write_file(files.certificate, make_certificate(key.get(), names, clock.now()));
    return files;
}

std::string certificate_pin(const std::filesystem::path& file)
{
    const auto pem = read_file(file, kMaxPem);
    const Bio bio{pem.has_value() ? BIO_new_mem_buf(pem->data(), crypto::int_length(*pem)) : nullptr};
    const Certificate certificate{bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr};
    if (!certificate)
        throw UserError{trf("the file {} is no certificate in PEM form", file.string()),
                        std::string{tr("check tls.certificate_file and tls.key_file")}};
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(X509_get0_pubkey(certificate.get()), &der);
    ensure(size > 0, "i2d_PUBKEY");
    const std::unique_ptr<unsigned char, Free<[](unsigned char* data) { OPENSSL_free(data); }>> owned{der};
    const auto hash = crypto::sha256({der, static_cast<std::size_t>(size)});
    return to_base64url(View{hash}.first(16));
}

} // namespace cordee::broker
