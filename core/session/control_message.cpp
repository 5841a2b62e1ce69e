#include "core/session/control_message.hpp"

#include "core/base/json.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace cordee::session {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxPermissions = 32;
constexpr std::size_t kMaxGrant = 4096;
constexpr std::size_t kMaxCandidates = 8;
constexpr std::int64_t kMaxModuleChannel = 15;
constexpr std::size_t kMaxPersonName = 320;
constexpr std::size_t kMaxMeeting = 12 * 1024;

constexpr std::array<std::string_view, 4> kSteps{"commitment", "nonce", "reveal", "equal"};
constexpr std::array<std::size_t, kSteps.size()> kStepSizes{32, 16, 16, 0};

json::Object start(const char* kind)
{
    auto out = json::make_object();
    out.set("t", kind);
    return out;
}

json::Object start(const char* kind, std::uint8_t slot)
{
    auto out = start(kind);
    out.set("slot", static_cast<int>(slot));
    return out;
}

struct Encoder {
    json::Object operator()(const Offer& m) const
    {
        auto out = start("offer", m.slot);
        out.set("module", m.module);
        out.set("version", to_string(m.version));
        out.set("permissions", json::make_array(m.permissions));
        return out;
    }
    json::Object operator()(const Accept& m) const
    {
        auto out = start("accept", m.slot);
        out.set("permissions", json::make_array(m.permissions));
        return out;
    }
    json::Object operator()(const Stop& m) const
    {
        auto out = start("stop", m.slot);
        out.set("code", static_cast<int>(m.code));
        return out;
    }
    json::Object operator()(const Restart& m) const
    {
        auto out = start("restart", m.slot);
        out.set("generation", m.generation);
        return out;
    }
    json::Object operator()(const Credit& m) const
    {
        auto out = start("credit", m.slot);
        out.set("generation", m.generation);
        out.set("channel", static_cast<int>(m.channel));
        out.set("bytes", m.bytes);
        return out;
    }
    json::Object operator()(const Narrow& m) const
    {
        auto out = start("narrow", m.slot);
        out.set("permissions", json::make_array(m.permissions));
        return out;
    }
    json::Object operator()(const Words& m) const
    {
        auto out = start("words");
        out.set("step", std::string{kSteps[static_cast<std::size_t>(m.step)]});
        out.set("value", to_hex(m.value));
        return out;
    }
    json::Object operator()(const Addresses& m) const
    {
        auto out = start("addresses");
        out.set("candidates", json::make_array(m.candidates));
        out.set("datagrams", json::make_array(m.datagrams));
        return out;
    }
    json::Object operator()(const Renewal& m) const
    {
        auto out = start("renewal");
        out.set("grant", m.grant);
        return out;
    }
    json::Object operator()(const Pair& m) const
    {
        auto out = start("pair");
        out.set("permissions", json::make_array(m.permissions));
        return out;
    }
    json::Object operator()(const Paired& m) const
    {
        auto out = start("paired");
        out.set("permissions", json::make_array(m.permissions));
        out.set("device", m.device);
        return out;
    }
    json::Object operator()(const Introduce& m) const
    {
        auto out = start("introduce");
        out.set("name", m.name);
        out.set("key", to_base64url(m.key));
        out.set("secret", to_base64url(m.secret));
        out.set("meeting", m.meeting);
        return out;
    }
    json::Object operator()(const Focus& m) const
    {
        auto out = start("focus");
        out.set("held", m.held);
        return out;
    }
};

template <class T>
bool read_number(const json::Object& from, const char* key, T& to, std::int64_t least = 0,
                 std::int64_t most = std::numeric_limits<T>::max())
{
    const auto value = json::get_integer(from, key);
    if (!value || *value < least || *value > most)
        return false;
    to = static_cast<T>(*value);
    return true;
}

bool read_slot(const json::Object& from, std::uint8_t& to)
{
    return read_number(from, "slot", to, 1, kMaxSlot);
}

bool read_text(const json::Object& from, const char* key, std::string& to, std::size_t most)
{
    auto value = json::get_string(from, key);
    if (!value || value->empty() || value->size() > most)
        return false;
    to = std::move(*value);
    return true;
}

bool read_permissions(const json::Object& from, std::vector<std::string>& to)
{
    auto value = json::get_strings(from, "permissions");
    if (!value || value->size() > kMaxPermissions)
        return false;
    for (const auto& permission : *value)
        if (permission.empty() || permission.size() > kMaxName)
            return false;
    to = std::move(*value);
    return true;
}

bool read(const json::Object& from, Offer& m)
{
    std::string version;
    if (!read_slot(from, m.slot) || !read_text(from, "module", m.module, kMaxName) ||
        !read_text(from, "version", version, kMaxName) || !read_permissions(from, m.permissions))
        return false;
    const auto parsed = parse_version(version);
    m.version = parsed.value_or(Version{});
    return parsed.has_value();
}

bool read(const json::Object& from, Accept& m)
{
    return read_slot(from, m.slot) && read_permissions(from, m.permissions);
}
bool read(const json::Object& from, Stop& m)
{
    return read_slot(from, m.slot) && read_number(from, "code", m.code);
}
bool read(const json::Object& from, Restart& m)
{
    return read_slot(from, m.slot) && read_number(from, "generation", m.generation, 1);
}
bool read(const json::Object& from, Credit& m)
{
    return read_slot(from, m.slot) && read_number(from, "generation", m.generation) &&
           read_number(from, "channel", m.channel, 0, kMaxModuleChannel) &&
           read_number(from, "bytes", m.bytes, 1);
}
bool read(const json::Object& from, Narrow& m)
{
    return read_slot(from, m.slot) && read_permissions(from, m.permissions);
}
bool read_candidates(const json::Object& from, const char* key, std::vector<std::string>& to)
{
    auto value = json::get_strings(from, key);
    if (!value || value->size() > kMaxCandidates)
        return false;
    for (const auto& candidate : *value)
        if (candidate.size() > kMaxName)
            return false;
    to = std::move(*value);
    return true;
}
bool read(const json::Object& from, Addresses& m)
{
    return read_candidates(from, "candidates", m.candidates) &&
           read_candidates(from, "datagrams", m.datagrams);
}
bool read(const json::Object& from, Words& m)
{
    const auto step = json::get_string(from, "step").value_or("");
    const auto found = std::find(kSteps.begin(), kSteps.end(), step);
    if (found == kSteps.end())
        return false;
    const auto number = static_cast<std::size_t>(found - kSteps.begin());
    auto value = from_hex(json::get_string(from, "value").value_or(""));
    if (!value)
        return false;
    m.step = static_cast<Words::Step>(number);
    m.value = std::move(*value);
    return m.value.size() == kStepSizes.at(number);
}
bool read(const json::Object& from, Renewal& m)
{
    return read_text(from, "grant", m.grant, kMaxGrant);
}
bool read(const json::Object& from, Pair& m)
{
    return read_permissions(from, m.permissions) && !m.permissions.empty();
}
bool read(const json::Object& from, Paired& m)
{
    auto device = json::get_string(from, "device");
    if (!device || device->size() > kMaxName)
        return false;
    m.device = std::move(*device);
    return read_permissions(from, m.permissions);
}

bool read_key(const json::Object& from, const char* name, ByteArray<32>& to)
{
    const auto bytes = from_base64url(json::get_string(from, name).value_or(""));
    const auto key = bytes ? to_array<32>(*bytes) : std::nullopt;
    to = key.value_or(ByteArray<32>{});
    return key.has_value();
}
bool read(const json::Object& from, Introduce& m)
{
    return read_text(from, "name", m.name, kMaxPersonName) && read_key(from, "key", m.key) &&
           read_key(from, "secret", m.secret) && read_text(from, "meeting", m.meeting, kMaxMeeting);
}
bool read(const json::Object& from, Focus& m)
{
    const auto held = json::get_bool(from, "held");
    m.held = held.value_or(false);
    return held.has_value();
}

template <class T>
Result<ControlMessage> decode_as(const json::Object& from)
{
    T message;
    if (!read(from, message))
        return Errc::malformed;
    return ControlMessage{std::move(message)};
}

struct Kind {
    std::string_view name;
    Result<ControlMessage> (*decode)(const json::Object& from);
};
constexpr std::array kKinds{
    Kind{"offer", decode_as<Offer>},         Kind{"accept", decode_as<Accept>},
    Kind{"stop", decode_as<Stop>},           Kind{"restart", decode_as<Restart>},
    Kind{"credit", decode_as<Credit>},       Kind{"narrow", decode_as<Narrow>},
    Kind{"addresses", decode_as<Addresses>}, Kind{"words", decode_as<Words>},
    Kind{"renewal", decode_as<Renewal>},     Kind{"pair", decode_as<Pair>},
    Kind{"paired", decode_as<Paired>},       Kind{"introduce", decode_as<Introduce>},
    Kind{"focus", decode_as<Focus>},
};
static_assert(kKinds.size() == std::variant_size_v<ControlMessage>);

} // namespace

std::string encode(const ControlMessage& message)
{
    return json::dump(std::visit(Encoder{}, message));
}

Result<ControlMessage> decode_control_message(std::string_view text)
{
    if (text.size() > kMaxControlMessage)
        return Errc::too_large;
    const auto object = json::parse(text);
    if (!object)
        return object.error();
    const auto kind = json::get_string(**object, "t");
    for (const auto& known : kKinds)
        if (kind == known.name)
            return known.decode(**object);
    return kind ? Errc::unsupported : Errc::malformed;
}

} // namespace cordee::session
