// What is left in memory of a handshake's secrets once it is over.
#include "core/crypto/hash.hpp"
#include "core/crypto/psk.hpp"
#include "core/crypto/spake2.hpp"
#include "core/session/handshake/exchange.hpp"
#include "core/session/peer_info.hpp"
#include "meeting_sides.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <fstream>
#include <sstream>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;

namespace {

constexpr std::uint8_t kMask = 0xa5;

/// Bytes to look for, kept so that they are not found where they are kept.
struct Needle {
    explicit Needle(View secret) : masked{to_bytes(secret)}
    {
        for (auto& byte : masked)
            byte ^= kMask;
    }
    [[nodiscard]] std::size_t count_in(const std::uint8_t* begin, const std::uint8_t* end) const
    {
        std::size_t found = 0;
        const auto first = static_cast<std::uint8_t>(masked[0] ^ kMask);
        for (auto at = begin; at + masked.size() <= end; ++at) {
            at = static_cast<const std::uint8_t*>(std::memchr(at, first, static_cast<std::size_t>(end - at)));
            if (at == nullptr || at + masked.size() > end)
                break;
            std::size_t same = 1;
            while (same < masked.size() && at[same] == (masked[same] ^ kMask))
                ++same;
            found += same == masked.size() ? 1 : 0;
        }
        return found;
    }
    Bytes masked;
};

/// In the memory that the heap is made of. The stack is not looked at: it holds what ran last.
std::size_t copies_on_the_heap(const Needle& needle)
{
    std::size_t found = 0;
    std::ifstream maps{"/proc/self/maps"};
    for (std::string line; std::getline(maps, line);) {
        std::istringstream fields{line};
        std::string range, rights, offset, device, inode, name;
        fields >> range >> rights >> offset >> device >> inode >> name;
        if (!rights.starts_with("rw") || (!name.empty() && name != "[heap]"))
            continue;
        const auto dash = range.find('-');
        const auto* begin =
            reinterpret_cast<const std::uint8_t*>(std::stoull(range.substr(0, dash), nullptr, 16));
        const auto* end =
            reinterpret_cast<const std::uint8_t*>(std::stoull(range.substr(dash + 1), nullptr, 16));
        found += needle.count_in(begin, end);
    }
    return found;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(wiped, MeetingSides)

BOOST_AUTO_TEST_CASE(the_search_finds_what_is_there)
{
    const auto secret = std::make_unique<Secret<32>>(random.secret<32>());
    const Needle needle{secret->view()};
    BOOST_TEST(copies_on_the_heap(needle) == 1u);
}

// SEC-44
BOOST_AUTO_TEST_CASE(secrets_of_the_way_are_gone_after_the_handshake)
{
    std::vector<Needle> needles;
    {
        needles.emplace_back(crypto::code_scalar(as_view("77302912"), grant.sid).value().view()); // w
        const auto link = handshake::context_of(config(Way::link, true), as_view(hello_text()));
        needles.emplace_back(crypto::link_psk(Secret<16>{{7}}.view(), crypto::sha256(link)).view());
        const auto introduced = handshake::context_of(config(Way::introduced, true), as_view(hello_text()));
        needles.emplace_back(
            crypto::introduction_psk(Secret<32>{{9}}.view(), crypto::sha256(introduced)).view());
    }
    for (const auto way : kWays)
        BOOST_TEST(meet(way).both_established());
    for (std::size_t i = 0; i < needles.size(); ++i)
        BOOST_TEST(copies_on_the_heap(needles[i]) == 0u, "secret " << i);
}

// SEC-44
BOOST_AUTO_TEST_CASE(the_sessions_keys_are_gone_with_the_session)
{
    std::vector<Needle> needles;
    for (const auto way : kWays) {
        const auto met = meet(way);
        BOOST_REQUIRE(met.both_established());
        const auto& keys = (**met.initiator).keys;
        needles.emplace_back(keys.stream_key(true, 0).view());
        needles.emplace_back(keys.resume_secret().view());
        needles.emplace_back(keys.pairing_psk().view());
    }
    for (std::size_t i = 0; i < needles.size(); ++i)
        BOOST_TEST(copies_on_the_heap(needles[i]) == 0u, "secret " << i);
}

BOOST_AUTO_TEST_SUITE_END()
