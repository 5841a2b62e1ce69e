// Sessions, devices and colleagues, in the broker's JSON.
#include "core/base/printable.hpp"
#include "core/endpoint/answer_fields.hpp"
#include "core/endpoint/broker_answers.hpp"

namespace cordee::endpoint {
namespace {

/// For people's eyes; may be missing.
std::string shown(const json::Object& object, const std::string& key)
{
    return printable(json::get_string(object, key).value_or(""));
}

std::optional<std::vector<json::Object::Ptr>> listed(const json::Object& answer, const std::string& key)
{
    auto list = json::get_objects(answer, key);
    if (list && list->size() > kMaxListed)
        return std::nullopt;
    return list;
}

std::optional<ListedSession> read_session(const json::Object& object)
{
    const auto session = hex_field<16>(object, "session");
    const auto way = bounded(object, "way", 16);
    const auto modules = json::get_strings(object, "modules");
    if (!session || !way || !modules || modules->size() > kMaxListed)
        return std::nullopt;
    return ListedSession{
        *session, printable(*way), shown(object, "operator"), shown(object, "name"), shown(object, "began"),
        *modules};
}

std::optional<ListedDevice> read_device(const json::Object& object)
{
    const auto id = id_field(object, "device");
    const auto enrolled = json::get_bool(object, "enrolled");
    const auto waiting = json::get_bool(object, "waiting");
    const auto key = base64_field<32>(object, "key");
    if (!id || !enrolled || !waiting || *enrolled != key.has_value())
        return std::nullopt;
    return ListedDevice{*id, shown(object, "name"), *enrolled, *waiting, key};
}

template <class T, class Read>
Result<std::vector<T>> read_list(const json::Object& answer, const std::string& key, Read read)
{
    const auto list = listed(answer, key);
    if (!list)
        return Errc::malformed;
    std::vector<T> out;
    for (const auto& entry : *list) {
        auto item = read(*entry);
        if (!item)
            return Errc::malformed;
        out.push_back(std::move(*item));
    }
    return out;
}

/// One that read_meeting() takes, as text.
std::optional<std::string> meeting_text(const json::Object& answer, const std::string& key,
                                        const SessionId& session)
{
    const auto object = json::get_object(answer, key);
    if (object.isNull())
        return std::nullopt;
    const auto meeting = read_meeting(*object);
    if (!meeting || meeting->session != session || meeting->way != wire::Way::introduced)
        return std::nullopt;
    return json::dump(*object);
}

} // namespace

Result<std::vector<ListedSession>> read_sessions(const json::Object& answer)
{
    return read_list<ListedSession>(answer, "sessions", read_session);
}

Result<NewDevice> read_new_device(const json::Object& answer)
{
    const auto id = id_field(answer, "device");
    const auto token = bounded(answer, "token");
    if (!id || !token)
        return Errc::malformed;
    return NewDevice{*id, *token};
}

Result<EnrolledDevice> read_enrolled_device(const json::Object& answer)
{
    const auto id = id_field(answer, "device");
    const auto access = bounded(answer, "access");
    if (!id || !access)
        return Errc::malformed;
    return EnrolledDevice{*id, shown(answer, "name"), shown(answer, "organisation"), *access};
}

Result<std::vector<ListedDevice>> read_devices(const json::Object& answer)
{
    return read_list<ListedDevice>(answer, "devices", read_device);
}

Result<DeviceMeeting> read_device_meeting(const json::Object& answer)
{
    auto meeting = read_meeting(answer);
    if (!meeting)
        return meeting.error();
    return DeviceMeeting{shown(answer, "operator"), std::move(*meeting)};
}

Result<Introduction> read_introduction(const json::Object& answer)
{
    const auto session = hex_field<16>(answer, "session");
    if (!session)
        return Errc::malformed;
    const auto colleague = meeting_text(answer, "operator", *session);
    const auto client = meeting_text(answer, "agent", *session);
    if (!colleague || !client)
        return Errc::malformed;
    return Introduction{*session, *colleague, *client};
}

} // namespace cordee::endpoint
