#include "core/transport/lookup.hpp"

#include "core/base/signal.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <optional>

namespace cordee::transport {

namespace asio = boost::asio;
using asio::ip::address;
using asio::ip::tcp;

struct Lookup::State {
    explicit State(const asio::any_io_executor& executor) : resolver{executor}, done{executor} {}
    tcp::resolver resolver;
    Signal done;
    std::optional<std::vector<address>> found;
};

namespace {

/// So that a family that is broken here costs one attempt, not all of them.
std::vector<address> in_turns(const tcp::resolver::results_type& results)
{
    std::vector<address> out;
    std::vector<address> other;
    for (const auto& result : results) {
        const auto found = result.endpoint().address();
        const bool same_family = out.empty() || out.front().is_v4() == found.is_v4();
        auto& list = same_family ? out : other;
        if (std::find(list.begin(), list.end(), found) == list.end())
            list.push_back(found);
    }
    for (std::size_t i = 0; i < other.size(); ++i)
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(std::min(2 * i + 1, out.size())), other[i]);
    out.resize(std::min(out.size(), kMaxAddresses));
    return out;
}

} // namespace

Lookup::Lookup(const asio::any_io_executor& executor, std::string host)
    : state_{std::make_shared<State>(executor)}
{
    boost::system::error_code is_a_name;
    const auto number = asio::ip::make_address(host, is_a_name);
    if (!is_a_name) {
        state_->found = std::vector{number};
        return;
    }
    state_->resolver.async_resolve(
        host, "", [state = state_](const boost::system::error_code& error, const auto& results) {
            state->found = error ? std::vector<address>{} : in_turns(results);
            state->done.notify();
        });
}

asio::awaitable<Result<std::vector<address>>> Lookup::addresses() const
{
    const auto state = state_;
    while (!state->found)
        co_await state->done.wait();
    if (state->found->empty())
        co_return Errc::not_found;
    co_return *state->found;
}

std::vector<address> Lookup::known() const
{
    return state_->found.value_or(std::vector<address>{});
}

} // namespace cordee::transport
