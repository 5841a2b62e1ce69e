// Counts how many are inside.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace cordee::relay {

/// Outlives its places. Any thread.
class Quota {
public:
    explicit Quota(std::size_t total) : total_{total} {}
    Quota(const Quota&) = delete;
    Quota& operator=(const Quota&) = delete;

    /// Gives itself back.
    class Place {
    public:
        Place(Place&& other) noexcept : quota_{std::exchange(other.quota_, nullptr)} {}
        Place& operator=(Place&&) = delete;
        ~Place()
        {
            if (quota_ != nullptr)
                --quota_->taken_;
        }

    private:
        friend class Quota;
        explicit Place(Quota& quota) : quota_{&quota} {}
        Quota* quota_;
    };

    /// Empty when there is no room.
    std::optional<Place> take();
    /// For those who come from now on.
    void set_limit(std::size_t total) { total_ = total; }
    [[nodiscard]] std::size_t taken() const { return taken_; }

private:
    std::atomic<std::size_t> total_;
    std::atomic<std::size_t> taken_ = 0;
};

} // namespace cordee::relay
