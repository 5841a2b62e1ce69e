#include "core/session/ended.hpp"

#include <array>
#include <ostream>
#include <string_view>

namespace cordee::session {
namespace {

constexpr std::array<std::string_view, 14> kNames{"finished", "version", "auth",    "expired", "used",
                                                  "grant",    "revoked", "consent", "sas",     "protocol",
                                                  "limit",    "module",  "resume",  "identity"};

} // namespace

std::ostream& operator<<(std::ostream& out, Ending ending)
{
    const auto number = static_cast<std::size_t>(ending);
    if (number < kNames.size())
        return out << kNames[number];
    return out << (ending == Ending::silent ? "silent" : "connection lost");
}

Ending ending_from_code(std::uint16_t code)
{
    return code < kNames.size() ? static_cast<Ending>(code) : Ending::protocol;
}

std::ostream& operator<<(std::ostream& out, const Ended& ended)
{
    return out << ended.ending << (ended.by_peer ? " by the other side" : "");
}

} // namespace cordee::session
