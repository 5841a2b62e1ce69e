#include "core/endpoint/enrolment.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/private_file.hpp"
#include "core/endpoint/private_json.hpp"

namespace cordee::endpoint {
namespace {

std::optional<Enrolment> enrolment_from(const json::Object& object)
{
    Enrolment out;
    const auto broker = parse_broker_url(json::get_string(object, "broker").value_or(""));
    const auto device = json::get_string(object, "device");
    const auto access = json::get_string(object, "access");
    const auto keys = json::get_object(object, "grant_keys");
    const auto pin = json::get_string(object, "pin");
    if (!broker || !device || !access || keys.isNull())
        return std::nullopt;
    out.broker = *broker;
    if (pin) {
        out.pin = parse_pin(*pin);
        if (!out.pin)
            return std::nullopt;
    }
    out.device = *device;
    out.access = *access;
    out.name = json::get_string(object, "name").value_or("");
    out.organisation = json::get_string(object, "organisation").value_or("");
    for (const auto& kid : keys->getNames()) {
        const auto key = get_bytes<32>(*keys, kid);
        if (!key)
            return std::nullopt;
        out.grant_keys.emplace(kid, *key);
    }
    return out;
}

} // namespace

EnrolmentStore::EnrolmentStore(const std::filesystem::path& state_folder)
    : file_{state_folder / "enrolment.json"}
{}

std::optional<Enrolment> EnrolmentStore::load() const
{
    const auto object = read_private_json(file_);
    if (!object)
        return std::nullopt;
    auto enrolment = enrolment_from(**object);
    if (!enrolment)
        throw UserError{trf("the file {} is damaged", file_.string()),
                        std::string{tr("delete it, then enrol this computer again and pair anew")}};
    return enrolment;
}

Enrolment EnrolmentStore::require() const
{
    auto enrolment = load();
    if (!enrolment)
        throw UserError{
            std::string{tr("this computer is not enrolled")},
            std::string{tr("ask the administrator for a link from cordee device add, and use it with "
                           "cordee-agent enrol")}};
    return std::move(*enrolment);
}

void EnrolmentStore::save(const Enrolment& enrolment) const
{
    auto keys = json::make_object();
    for (const auto& [kid, key] : enrolment.grant_keys)
        keys.set(kid, to_base64url(key));
    auto object = json::make_object();
    object.set("broker", format_broker_url(enrolment.broker));
    if (enrolment.pin)
        object.set("pin", format_pin(*enrolment.pin));
    object.set("device", enrolment.device);
    object.set("name", enrolment.name);
    object.set("organisation", enrolment.organisation);
    object.set("access", enrolment.access);
    object.set("grant_keys", keys);
    write_private_json(file_, object);
}

} // namespace cordee::endpoint
