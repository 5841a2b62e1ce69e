#include "bench/broker_load/waiters.hpp"

#include "core/crypto/ed25519.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>

namespace cordee::bench {
namespace {

namespace asio = boost::asio;
using endpoint::SessionId;

constexpr const char* kPassword = "correct horse battery";

ByteArray<32> key(std::size_t number)
{
    ByteArray<32> out{};
    for (std::size_t i = 0; i < 8; ++i)
        out[i] = static_cast<std::uint8_t>(number >> (8 * i));
    out[31] = 1;
    return out;
}

const std::vector<endpoint::AskedModule>& modules()
{
    static const std::vector<endpoint::AskedModule> one{{"remote-control", {"view"}}};
    return one;
}

/// What the makers of one kind remember for its questions.
struct Sessions {
    std::map<std::size_t, SessionId> ids;
};
struct Invitations {
    std::map<std::size_t, std::string> ids;
};

asio::awaitable<std::string> log_in(endpoint::BrokerClient& broker, std::string email)
{
    const std::string password = kPassword;
    const auto login = co_await broker.log_in(email, password);
    co_return login.token;
}

asio::awaitable<endpoint::Meeting> meet(BrokerUnderLoad& under, std::string token, std::size_t number)
{
    auto ada = under.caller(token);
    const auto invitation = co_await ada.broker->invite(std::chrono::minutes{60}, key(number), modules());
    auto guest = under.caller();
    const auto guest_key = key(number + 1'000'000);
    const std::string name = "Lea's laptop";
    auto meeting = co_await guest.broker->meet(invitation.id, guest_key, name);
    co_await ada.broker->close(invitation.id, meeting.attempt);
    co_return meeting;
}

asio::awaitable<Caller> client_in_session(BrokerUnderLoad& under, const People& people,
                                          std::shared_ptr<Sessions> sessions, std::size_t number)
{
    const auto& token = people.operators[number % people.operators.size()];
    const auto meeting = co_await meet(under, token, number);
    sessions->ids[number] = meeting.session;
    co_return under.caller(meeting.access);
}

asio::awaitable<Caller> operator_in_session(BrokerUnderLoad& under, const People& people,
                                            std::shared_ptr<Sessions> sessions, std::size_t number)
{
    const auto& token = people.operators[number % people.operators.size()];
    const auto meeting = co_await meet(under, token, number + 2'000'000);
    sessions->ids[number] = meeting.session;
    co_return under.caller(token);
}

asio::awaitable<void> watch(Caller& caller, SessionId session)
{
    co_await caller.broker->watch(session, 1'000'000);
}

asio::awaitable<Caller> operator_who_waits(BrokerUnderLoad& under, const People& people,
                                           std::shared_ptr<Invitations> invitations, std::size_t number)
{
    auto caller = under.caller(people.operators[number % people.operators.size()]);
    const auto invitation = co_await caller.broker->invite(std::chrono::minutes{60}, key(number), modules());
    invitations->ids[number] = invitation.id;
    co_return caller;
}

asio::awaitable<void> wait_for_client(Caller& caller, std::string invitation)
{
    co_await caller.broker->wait_for_client(invitation);
}

asio::awaitable<Caller> device(BrokerUnderLoad& under, const People& people,
                               std::shared_ptr<Invitations> devices, std::size_t number)
{
    auto ada = under.caller(people.administrator);
    const auto name = "till " + std::to_string(number);
    const auto added = co_await ada.broker->add_device(name);
    auto caller = under.caller();
    auto secret = Secret<32>::from(key(number + 3'000'000));
    const auto signing = crypto::signing_key(std::move(*secret));
    const auto own_key = key(number);
    const auto enrolled = co_await caller.broker->enrol(added.token, own_key, signing);
    devices->ids[number] = enrolled.id;
    caller.broker->use_token(enrolled.access);
    co_return caller;
}

asio::awaitable<void> wait_for_operator(Caller& caller, std::string device)
{
    const std::vector<wire::Way> ways{wire::Way::known_device};
    co_await caller.broker->wait_for_operator(device, ways);
}

asio::awaitable<void> go_on_waiting(const Kind& kind, Caller& caller, std::size_t number, Waiters& all)
{
    try {
        for (;;) {
            co_await kind.ask(caller, number);
            ++all.questions;
        }
    } catch (const std::exception& error) {
        ++all.failures;
        all.failure = error.what();
    }
}

} // namespace

asio::awaitable<People> make_people(BrokerUnderLoad& under, std::size_t operators)
{
    People out;
    auto ada = under.caller();
    const endpoint::Setup first{under.setup_token(), "Rope", "Ada", "ada@example.org", kPassword};
    co_await ada.broker->set_up(first);
    out.administrator = co_await log_in(*ada.broker, "ada@example.org");
    ada.broker->use_token(out.administrator);
    for (std::size_t i = 0; i < operators; ++i) {
        const auto email = "o" + std::to_string(i) + "@example.org";
        const std::string name = "Bob";
        const std::string password = kPassword;
        co_await ada.broker->add_operator(email, name, password);
        auto bob = under.caller();
        out.operators.push_back(co_await log_in(*bob.broker, email));
    }
    co_return out;
}

std::vector<Kind> kinds(BrokerUnderLoad& under, const People& people)
{
    const auto clients = std::make_shared<Sessions>();
    const auto operators = std::make_shared<Sessions>();
    const auto invitations = std::make_shared<Invitations>();
    const auto devices = std::make_shared<Invitations>();
    return {
        {"operators who wait for a client", 0.15,
         [&under, &people, invitations](std::size_t number) {
             return operator_who_waits(under, people, invitations, number);
         },
         [invitations](Caller& caller, std::size_t number) {
             return wait_for_client(caller, invitations->ids.at(number));
         }},
        {"devices", 0.05,
         [&under, &people, devices](std::size_t number) { return device(under, people, devices, number); },
         [devices](Caller& caller, std::size_t number) {
             return wait_for_operator(caller, devices->ids.at(number));
         }},
        {"clients in a session", 0.4,
         [&under, &people, clients](std::size_t number) {
             return client_in_session(under, people, clients, number);
         },
         [clients](Caller& caller, std::size_t number) { return watch(caller, clients->ids.at(number)); }},
        {"operators in a session", 0.4,
         [&under, &people, operators](std::size_t number) {
             return operator_in_session(under, people, operators, number);
         },
         [operators](Caller& caller, std::size_t number) {
             return watch(caller, operators->ids.at(number));
         }}};
}

namespace {

/// Several at once, as the broker is then busier than with one.
asio::awaitable<void> make_some(const Kind& kind, std::size_t& next, std::size_t count, Waiters& all,
                                std::vector<Caller>& callers, std::size_t& made)
{
    const auto executor = co_await asio::this_coro::executor;
    while (next < count) {
        const auto number = next++;
        try {
            callers[number] = co_await kind.make(number);
            asio::co_spawn(executor, go_on_waiting(kind, callers[number], number, all), asio::detached);
        } catch (const std::exception& error) {
            ++all.failures;
            all.failure = error.what();
        }
        ++made;
    }
}

} // namespace

asio::awaitable<void> gather(const Kind& kind, std::size_t count, Waiters& into)
{
    constexpr std::size_t kSideBySide = 32;
    const auto executor = co_await asio::this_coro::executor;
    std::size_t next = 0;
    std::size_t made = 0;
    into.callers.resize(count);
    for (std::size_t i = 0; i < kSideBySide; ++i)
        asio::co_spawn(executor, make_some(kind, next, count, into, into.callers, made), asio::detached);
    asio::steady_timer pause{executor};
    while (made < count) {
        pause.expires_after(std::chrono::milliseconds{20});
        co_await pause.async_wait(asio::use_awaitable);
    }
    pause.expires_after(std::chrono::milliseconds{500}); // for the last questions to arrive
    co_await pause.async_wait(asio::use_awaitable);
}

} // namespace cordee::bench
