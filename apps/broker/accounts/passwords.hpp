// Passwords by argon2id, away from the loop: one check costs a tenth of a second and 64 MiB.
#pragma once

#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <string>

namespace cordee::broker {

struct PasswordCost {
    std::uint32_t memory_kib = 64 * 1024;
    std::uint32_t passes = 3;
};

inline constexpr std::size_t kMinPassword = 8;
inline constexpr std::size_t kMaxPassword = 256; ///< bytes

/// Called on the loop's thread; the work runs on two threads of its own. Outlives every call,
/// and the loop outlives it.
class Passwords {
public:
    Passwords(PasswordCost cost, Random& random);
    ~Passwords();

    /// The encoded hash with its parameters. Errc::exhausted when too many wait already.
    boost::asio::awaitable<Result<std::string>> hash(std::string password);
    /// Takes as long for an unknown operator: pass an empty hash for one.
    boost::asio::awaitable<Result<bool>> verify(std::string password, std::string encoded_hash);

private:
    PasswordCost cost_;
    Random& random_;
    std::string nobody_; ///< a hash that no password has
    std::size_t waiting_ = 0;
    boost::asio::thread_pool workers_;
};

} // namespace cordee::broker
