#include "apps/broker/http/tls_context.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"

namespace cordee::broker {

boost::asio::ssl::context make_tls_context(const CertificateFiles& files)
{
    namespace ssl = boost::asio::ssl;
    ssl::context context{ssl::context::tls_server};
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_3_VERSION);
    SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
    try {
        context.use_certificate_chain_file(files.certificate.string());
        context.use_private_key_file(files.key.string(), ssl::context::pem);
    } catch (const boost::system::system_error& error) {
        throw UserError{trf("cannot use the certificate {} with the key {}: {}", files.certificate.string(),
                            files.key.string(), error.code().message()),
                        std::string{tr("check tls.certificate_file and tls.key_file")}};
    }
    return context;
}

} // namespace cordee::broker
