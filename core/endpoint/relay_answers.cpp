// Relays and the choice among them, in the broker's JSON.
#include "core/base/printable.hpp"
#include "core/endpoint/answer_fields.hpp"
#include "core/endpoint/broker_answers.hpp"

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxNames = 16;
constexpr std::size_t kMaxCandidatesRead = 64;

/// For people's eyes; may be missing.
std::string shown_text(const json::Object& object, const std::string& key)
{
    return printable(json::get_string(object, key).value_or(""));
}

double number_of(const json::Object& object, const std::string& key)
{
    return json::get_number(object, key).value_or(0);
}

std::optional<std::vector<std::string>> read_names(const json::Object& object, const std::string& key)
{
    auto names = json::get_strings(object, key);
    if (!names || names->size() > kMaxNames)
        return std::nullopt;
    for (auto& name : *names)
        name = printable(name);
    return names;
}

std::optional<ListedRelay> read_listed_relay(const json::Object& object)
{
    const auto id = bounded(object, "relay", 64);
    const auto state = bounded(object, "state", 32);
    if (!id || !state)
        return std::nullopt;
    ListedRelay out;
    out.id = printable(*id);
    out.state = printable(*state);
    out.since = shown_text(object, "since");
    out.region = shown_text(object, "region");
    out.at = shown_text(object, "at");
    const auto load = json::get_object(object, "load");
    if (load.isNull())
        return out;
    out.sessions = number_of(*load, "sessions");
    out.capacity = number_of(*load, "capacity");
    out.busy = number_of(*load, "busy");
    out.index = json::get_number(*load, "index");
    out.contradicted = json::get_bool(*load, "contradicted").value_or(false);
    return out;
}

std::optional<ListedPin> read_listed_pin(const json::Object& object)
{
    const auto relay = bounded(object, "relay", 64);
    auto fallback = read_names(object, "fallback");
    if (!relay || !fallback)
        return std::nullopt;
    return ListedPin{shown_text(object, "operator"), printable(*relay), std::move(*fallback)};
}

RelayReason::Trip read_trip(const json::Object& object, const std::string& end)
{
    return {number_of(object, end + "_us") / 1000, shown_text(object, end + "_from")};
}

std::optional<RelayReason::Candidate> read_candidate(const json::Object& object)
{
    const auto id = bounded(object, "relay", 64);
    if (!id)
        return std::nullopt;
    return RelayReason::Candidate{printable(*id),
                                  shown_text(object, "excluded"),
                                  read_trip(object, "operator"),
                                  read_trip(object, "client"),
                                  number_of(object, "index_percent") / 100,
                                  number_of(object, "load_percent") / 100,
                                  number_of(object, "cost_us") / 1000};
}

template <class T, class Read>
bool read_all(const json::Object& object, const std::string& key, std::size_t most, Read read,
              std::vector<T>& into)
{
    const auto list = json::get_objects(object, key);
    if (!list || list->size() > most)
        return false;
    for (const auto& entry : *list) {
        auto item = read(*entry);
        if (!item)
            return false;
        into.push_back(std::move(*item));
    }
    return true;
}

} // namespace

Result<RelayList> read_relay_list(const json::Object& answer)
{
    RelayList out;
    if (!read_all(answer, "relays", kMaxListed, read_listed_relay, out.relays) ||
        !read_all(answer, "pins", kMaxListed, read_listed_pin, out.pins))
        return Errc::malformed;
    return out;
}

Result<RelayCredentials> read_relay_credentials(const json::Object& answer)
{
    const auto secret_text = bounded(answer, "secret");
    auto bytes = secret_text ? from_hex(*secret_text) : std::nullopt;
    auto secret = bytes ? Secret<32>::from(*bytes) : std::nullopt;
    if (bytes)
        wipe(*bytes);
    if (!secret || !base64_field<32>(answer, "ticket_key"))
        return Errc::malformed;
    return RelayCredentials{std::move(*secret), *bounded(answer, "ticket_key")};
}

Result<RelayReason> read_relay_reason(const json::Object& answer)
{
    const auto choice = json::get_object(answer, "choice");
    if (choice.isNull())
        return Errc::malformed;
    const auto reason = bounded(*choice, "reason", 32);
    auto order = read_names(*choice, "order");
    if (!reason || !order)
        return Errc::malformed;
    RelayReason out;
    out.reason = printable(*reason);
    out.chosen = shown_text(answer, "chosen");
    out.on = shown_text(answer, "on");
    out.previous = shown_text(*choice, "previous");
    out.order = std::move(*order);
    if (!read_all(*choice, "candidates", kMaxCandidatesRead, read_candidate, out.candidates))
        return Errc::malformed;
    return out;
}

} // namespace cordee::endpoint
