#include "core/endpoint/unattended_rules.hpp"

namespace cordee::endpoint {

namespace asio = boost::asio;

UnattendedRules::UnattendedRules(const asio::any_io_executor& strand, const Clock& clock, Rules rules,
                                 std::chrono::milliseconds look)
    : clock_{clock}, rules_{std::move(rules)}, look_{look}, changed_{strand}
{}

void UnattendedRules::change(Rules rules)
{
    rules_ = std::move(rules);
    ++changes_;
    changed_.notify();
}

asio::awaitable<void> UnattendedRules::changed()
{
    const auto before = changes_;
    while (changes_ == before)
        co_await changed_.wait();
}

asio::awaitable<std::optional<session::DevicePolicy>> Guest::news()
{
    while (may_stay()) {
        if (changes_ != rules_.changes_) {
            changes_ = rules_.changes_;
            co_return rules_.device();
        }
        co_await rules_.changed_.wait_for(rules_.look_);
    }
    co_return std::nullopt;
}

/// From where a guest came cannot be looked at again: with other addresses they come anew.
bool Guest::may_stay() const
{
    const auto& access = rules_.access();
    return rules_.now(way_) == Access::allowed &&
           (!access.wants_address() || access.has_addresses_of(came_under_));
}

} // namespace cordee::endpoint
