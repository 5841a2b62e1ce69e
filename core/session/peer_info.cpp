#include "core/session/peer_info.hpp"

#include "core/base/json.hpp"
#include "core/base/printable.hpp"
#include "core/base/version.hpp"
#include "core/wire/handshake.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cordee::session {
namespace {

constexpr const char* kPlatform = "linux-x86_64";

json::Object lists()
{
    auto out = json::make_object();
    out.set("v", Poco::JSON::Array::Ptr{new Poco::JSON::Array});
    out.getArray("v")->add(static_cast<int>(wire::kProtocolVersion));
    out.set("s", Poco::JSON::Array::Ptr{new Poco::JSON::Array});
    out.getArray("s")->add(static_cast<int>(wire::kSuite));
    out.set("sw", fmt::format("cordee {}", program_version()));
    return out;
}

/// Whether a list of small numbers holds this one. A list that is not one is malformed.
Result<bool> lists_number(const json::Object& object, const char* key, int wanted)
{
    const auto numbers = json::get_integers(object, key);
    if (!numbers || numbers->size() > 16)
        return Errc::malformed;
    return std::find(numbers->begin(), numbers->end(), wanted) != numbers->end();
}

Result<void> check_lists(const json::Object& object)
{
    for (const auto& [key, ours] : {std::pair{"v", wire::kProtocolVersion}, std::pair{"s", wire::kSuite}}) {
        const auto common = lists_number(object, key, ours);
        if (!common)
            return common.error();
        if (!*common)
            return Errc::unsupported;
    }
    return {};
}

/// Names that nobody here knows mean nothing, so a list that is none is an empty one.
std::vector<std::string> capabilities_of(const json::Object& object)
{
    constexpr std::size_t kMost = 32;
    auto names = json::get_strings(object, "capabilities").value_or(std::vector<std::string>{});
    if (names.size() > kMost)
        names.clear();
    return names;
}

} // namespace

std::string hello_text()
{
    return json::dump(lists());
}

Result<void> check_hello(std::string_view hello)
{
    if (hello.size() > wire::kMaxHello)
        return Errc::too_large;
    const auto object = json::parse(hello);
    if (!object)
        return object.error();
    return check_lists(**object);
}

std::string peer_info_text(const std::string& name, const std::vector<std::string>& capabilities,
                           std::uint64_t grant_seq)
{
    auto out = lists();
    out.set("version", static_cast<int>(wire::kProtocolVersion));
    out.set("suite", static_cast<int>(wire::kSuite));
    out.set("name", name.substr(0, 200));
    out.set("platform", kPlatform);
    out.set("capabilities", json::make_array(capabilities));
    out.set("seq", grant_seq);
    return json::dump(out);
}

Result<Peer> read_peer_info(std::string_view payload)
{
    if (payload.size() > wire::kMaxHandshakePayload)
        return Errc::too_large;
    const auto object = json::parse(payload);
    if (!object)
        return object.error();
    if (const auto fits = check_lists(**object); !fits)
        return fits.error();
    // One version and one suite exist, so the best common one is ours.
    if (json::get_integer(**object, "version") != wire::kProtocolVersion ||
        json::get_integer(**object, "suite") != wire::kSuite)
        return Errc::unsupported;
    const auto text = [&](const char* key) {
        return printable(json::get_string(**object, key).value_or(""));
    };
    const auto seq = json::get_integer(**object, "seq").value_or(0);
    return Peer{text("name"), text("sw"), text("platform"), capabilities_of(**object),
                seq < 0 ? 0 : static_cast<std::uint64_t>(seq)};
}

} // namespace cordee::session
