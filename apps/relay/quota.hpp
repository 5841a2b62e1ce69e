// Counts who is inside, in all and per address.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace cordee::relay {

/// Outlives its places. Any thread.
class Quota {
public:
    Quota(std::size_t total, std::size_t per_address) : total_{total}, per_address_{per_address} {}
    Quota(const Quota&) = delete;
    Quota& operator=(const Quota&) = delete;

    /// Gives itself back.
    class Place {
    public:
        Place(Place&& other) noexcept : quota_{std::exchange(other.quota_, nullptr)}, from_{other.from_} {}
        Place& operator=(Place&&) = delete;
        ~Place();

    private:
        friend class Quota;
        Place(Quota& quota, boost::asio::ip::address from) : quota_{&quota}, from_{std::move(from)} {}
        Quota* quota_;
        boost::asio::ip::address from_;
    };

    /// Empty when there is no room for this address.
    std::optional<Place> take(const boost::asio::ip::address& address);
    /// For those who come from now on.
    void set_limits(std::size_t total, std::size_t per_address);
    [[nodiscard]] std::size_t taken() const;

private:
    mutable std::mutex mutex_;
    std::size_t total_;
    std::size_t per_address_;
    std::size_t taken_ = 0;
    std::map<boost::asio::ip::address, std::size_t> by_address_;
};

} // namespace cordee::relay
