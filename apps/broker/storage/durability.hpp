// Waiting for the disk, beside the loop and once for all who wait.
#pragma once

#include "core/base/signal.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <exception>

namespace cordee::broker {

class Database;

/// Lives on the strand of the database, which outlives it. Its waiters have ended before, or the loop has
/// stopped for good.
class Durability {
public:
    Durability(const boost::asio::any_io_executor& executor, Database& database);
    Durability(const Durability&) = delete;
    Durability& operator=(const Durability&) = delete;
    ~Durability();

    /// Returns when all that the database holds now survives the loss of power. Throws DatabaseUnavailable
    /// when that may succeed later, and anything else when it never will: what was changed is in doubt.
    boost::asio::awaitable<void> settle();

private:
    void start();
    void finish(std::uint64_t reached, const std::exception_ptr& error);

    boost::asio::any_io_executor executor_;
    Database& database_;
    Signal finished_;
    std::uint64_t durable_ = 0; ///< of Database::changes()
    std::uint64_t failed_ = 0;
    std::exception_ptr failure_; ///< why what came before failed_ is not durable
    bool running_ = false;
    boost::asio::thread_pool thread_{1};
};

} // namespace cordee::broker
