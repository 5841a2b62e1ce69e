#include "apps/relay/upgrade.hpp"

#include "apps/relay/pass_descriptor.hpp"
#include "core/base/random.hpp"
#include "core/crypto/hash.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstring>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>

using namespace cordee;
using namespace cordee::relay;
namespace asio = boost::asio;

namespace {

/// An old relay on a thread of its own, as the new one blocks.
struct Old {
    TemporaryFolder folder;
    std::string mailbox = (folder.path() / "upgrade").string();
    asio::io_context io;
    asio::ip::tcp::acceptor listener = test::loopback_listener(io);
    std::vector<UsedTicket> tickets;
    bool released = false;
    std::exception_ptr failure;
    std::chrono::milliseconds patience = std::chrono::minutes{1};
    std::optional<Handover> handover;
    std::thread thread;

    Handover::Source source()
    {
        return {[this] {
                    return std::vector<std::pair<SocketRole, int>>{
                        {SocketRole::sides, listener.native_handle()},
                        {SocketRole::status, listener.native_handle()}};
                },
                [this]() -> asio::awaitable<std::vector<UsedTicket>> {
                    released = true;
                    listener.close();
                    co_return tickets;
                }};
    }
    void make() { handover.emplace(io.get_executor(), open_mailbox(mailbox), source(), patience); }
    void start()
    {
        if (!handover)
            make();
        asio::co_spawn(io, handover->run(), [this](std::exception_ptr error) { failure = error; });
        thread = std::thread{[this] { io.run(); }};
    }
    void join()
    {
        thread.join();
        BOOST_TEST(!failure);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(upgrade)

BOOST_AUTO_TEST_CASE(without_another_relay_there_is_nothing_to_take_over)
{
    const TemporaryFolder folder;
    const auto place = (folder.path() / "upgrade").string();
    BOOST_TEST(!Takeover::ask(place).has_value());
    open_mailbox(place); // of a relay that died
    BOOST_TEST(!Takeover::ask(place).has_value());
}

BOOST_AUTO_TEST_CASE(the_sockets_change_hands_and_who_knocked_meanwhile_is_let_in)
{
    Old old;
    for (int i = 0; i < 1000; ++i)
        old.tickets.push_back(
            {system_random().bytes<32>(), WallTime{std::chrono::seconds{1'700'000'000 + i}}});
    const auto at = old.listener.local_endpoint();
    old.start();
    auto takeover = Takeover::ask(old.mailbox);
    BOOST_REQUIRE(takeover.has_value());
    auto sockets = takeover->take_sockets();
    BOOST_REQUIRE(sockets.size() == 3U);
    BOOST_TEST((sockets[0].role == SocketRole::sides));
    BOOST_TEST((sockets[1].role == SocketRole::status));
    BOOST_TEST((sockets[2].role == SocketRole::mailbox));

    asio::io_context io;
    asio::ip::tcp::socket visitor{io};
    visitor.connect(at); // nobody accepts just now
    const auto used = takeover->finish();
    old.join();
    BOOST_TEST(old.released);
    BOOST_TEST(used.size() == 1000U);
    for (const auto& [digest, until] : old.tickets)
        BOOST_TEST((used.contains(digest) && used.at(digest) == until));
    asio::ip::tcp::acceptor listener{io};
    listener.assign(asio::ip::tcp::v4(), sockets[0].socket.release());
    BOOST_TEST(listener.accept().remote_endpoint() == visitor.local_endpoint());

    // The mailbox came along: the next one asks this one.
    BOOST_TEST(post_message(old.mailbox, as_view("hello"), -1).has_value());
    BOOST_TEST(as_text(receive_message(sockets[2].socket.get()).value().bytes) == "hello");
}

BOOST_AUTO_TEST_CASE(a_new_one_that_dies_before_it_serves_changes_nothing)
{
    Old old;
    old.start();
    {
        auto first = Takeover::ask(old.mailbox);
        BOOST_REQUIRE(first.has_value());
    }
    auto second = Takeover::ask(old.mailbox);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(second->finish().empty());
    old.join();
    BOOST_TEST(old.released);
}

BOOST_AUTO_TEST_CASE(a_new_one_that_takes_too_long_does_not_begin)
{
    Old old;
    old.patience = std::chrono::milliseconds{20};
    old.start();
    auto slow = Takeover::ask(old.mailbox);
    BOOST_REQUIRE(slow.has_value());
    auto next = Takeover::ask(old.mailbox); // who is served when the old one has given up waiting
    BOOST_REQUIRE(next.has_value());
    BOOST_CHECK_THROW(slow->finish(), UserError);
    old.io.stop();
    old.join();
    BOOST_TEST(!old.released);
}

BOOST_AUTO_TEST_CASE(what_else_comes_to_the_mailbox_is_passed_over)
{
    Old old;
    old.make();
    auto [here, there] = make_channel();
    BOOST_TEST(post_message(old.mailbox, as_view("cordee-relay upgrade 2"), there.get()).has_value());
    BOOST_TEST(post_message(old.mailbox, as_view("cordee-relay upgrade 1"), -1).has_value());
    BOOST_TEST(post_message(old.mailbox, as_view("cordee-relay upgrade 1"), old.listener.native_handle())
                   .has_value()); // no channel
    old.start();
    auto takeover = Takeover::ask(old.mailbox);
    BOOST_REQUIRE(takeover.has_value());
    takeover->finish();
    old.join();
    there.reset();
    BOOST_TEST(receive_message(here.get()).error() == Errc::closed); // and nothing before
}

BOOST_AUTO_TEST_CASE(a_mailbox_that_does_not_answer_as_it_should_is_said)
{
    const TemporaryFolder folder;
    const auto place = (folder.path() / "upgrade").string();
    const auto mailbox = open_mailbox(place);
    std::thread wrong{[&] {
        for (;;)
            if (auto message = receive_message(mailbox.get())) {
                (void)send_message(message->passed.get(), as_view("?"));
                return;
            }
    }};
    BOOST_CHECK_THROW(Takeover::ask(place), UserError);
    wrong.join();
}

BOOST_AUTO_TEST_CASE(only_the_owner_may_write_and_files_are_left_alone)
{
    const TemporaryFolder folder;
    const auto place = (folder.path() / "upgrade").string();
    const auto mailbox = open_mailbox(place);
    struct stat found {};
    BOOST_REQUIRE(::stat(place.c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 0777U) == 0600U);
    BOOST_CHECK_THROW(open_mailbox((folder.path() / "nowhere/upgrade").string()), UserError);
    BOOST_CHECK_THROW(open_mailbox(std::string(200, 'x')), UserError);
    BOOST_CHECK_THROW(open_mailbox(folder.path().string()), UserError); // a folder stays one
}

BOOST_AUTO_TEST_CASE(a_message_with_two_sockets_is_refused_and_leaves_none_open)
{
    auto [here, there] = make_channel();
    auto [kept, passed] = make_channel();
    std::uint8_t byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> room{};
    msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    head.msg_control = room.data();
    head.msg_controllen = room.size();
    auto* const item = CMSG_FIRSTHDR(&head);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(2 * sizeof(int));
    const std::array<int, 2> numbers{passed.get(), passed.get()};
    std::memcpy(CMSG_DATA(item), numbers.data(), sizeof numbers);
    BOOST_REQUIRE(::sendmsg(here.get(), &head, 0) == 1);
    passed.reset();
    BOOST_TEST(receive_message(there.get()).error() == Errc::too_large);
    set_patience(kept.get(), std::chrono::milliseconds{1});
    BOOST_TEST(receive_message(kept.get()).error() == Errc::closed); // nobody holds its other end
}

BOOST_AUTO_TEST_CASE(a_mailbox_that_nobody_empties_holds_nobody_up)
{
    const TemporaryFolder folder;
    const auto place = (folder.path() / "upgrade").string();
    const auto mailbox = open_mailbox(place);
    Result<void> posted;
    for (int i = 0; posted && i < 100'000; ++i)
        posted = post_message(place, as_view("hello"), -1);
    BOOST_TEST(posted.error() == Errc::timed_out);
    BOOST_CHECK_THROW(Takeover::ask(place), UserError);
}

BOOST_AUTO_TEST_CASE(an_inherited_ticket_is_a_used_one)
{
    ManualClock clock;
    UsedTickets before{10, clock};
    BOOST_TEST(before.use("one", clock.now() + std::chrono::minutes{2}).has_value());
    BOOST_TEST(before.use("gone", clock.now() - std::chrono::minutes{2}).has_value());
    const auto told = before.all();
    BOOST_REQUIRE(told.size() == 1U);
    UsedTickets after{1, clock};
    after.inherit(std::make_shared<const InheritedTickets>(
        InheritedTickets{{told.front().digest, told.front().until}}));
    BOOST_TEST(after.use("one", clock.now() + std::chrono::minutes{2}).error() == Errc::already_used);
    BOOST_TEST(after.use("two", clock.now() + std::chrono::minutes{2}).has_value()); // they take no room
}

BOOST_AUTO_TEST_SUITE_END()
