// What the other half would say, for rules that are the other half.
#pragma once

#include "core/author/validator/subject.hpp"

namespace cordee::author {

/// Messages to one side, in their order, as they were heard when both halves talked; empty when they did not.
struct PeerWords {
    struct Word {
        std::uint16_t channel;
        Bytes bytes;
    };
    std::vector<Word> controlled;
    std::vector<Word> controlling;

    [[nodiscard]] const std::vector<Word>& to(cordee_side side) const
    {
        return side == CORDEE_SIDE_CONTROLLED ? controlled : controlling;
    }
};

inline PeerWords listen_to(const Case& of)
{
    PeerWords out;
    Couple couple{of, {}};
    if (couple.start())
        return out;
    couple.live(milliseconds{500});
    couple.stop();
    for (auto& one : couple.said)
        (one.to == CORDEE_SIDE_CONTROLLED ? out.controlled : out.controlling)
            .push_back({one.channel, std::move(one.bytes)});
    return out;
}

} // namespace cordee::author
