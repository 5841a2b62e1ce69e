#include "core/crypto/self_signed.hpp"

#include "core/base/random.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace cordee::crypto {
namespace {

constexpr std::chrono::hours kLife{24 * 365 * 10};

using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

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

/// False when the value does not suit.
bool add_extension(X509* certificate, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    if (!extension)
        return false;
    ensure(X509_add_ext(certificate, extension.get(), -1) == 1, "X509_add_ext");
    return true;
}

void set_times(X509* certificate, WallTime now)
{
    const auto begin = now.time_since_epoch().count() - 24 * 3600; // clients' clocks may be behind
    const auto end = now.time_since_epoch().count() + std::chrono::seconds{kLife}.count();
    ensure(ASN1_TIME_set(X509_getm_notBefore(certificate), begin) != nullptr, "ASN1_TIME_set");
    ensure(ASN1_TIME_set(X509_getm_notAfter(certificate), end) != nullptr, "ASN1_TIME_set");
}

void set_serial_number(X509* certificate)
{
    auto serial = system_random().bytes<8>();
    serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40); // positive, and of full length
    const std::unique_ptr<BIGNUM, Free<BN_free>> number{
        BN_bin2bn(serial.data(), int{serial.size()}, nullptr)};
    ensure(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
           "BN_to_ASN1_INTEGER");
}

void set_names(X509* certificate, const std::string& common_name)
{
    auto* name = X509_get_subject_name(certificate);
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
    ensure(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1,
           "X509_NAME_add_entry");
    ensure(X509_set_issuer_name(certificate, name) == 1, "X509_set_issuer_name");
}

std::string content_of(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

Owned<EVP_PKEY> make_tls_key()
{
    Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
    ensure(key != nullptr, "EVP_EC_gen");
    return key;
}

std::string tls_key_pem(EVP_PKEY* key)
{
    const Bio bio{BIO_new(BIO_s_secmem())};
    ensure(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
           "PEM_write_bio");
    return content_of(bio.get());
}

Result<std::string> self_signed_certificate(EVP_PKEY* key, const std::string& common_name,
                                            const std::vector<std::string>& names, WallTime now)
{
    const Certificate out{X509_new()};
    ensure(out && X509_set_version(out.get(), X509_VERSION_3) == 1, "X509_new");
    set_serial_number(out.get());
    set_times(out.get(), now);
    set_names(out.get(), common_name);
    ensure(X509_set_pubkey(out.get(), key) == 1, "X509_set_pubkey");
    bool right = add_extension(out.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                 add_extension(out.get(), NID_key_usage, "critical,digitalSignature") &&
                 add_extension(out.get(), NID_ext_key_usage, "serverAuth");
    if (right && !names.empty())
        right = add_extension(out.get(), NID_subject_alt_name, alternative_names(names));
    if (!right)
        return Errc::malformed;
    ensure(X509_sign(out.get(), key, EVP_sha256()) > 0, "X509_sign");
    const Bio bio{BIO_new(BIO_s_mem())};
    ensure(PEM_write_bio_X509(bio.get(), out.get()) == 1, "PEM_write_bio");
    return content_of(bio.get());
}

} // namespace cordee::crypto
