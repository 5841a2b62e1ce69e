#include "history.hpp"

namespace cordee::chat {

std::string key_of(const Said& said)
{
    return "said-" + std::to_string(said.place);
}

Bytes encode(const Said& said)
{
    Bytes bytes;
    sdk::Writer out{bytes};
    out.u64(said.place);
    out.u8(said.own ? 1 : 0);
    out.u64(said.entry.number);
    out.u64(said.entry.time);
    write_content(out, said.entry.content);
    return bytes;
}

std::optional<Said> decode_said(View bytes)
{
    sdk::Reader in{bytes};
    Said out;
    out.place = in.u64();
    const auto own = in.u8();
    out.own = own == 1;
    out.entry.number = in.u64();
    out.entry.time = in.u64();
    auto content = read_content(in);
    if (!content || own > 1 || out.place == 0 || out.entry.number == 0)
        return std::nullopt;
    out.entry.content = std::move(*content);
    return out;
}

Bytes encode(const State& state)
{
    Bytes bytes;
    sdk::Writer out{bytes};
    for (const auto value : {state.own_history, state.peer_history, state.peer_since, state.received,
                             state.shown, state.shown_place, state.sent, state.delivered, state.seen})
        out.u64(value);
    return bytes;
}

std::optional<State> decode_state(View bytes)
{
    sdk::Reader in{bytes};
    State out;
    for (auto* value : {&out.own_history, &out.peer_history, &out.peer_since, &out.received, &out.shown,
                        &out.shown_place, &out.sent, &out.delivered, &out.seen})
        *value = in.u64();
    return in.finished() ? std::optional{out} : std::nullopt;
}

} // namespace cordee::chat
