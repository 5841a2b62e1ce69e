#include "apps/broker/certificate.hpp"

#include "apps/broker/key_files.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/openssl.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace cordee::broker {
namespace {

using crypto::ensure;

constexpr std::size_t kMaxPem = 64 * 1024;
constexpr std::chrono::hours kLife{24 * 365 * 10};

template <auto release>
struct Free {
    template <class T>
    void operator()(T* object) const noexcept
    {
        release(object);
    }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

bool is_address(const std::string& name)
{
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    return !error;
}

std::string alternative_names(const std::vector<std::string>& names)
{
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ",") + std::string{is_address(name) ? "IP:" : "DNS:"} + name;
    return out;
}

void add_extension(X509* certificate, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    if (!extension)
        throw UserError{trf("'{}' cannot stand in a certificate", value),
                        std::string{tr("check tls.names and broker.public_url")}};
    ensure(X509_add_ext(certificate, extension.get(), -1) == 1, "X509_add_ext");
}

void set_times(X509* certificate, WallTime now)
{
    const auto begin = now.time_since_epoch().count() - 24 * 3600; // clients' clocks may be behind
    const auto end = now.time_since_epoch().count() + std::chrono::seconds{kLife}.count();
    ensure(ASN1_TIME_set(X509_getm_notBefore(certificate), begin) != nullptr, "ASN1_TIME_set");
    ensure(ASN1_TIME_set(X509_getm_notAfter(certificate), end) != nullptr, "ASN1_TIME_set");
}

Certificate make_certificate(EVP_PKEY* key, const std::vector<std::string>& names, WallTime now)
{
    Certificate out{X509_new()};
    ensure(out && X509_set_version(out.get(), X509_VERSION_3) == 1, "X509_new");
    auto serial = system_random().bytes<8>();
    serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40); // positive, and of full length
    const std::unique_ptr<BIGNUM, Free<BN_free>> number{
        BN_bin2bn(serial.data(), int{serial.size()}, nullptr)};
    ensure(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(out.get())) != nullptr,
           "BN_to_ASN1_INTEGER");
    set_times(out.get(), now);
    auto* name = X509_get_subject_name(out.get());
    const auto* common = reinterpret_cast<const unsigned char*>("Cordee broker");
    ensure(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common, -1, -1, 0) == 1,
           "X509_NAME_add_entry");
    ensure(X509_set_issuer_name(out.get(), name) == 1, "X509_set_issuer_name");
    ensure(X509_set_pubkey(out.get(), key) == 1, "X509_set_pubkey");
    add_extension(out.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(out.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(out.get(), NID_ext_key_usage, "serverAuth");
    add_extension(out.get(), NID_subject_alt_name, alternative_names(names));
    ensure(X509_sign(out.get(), key, EVP_sha256()) > 0, "X509_sign");
    return out;
}

std::string_view content_of(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

void write_key(const std::filesystem::path& file, EVP_PKEY* key)
{
    const Bio bio{BIO_new(BIO_s_secmem())};
    ensure(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
           "PEM_write_bio");
    write_file(file, content_of(bio.get()));
}

/// The one in the file, so that the pin stays when only the certificate is made anew; or a new one.
Key key_at(const std::filesystem::path& file)
{
    if (const auto pem = read_file(file, kMaxPem); pem.has_value()) {
        const Bio bio{BIO_new_mem_buf(pem->data(), crypto::int_length(*pem))};
        if (Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)})
            return key;
    } else if (pem.error() == Errc::not_found) {
        Key key{EVP_EC_gen("P-256")};
        ensure(key != nullptr, "EVP_EC_gen");
        write_key(file, key.get());
        return key;
    }
    throw UserError{trf("the file {} is no private key in PEM form", file.string()),
                    std::string{tr("restore it from a backup; without it, old links lead nowhere")}};
}

void write_certificate(const std::filesystem::path& file, X509* certificate)
{
    const Bio bio{BIO_new(BIO_s_mem())};
    ensure(PEM_write_bio_X509(bio.get(), certificate) == 1, "PEM_write_bio");
    write_file(file, content_of(bio.get()));
}

} // namespace

CertificateFiles own_certificate(const std::filesystem::path& folder, const std::vector<std::string>& names,
                                 const Clock& clock)
{
    make_private_folder(folder);
    CertificateFiles files{folder / "certificate.pem", folder / "key.pem"};
    const auto key = key_at(files.key);
    if (!std::filesystem::exists(files.certificate))
        write_certificate(files.certificate, make_certificate(key.get(), names, clock.now()).get());
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
