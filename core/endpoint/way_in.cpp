#include "core/endpoint/way_in.hpp"

#include "core/endpoint/code_entry.hpp"

#include <algorithm>

namespace cordee::endpoint {

session::Credential WayIn::credential() const
{
    if (code)
        return session::CodeSecret{code->secret().clone(), nullptr};
    return session::LinkSecret{link->secret.clone()};
}

WayIn way_in_from_person(const std::vector<std::string>& given)
{
    WayIn out;
    if (!std::all_of(given.begin(), given.end(), looks_like_code)) {
        out.link = invitation_link_from_person(given[0]);
        return out;
    }
    std::string code;
    for (const auto& part : given)
        code += part;
    out.code = code_from_person(code);
    wipe({reinterpret_cast<std::uint8_t*>(code.data()), code.size()});
    return out;
}

boost::asio::awaitable<Meeting> meeting_of(const WayIn& way, BrokerClient& broker, View public_key,
                                           std::string name, Candidates candidates)
{
    std::optional<Meeting> meeting;
    if (way.code)
        meeting = co_await broker.meet_by_code(way.code->routing(), public_key, name, candidates);
    else
        meeting = co_await broker.meet(way.link->invitation, public_key, name, candidates);
    if (meeting->way != (way.code ? wire::Way::code : wire::Way::link))
        throw not_understood();
    broker.use_token(meeting->access);
    co_return std::move(*meeting);
}

} // namespace cordee::endpoint
