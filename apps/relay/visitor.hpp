// Somebody who came to the relay, and may have to leave again before they have shown a ticket.
#pragma once

#include "apps/relay/entries.hpp"
#include "core/base/signal.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <memory>

namespace cordee::relay {

/// One strand, but for what says otherwise.
class Visitor {
public:
    Visitor(const boost::asio::any_io_executor& executor, boost::asio::ip::address from)
        : executor_{executor}, from_{std::move(from)}, changed_{executor}
    {}

    /// Where the limits count.
    [[nodiscard]] const boost::asio::ip::address& from() const { return from_; }

    /// The visit, until it ends or has to make room.
    boost::asio::awaitable<void> until_shed(boost::asio::awaitable<void> visit);
    /// For Entries::take(); from any thread, and when the visit is long over too.
    static Entries::Shed shedding(const std::shared_ptr<Visitor>& visitor);

private:
    boost::asio::awaitable<void> wait_to_be_shed();

    boost::asio::any_io_executor executor_;
    boost::asio::ip::address from_;
    Signal changed_;
    bool shed_ = false;
};

} // namespace cordee::relay
