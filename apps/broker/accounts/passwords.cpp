#include "apps/broker/accounts/passwords.hpp"

#include "core/base/run_on.hpp"

#include <argon2.h>
#include <stdexcept>
#include <type_traits>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::uint32_t kLanes = 1;
constexpr std::uint32_t kHashSize = 32;
constexpr std::uint32_t kSaltSize = 16;
constexpr std::size_t kWorkers = 2;
constexpr std::size_t kMaxWaiting = 16; ///< with 64 MiB each only for those that run

std::string hash_now(const PasswordCost& cost, std::string password, const ByteArray<kSaltSize>& salt)
{
    std::string out(argon2_encodedlen(cost.passes, cost.memory_kib, kLanes, kSaltSize, kHashSize, Argon2_id),
                    '\0');
    const int status =
        argon2id_hash_encoded(cost.passes, cost.memory_kib, kLanes, password.data(), password.size(),
                              salt.data(), salt.size(), kHashSize, out.data(), out.size());
    wipe({reinterpret_cast<std::uint8_t*>(password.data()), password.size()});
    if (status != ARGON2_OK)
        throw std::runtime_error{argon2_error_message(status)};
    out.resize(out.find('\0'));
    return out;
}

bool verify_now(std::string password, const std::string& encoded)
{
    const int status = argon2id_verify(encoded.c_str(), password.data(), password.size());
    wipe({reinterpret_cast<std::uint8_t*>(password.data()), password.size()});
    if (status != ARGON2_OK && status != ARGON2_VERIFY_MISMATCH)
        throw std::runtime_error{argon2_error_message(status)};
    return status == ARGON2_OK;
}

/// Counts one who waits, also when the work throws.
class Turn {
public:
    explicit Turn(std::size_t& count) : count_{count} { ++count_; }
    ~Turn() { --count_; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    std::size_t& count_;
};

template <class Work>
asio::awaitable<std::invoke_result_t<Work>> carried_out(Work work)
{
    co_return work();
}

} // namespace

Passwords::Passwords(PasswordCost cost, Random& random)
    : cost_{cost}, random_{random},
      nobody_{hash_now(cost, to_hex(random.bytes<32>()), random.bytes<kSaltSize>())}, workers_{kWorkers}
{}

Passwords::~Passwords()
{
    workers_.join();
}

asio::awaitable<Result<std::string>> Passwords::hash(std::string password)
{
    if (waiting_ >= kMaxWaiting)
        co_return Errc::exhausted;
    const Turn turn{waiting_};
    const auto salt = random_.bytes<kSaltSize>();
    auto work = [cost = cost_, password = std::move(password), salt] {
        return hash_now(cost, password, salt);
    };
    co_return co_await run_on(asio::any_io_executor{workers_.get_executor()}, carried_out(std::move(work)));
}

asio::awaitable<Result<bool>> Passwords::verify(std::string password, std::string encoded_hash)
{
    if (waiting_ >= kMaxWaiting)
        co_return Errc::exhausted;
    const Turn turn{waiting_};
    const bool known = !encoded_hash.empty();
    auto work = [password = std::move(password), encoded = known ? std::move(encoded_hash) : nobody_] {
        return verify_now(password, encoded);
    };
    const bool matches =
        co_await run_on(asio::any_io_executor{workers_.get_executor()}, carried_out(std::move(work)));
    co_return known&& matches;
}

} // namespace cordee::broker
