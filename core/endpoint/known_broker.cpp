#include "core/endpoint/known_broker.hpp"

#include "core/base/language.hpp"
#include "core/base/options.hpp"
#include "core/endpoint/private_file.hpp"

namespace cordee::endpoint {

KnownBroker broker_from_person(const std::string& text, const std::string& pin)
{
    auto address = parse_broker_url(text);
    if (!address)
        address = parse_authority(text);
    if (!address)
        throw UsageError{std::string{tr("this is not the address of a broker")},
                         std::string{tr("it has the form https://broker.example.org:8443")}};
    KnownBroker out{*address, std::nullopt};
    if (pin.empty())
        return out;
    out.pin = parse_pin(pin);
    if (!out.pin)
        throw UsageError{std::string{tr("the pin has not the right form")},
                         std::string{tr("it is the 22 characters after the last dot of the setup link")}};
    return out;
}

KnownBrokerStore::KnownBrokerStore(const std::filesystem::path& state_folder)
    : file_{state_folder / "broker.json"}
{}

std::optional<KnownBroker> KnownBrokerStore::load() const
{
    const auto object = read_private_json(file_);
    if (!object)
        return std::nullopt;
    const auto address = parse_broker_url(json::get_string(**object, "broker").value_or(""));
    const auto pin_text = json::get_string(**object, "pin");
    const auto pin = pin_text ? parse_pin(*pin_text) : std::nullopt;
    if (!address || (pin_text && !pin))
        return std::nullopt;
    return KnownBroker{*address, pin};
}

void KnownBrokerStore::remember(const KnownBroker& broker) const
{
    if (load() == broker)
        return;
    auto object = json::make_object();
    object.set("broker", format_broker_url(broker.address));
    if (broker.pin)
        object.set("pin", format_pin(*broker.pin));
    write_private_json(file_, object);
}

} // namespace cordee::endpoint
