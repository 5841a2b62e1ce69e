#include "apps/relay/native_entry.hpp"

#include "core/base/descriptor.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <fcntl.h>
#include <sys/socket.h>

using namespace cordee;
using relay::NativeEntry;
using Step = NativeEntry::Step;

namespace {

/// What a side sends, piece by piece.
struct Line {
    Line()
    {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
        side = Descriptor{ends[0]};
        here = Descriptor{ends[1]};
    }
    void send(View bytes) const
    {
        BOOST_REQUIRE(::send(side.get(), bytes.data(), bytes.size(), 0) ==
                      static_cast<ssize_t>(bytes.size()));
    }
    Result<Step> read() { return entry.read(here.get()); }

    Descriptor side;
    Descriptor here;
    NativeEntry entry;
};

Bytes an_entry(std::size_t ticket)
{
    return wire::encode_relay_entry({std::string(ticket, 't'), {}}).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(native_entry)

BOOST_AUTO_TEST_CASE(it_comes_byte_by_byte)
{
    for (const std::size_t ticket : {std::size_t{1}, std::size_t{300}, wire::kMaxRelayTicket}) {
        Line line;
        BOOST_TEST((line.read().value() == Step::more));
        for (const char c : wire::kRelayPreamble) {
            BOOST_TEST((line.read().value() == Step::more));
            line.send(Bytes{static_cast<std::uint8_t>(c)});
        }
        BOOST_TEST(!line.entry.is_greeted());
        BOOST_TEST((line.read().value() == Step::preamble));
        BOOST_TEST(line.entry.is_greeted());
        const auto entry = an_entry(ticket);
        for (const auto byte : entry) {
            BOOST_TEST((line.read().value() == Step::more));
            line.send(Bytes{byte});
        }
        BOOST_TEST((line.read().value() == Step::entry));
        BOOST_TEST((to_bytes(line.entry.bytes()) == entry));
    }
}

BOOST_AUTO_TEST_CASE(what_comes_after_it_stays_where_it_is)
{
    Line line;
    auto all = to_bytes(wire::kRelayPreamble);
    append(all, an_entry(40));
    append(all, as_view("more"));
    line.send(all);
    BOOST_TEST((line.read().value() == Step::preamble));
    BOOST_TEST((line.read().value() == Step::entry));
    std::array<char, 8> rest{};
    BOOST_TEST(::recv(line.here.get(), rest.data(), rest.size(), 0) == 4);
    BOOST_TEST(std::string(rest.data(), 4) == "more");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_one_is_said_at_once)
{
    Line other;
    other.send(as_view("RLYX"));
    BOOST_TEST(other.read().error() == Errc::malformed);
    BOOST_TEST(!other.entry.is_greeted());
    const std::pair<Bytes, Errc> wrong[] = {
        {{0, 0}, Errc::malformed}, {{4, 1}, Errc::too_large}, {{255, 255}, Errc::too_large}};
    for (const auto& [length, error] : wrong) {
        Line line;
        line.send(as_view(wire::kRelayPreamble));
        line.send(length);
        BOOST_TEST((line.read().value() == Step::preamble));
        BOOST_TEST(line.read().error() == error);
    }
}

BOOST_AUTO_TEST_CASE(who_hangs_up_meanwhile_is_gone)
{
    Line early;
    early.send(as_view("RL"));
    early.side.reset();
    BOOST_TEST(early.read().error() == Errc::malformed);
    const auto entry = an_entry(40);
    for (std::size_t size = 0; size < entry.size(); size += 9) {
        Line line;
        line.send(as_view(wire::kRelayPreamble));
        if (size > 0)
            line.send(View{entry}.first(size));
        line.side.reset();
        BOOST_TEST((line.read().value() == Step::preamble));
        BOOST_TEST(line.read().error() == Errc::io_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
