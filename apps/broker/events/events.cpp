#include "apps/broker/events/events.hpp"

#include <algorithm>

namespace cordee::broker {

namespace {

std::string scope_of_kind(const std::string& kind)
{
    if (kind == "invitation" || kind == "session")
        return "sessions";
    return kind == "device" ? "devices" : kind;
}

} // namespace

Events::Listener::Listener(Events& events, std::int64_t operator_id,
                           std::optional<std::vector<std::string>> scopes)
    : events_{events}, operator_id_{operator_id}, scopes_{std::move(scopes)}, woken_{events.executor_}
{
    events_.listeners_.emplace(operator_id_, this);
}

Events::Listener::~Listener()
{
    const auto [first, last] = events_.listeners_.equal_range(operator_id_);
    events_.listeners_.erase(
        std::find_if(first, last, [this](const auto& one) { return one.second == this; }));
}

std::vector<Events::Text> Events::Listener::take()
{
    return std::exchange(waiting_, {});
}

bool Events::Listener::wants(const std::string& kind) const
{
    return !scopes_ || std::ranges::find(*scopes_, scope_of_kind(kind)) != scopes_->end();
}

void Events::Listener::put(const Text& text)
{
    if (waiting_.size() >= kMaxWaiting) {
        overrun_ = true;
        waiting_.clear();
    }
    if (!overrun_)
        waiting_.push_back(text);
    woken_.notify();
}

void Events::emit(const std::string& kind, const json::Object& fields, const Audience& audience)
{
    ++seq_;
    auto message = json::make_object();
    message.set("seq", seq_);
    message.set("kind", kind);
    for (const auto& [name, value] : fields)
        message.set(name, value);
    const auto text = std::make_shared<const std::string>(json::dump(message));
    if (audience.everybody) {
        for (const auto& [id, listener] : listeners_)
            if (listener->wants(kind))
                listener->put(text);
        return;
    }
    for (const auto id : audience.operators) {
        const auto [first, last] = listeners_.equal_range(id);
        std::for_each(first, last, [&](const auto& one) {
            if (one.second->wants(kind))
                one.second->put(text);
        });
    }
}

void Events::look_again(std::int64_t operator_id)
{
    const auto [first, last] = listeners_.equal_range(operator_id);
    std::for_each(first, last, [](const auto& one) {
        one.second->look_again_ = true;
        one.second->woken_.notify();
    });
}

} // namespace cordee::broker
