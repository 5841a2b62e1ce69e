// What it costs to become sure of each other: a session's handshake of each way in beside a TLS 1.3 handshake
// of OpenSSL, both sides of both, in the same run and without a network.
#include "core/session/handshake/handshake.hpp"

#include "core/crypto/spake2.hpp"
#include "core/session/resumption.hpp"
#include "core/transport/pipe.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace cordee;
using namespace cordee::session;
using wire::Way;

namespace {

namespace asio = boost::asio;

constexpr double kSeconds = 0.7;
/// They alternate and the best of each counts: the machine may be busy during one of them.
constexpr int kRounds = 3;

/// So that other programs on the machine count for nothing.
double processor_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void must(bool ok, const char* what)
{
    if (ok)
        return;
    fmt::print(stderr, "bench_handshake: {} failed\n", what);
    std::exit(1);
}

template <class Step>
double microseconds_of(Step step)
{
    int count = 0;
    double spent = 0;
    const double start = processor_seconds();
    do {
        step();
        ++count;
        spent = processor_seconds() - start;
    } while (spent < kSeconds);
    return spent / count * 1e6;
}

struct FreeTls {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
};
template <class T>
using Tls = std::unique_ptr<T, FreeTls>;

/// The server, or both sides, show an Ed25519 certificate that the other side verifies; keys by X25519. In a
/// session, too, each side makes sure of the other.
class TlsPair {
public:
    explicit TlsPair(bool both) : both_{both}
    {
        key_.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
        certificate_.reset(X509_new());
        must(key_ && certificate_, "EVP_PKEY_Q_keygen");
        X509_set_version(certificate_.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate_.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate_.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate_.get()), 3600);
        auto* name = X509_get_subject_name(certificate_.get());
        const std::string text = "bench";
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
        X509_set_issuer_name(certificate_.get(), name);
        X509_set_pubkey(certificate_.get(), key_.get());
        must(X509_sign(certificate_.get(), key_.get(), nullptr) > 0, "X509_sign");
        client_ = context(TLS_client_method());
        server_ = context(TLS_server_method());
    }

    void run() const
    {
        const Tls<SSL> client{SSL_new(client_.get())};
        const Tls<SSL> server{SSL_new(server_.get())};
        BIO* to_client = nullptr;
        BIO* to_server = nullptr;
        must(BIO_new_bio_pair(&to_client, 0, &to_server, 0) == 1, "BIO_new_bio_pair");
        SSL_set_bio(client.get(), to_client, to_client);
        SSL_set_bio(server.get(), to_server, to_server);
        SSL_set_connect_state(client.get());
        SSL_set_accept_state(server.get());
        for (int i = 0; i < 10 && !(SSL_is_init_finished(client.get()) && SSL_is_init_finished(server.get()));
             ++i) {
            (void)SSL_do_handshake(client.get());
            (void)SSL_do_handshake(server.get());
        }
        must(SSL_is_init_finished(client.get()) == 1 && SSL_is_init_finished(server.get()) == 1 &&
                 SSL_get_verify_result(client.get()) == X509_V_OK &&
                 SSL_get_verify_result(server.get()) == X509_V_OK,
             "the TLS handshake");
    }

private:
    [[nodiscard]] Tls<SSL_CTX> context(const SSL_METHOD* method) const
    {
        Tls<SSL_CTX> out{SSL_CTX_new(method)};
        must(out && SSL_CTX_set_min_proto_version(out.get(), TLS1_3_VERSION) == 1 &&
                 SSL_CTX_set_ciphersuites(out.get(), "TLS_AES_256_GCM_SHA384") == 1 &&
                 SSL_CTX_set1_groups_list(out.get(), "X25519") == 1 &&
                 SSL_CTX_use_certificate(out.get(), certificate_.get()) == 1 &&
                 SSL_CTX_use_PrivateKey(out.get(), key_.get()) == 1 &&
                 X509_STORE_add_cert(SSL_CTX_get_cert_store(out.get()), certificate_.get()) == 1,
             "SSL_CTX");
        if (both_ || method == TLS_client_method())
            SSL_CTX_set_verify(out.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        SSL_CTX_set_session_cache_mode(out.get(), SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(out.get(), 0);
        return out;
    }

    bool both_;
    Tls<EVP_PKEY> key_;
    Tls<X509> certificate_;
    Tls<SSL_CTX> client_;
    Tls<SSL_CTX> server_;
};

struct NoLimit : GuessLimit {
    Result<void> spend() override { return {}; }
};

class SessionPair {
public:
    SessionPair()
    {
        grant_.ways = {"code", "link", "device", "introduced", "account"};
        grant_.parts.resize(2);
        grant_.parts[0].role = "operator";
        grant_.parts[0].key = operator_.public_key;
        grant_.parts[1].role = "agent";
        grant_.parts[1].key = agent_.public_key;
    }

    /// Both ends established.
    std::pair<Established, Established> run(Way way)
    {
        asio::io_context context{1};
        auto pipe = transport::make_pipe(context.get_executor());
        std::optional<HandshakeResult> results[2];
        asio::co_spawn(context, one_side(std::move(pipe.first), config(way, true), results[0]),
                       asio::detached);
        asio::co_spawn(context, one_side(std::move(pipe.second), config(way, false), results[1]),
                       asio::detached);
        context.run();
        must(results[0] && *results[0] && results[1] && *results[1], "the session's handshake");
        return {std::move(**results[0]), std::move(**results[1])};
    }

private:
    static asio::awaitable<void> one_side(std::unique_ptr<transport::Connection> over, HandshakeConfig config,
                                          std::optional<HandshakeResult>& to)
    {
        to.emplace(co_await shake_hands(std::move(over), std::move(config), system_random()));
    }

    HandshakeConfig config(Way way, bool initiator)
    {
        HandshakeConfig out;
        const bool operator_begins = way == Way::known_device || way == Way::introduced;
        out.self = initiator == operator_begins ? Role::operator_ : Role::agent;
        out.peer = out.self == Role::agent ? Role::operator_ : Role::agent;
        out.way = way;
        out.initiator = initiator;
        out.grant = grant_;
        out.grant_token = "token";
        out.key = (out.self == Role::agent ? agent_ : operator_).clone();
        const auto& peer = (out.self == Role::agent ? operator_ : agent_).public_key;
        out.name = "a computer";
        switch (way) {
        case Way::code:
            out.credential = CodeSecret{Secret<8>::from(as_view("77302912")).value(), &guesses_};
            break;
        case Way::link:
            out.credential = LinkSecret{Secret<16>{{7}}};
            break;
        case Way::known_device:
            if (initiator)
                out.credential = Pairing{Secret<32>{{5}}, peer};
            else
                out.credential =
                    PairingLookup{[](const ByteArray<32>&) { return std::optional{Secret<32>{{5}}}; }};
            break;
        case Way::introduced:
            out.credential = IntroSecret{Secret<32>{{9}}, peer};
            break;
        case Way::account:
            out.credential = AccountOnly{};
            break;
        }
        return out;
    }

    crypto::X25519KeyPair operator_ = crypto::make_x25519_key_pair(system_random());
    crypto::X25519KeyPair agent_ = crypto::make_x25519_key_pair(system_random());
    crypto::Grant grant_;
    NoLimit guesses_;
};

/// A resumption, both sides: what moving to another connection costs.
class Resuming {
public:
    explicit Resuming(const std::pair<Established, Established>& both) : both_{both} {}
    void run() const
    {
        ResumeInitiator initiator{ResumeSecrets::of(both_.first), system_random()};
        ResumeResponder responder{ResumeSecrets::of(both_.second), system_random(), system_clock()};
        auto begun = initiator.begin(1, {}).value();
        const auto answer = responder.answer(begun.attach1, {}).value();
        (void)begun.pending.finish(answer.attach2).value();
    }

private:
    const std::pair<Established, Established>& both_;
};

struct Line {
    std::string name;
    std::string flights;
    std::function<void()> step;
    double best = 1e12;
};

} // namespace

int main()
{
    const TlsPair tls_of_both{true};
    const TlsPair tls_of_server{false};
    SessionPair sessions;
    const auto established = sessions.run(Way::link);
    const Resuming resuming{established};
    std::vector<Line> lines{
        {"TLS 1.3, certificates of both sides", "3", [&] { tls_of_both.run(); }},
        {"TLS 1.3, certificate of the server", "3", [&] { tls_of_server.run(); }},
        {"code", "5", [&] { (void)sessions.run(Way::code); }},
        {"  of which stretching the code, both sides", "",
         [] {
             (void)crypto::code_scalar(as_view("77302912"), {}).value();
             (void)crypto::code_scalar(as_view("77302912"), {}).value();
         }},
        {"link", "3", [&] { (void)sessions.run(Way::link); }},
        {"known device", "2", [&] { (void)sessions.run(Way::known_device); }},
        {"introduced", "3", [&] { (void)sessions.run(Way::introduced); }},
        {"account", "3", [&] { (void)sessions.run(Way::account); }},
        {"resumption", "2", [&] { resuming.run(); }},
    };
    for (int round = 0; round < kRounds; ++round)
        for (auto& line : lines)
            line.best = std::min(line.best, microseconds_of(line.step));
    fmt::print("processor time of both sides together      flights   microseconds   of TLS 1.3\n");
    for (const auto& line : lines)
        fmt::print("{:<42} {:>7} {:>14.0f} {:>11.2f}x\n", line.name, line.flights, line.best,
                   line.best / lines[0].best);
    return 0;
}
