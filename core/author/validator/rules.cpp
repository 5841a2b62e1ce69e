#include "core/author/validator/rules.hpp"

#include <array>

namespace cordee::author {
namespace {

using std::chrono::seconds;

constexpr std::array kRules{
    Rule{"entry", "the library has an entry for this interface, the same as in manifest.json", check_entry},
    Rule{"unknown-extensions", "it lives with a host that has fewer extensions, and with one that has more",
         check_unknown_extensions},
    Rule{"life", "it starts and ends in order, as often as it is asked to", check_life, seconds{120}},
    Rule{"promptness", "every call returns within 2 seconds", check_promptness, seconds{120}},
    Rule{"threads", "its threads call when they may, and are gone after deactivate()", check_threads},
    Rule{"ownership", "it leaves alone what it was lent for one call", check_ownership},
    Rule{"restart", "it begins again when either half was started anew", check_restart, seconds{120}},
    Rule{"silence", "it waits without work when nobody says anything", check_silence},
    Rule{"flood", "it keeps up with a peer that says very much", check_flood, seconds{120}},
    Rule{"malformed", "it survives messages that make no sense", check_malformed, seconds{180}},
    Rule{"permission-lost", "it lives on when permissions and capabilities are taken back",
         check_permission_lost},
    Rule{"narrow-link", "it waits when channels are full, without more and more memory", check_narrow_link,
         seconds{120}},
    Rule{"descriptors", "it closes what it opens", check_descriptors, seconds{180}},
    Rule{"memory", "it frees what it takes", check_memory, seconds{180}},
    Rule{"manifest", "it uses what manifest.json names, and nothing else", check_manifest},
};

} // namespace

std::span<const Rule> rules()
{
    return kRules;
}

} // namespace cordee::author
