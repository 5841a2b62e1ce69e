// Two programs in one process, over a pipe in memory: what each person reads at the end.
#include "core/endpoint/live_session.hpp"

#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/core/session/two_sides.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cordee;
using namespace cordee::endpoint;
using session::Role;

namespace {

namespace asio = boost::asio;

plugin::Installed package_of(const std::string& id)
{
    plugin::Installed out;
    out.manifest.id = id;
    out.manifest.version = {0, 1, 0};
    out.manifest.publisher = "ours";
    out.manifest.permissions = {"view", "input"};
    out.manifest.channels = {{"screen", PriorityClass::screen}};
    out.manifest.controlled = "controlled.so";
    out.manifest.controlling = "controlling.so";
    out.folder = "/nowhere";
    return out;
}

struct Person {
    Person(const asio::any_io_executor& strand, std::vector<std::string> accept)
        : consent{terminal, std::move(accept)}, modules{
                                                    strand,
                                                    {"/nowhere/cordee-plugin-host",
                                                     [this](WantedModule wanted) { return fetch(wanted); },
                                                     terminal, clock}}
    {}

    asio::awaitable<plugin::Installed> fetch(WantedModule wanted)
    {
        wanted_exactly = wanted.exact;
        fetched.push_back(wanted.id);
        if (no_package)
            throw *no_package;
        co_return package_of(wanted.id);
    }

    ManualClock clock;
    FakeTerminal terminal;
    ConsentPrompt consent;
    PluginModules modules;
    std::optional<UserError> no_package;
    bool wanted_exactly = false;
    std::vector<std::string> fetched;
    std::function<asio::awaitable<std::optional<session::DevicePolicy>>()> rules;
    std::string end; ///< the error, its hint, or the last line said
};

struct LiveSessionFixture : session::test::TwoSides {
    LiveSessionFixture() : two{{context.get_executor(), {}}, {context.get_executor(), {"view", "input"}}} {}
    explicit LiveSessionFixture(std::vector<std::string> accept)
        : two{{context.get_executor(), {}}, {context.get_executor(), std::move(accept)}}
    {}

    asio::awaitable<void> live(session::test::SideOf& side, Person& person,
                               std::unique_ptr<transport::Connection> connection)
    {
        auto established =
            co_await session::shake_hands(std::move(connection), std::move(side.handshake), random);
        BOOST_REQUIRE(established.has_value());
        LiveConfig config{side.self,      {},
                          person.modules, side.self == Role::agent ? &person.consent : nullptr,
                          side.verifier,  person.terminal,
                          clock,          random};
        config.timing = side.timing;
        config.rules = person.rules;
        Met met{std::move(*established), grant};
        LiveSession session{context.get_executor(), std::move(met), std::move(config)};
        std::optional<Wish> wish;
        if (side.self == Role::operator_)
            wish = Wish{wished, renewal};
        try {
            co_await session.run(std::move(wish));
            person.end = person.terminal.said.back();
        } catch (const UserError& error) {
            person.end = fmt::format("{} | {}", error.what(), error.hint());
        }
    }

    void run_to_the_end()
    {
        auto pipe = transport::make_pipe(context.get_executor());
        asio::co_spawn(context, live(helping, operator_person(), std::move(pipe.first)), asio::detached);
        asio::co_spawn(context, live(agent, client(), std::move(pipe.second)), asio::detached);
        BOOST_REQUIRE(run([&] { return !operator_person().end.empty() && !client().end.empty(); }));
    }

    Person& operator_person() { return two[0]; }
    Person& client() { return two[1]; }

    Person two[2];
    Signal never{context.get_executor()};
    std::vector<AskedModule> wished{{"remote-control", {"view", "input"}}};
    std::function<asio::awaitable<std::string>()> renewal = []() -> asio::awaitable<std::string> {
        co_return "";
    };
};

/// How often somebody said something that begins so.
auto said(const Person& person, std::string_view text)
{
    return std::ranges::count_if(person.terminal.said,
                                 [&](const auto& line) { return line.starts_with(text); });
}

struct Several : LiveSessionFixture {
    Several()
    {
        wished.push_back({"other", {"view"}});
        grant.parts[0].mods.push_back({"other", {0, 1, 0}, "ours"});
        set_grant();
    }
};

struct ByAccount : LiveSessionFixture {
    ByAccount()
    {
        grant.ways = {"account"};
        for (auto* side : {&helping, &agent}) {
            side->handshake.way = wire::Way::account;
            side->handshake.credential = session::AccountOnly{};
        }
        set_grant();
    }
};

struct NothingAllowed : LiveSessionFixture {
    NothingAllowed() : LiveSessionFixture{{"files.read"}} {}
};

} // namespace

BOOST_AUTO_TEST_SUITE(live_session)

BOOST_FIXTURE_TEST_CASE(a_package_that_was_refused_is_named_on_both_sides, LiveSessionFixture)
{
    operator_person().no_package = UserError{"the package of remote-control was refused", "install it again"};
    run_to_the_end();
    BOOST_TEST(operator_person().end == "the package of remote-control was refused | install it again");
    BOOST_TEST(client().end.starts_with("remote-control cannot run at the other side | "));
    BOOST_TEST(!operator_person().wanted_exactly);
}

BOOST_FIXTURE_TEST_CASE(a_client_without_the_package_says_why_and_the_operator_that_it_was_there,
                        LiveSessionFixture)
{
    client().no_package = UserError{"the disk is full", "make room"};
    run_to_the_end();
    BOOST_TEST(client().end == "the disk is full | make room");
    BOOST_TEST(operator_person().end.starts_with("remote-control cannot run at the other side | "));
    BOOST_TEST(client().wanted_exactly);
}

BOOST_FIXTURE_TEST_CASE(a_plugin_that_does_not_start_ends_the_session_with_its_reason, LiveSessionFixture)
{
    run_to_the_end();
    BOOST_TEST(client().end.starts_with("remote-control does not run here: "), client().end);
    BOOST_TEST(operator_person().end.starts_with("remote-control cannot run at the other side | "));
}

BOOST_FIXTURE_TEST_CASE(nothing_of_what_is_asked_is_a_no_when_a_script_answers, NothingAllowed)
{
    run_to_the_end();
    BOOST_TEST(operator_person().end.starts_with("the other person declined | "));
    BOOST_TEST(
        client().end.starts_with("the operator asked to see this desktop and to control it with keyboard and "
                                 "pointer, which --accept does not allow | "));
}

BOOST_FIXTURE_TEST_CASE(a_module_that_the_grant_lacks_is_refused_without_asking_anybody,
                        LiveSessionFixture) // SEC-34
{
    grant.parts[0].mods.clear();
    set_grant();
    run_to_the_end();
    BOOST_TEST(operator_person().end.starts_with("the organisation does not permit this session | "));
    BOOST_TEST(client().end.starts_with("the organisation does not permit this session | "));
    BOOST_TEST(!client().wanted_exactly);
}

BOOST_FIXTURE_TEST_CASE(the_owners_rules_end_a_session_and_both_people_read_why, LiveSessionFixture)
{
    client().rules = []() -> asio::awaitable<std::optional<session::DevicePolicy>> {
        co_return std::nullopt;
    };
    run_to_the_end();
    BOOST_TEST(client().end.starts_with("the rules of this computer's owner ended the session | "));
    BOOST_TEST(operator_person().end.starts_with("the other computer does not permit this, or not any more"));
}

BOOST_FIXTURE_TEST_CASE(new_rules_hold_for_a_session_that_runs_already, LiveSessionFixture)
{
    int asked = 0;
    client().rules = [&]() -> asio::awaitable<std::optional<session::DevicePolicy>> {
        if (++asked > 1)
            co_await never.wait();
        co_return session::DevicePolicy{{"remote-control"}, {}};
    };
    run_to_the_end();
    BOOST_TEST(operator_person().end.starts_with("the other computer does not permit this, or not any more"));
    BOOST_TEST(!client().wanted_exactly); // not even fetched
}

BOOST_FIXTURE_TEST_CASE(each_module_is_fetched_and_asked_for_in_turn_and_costs_only_itself, Several)
{
    run_to_the_end();
    // Neither has a plugin here; each of them was tried, and the session ended with the last.
    BOOST_TEST((operator_person().fetched == std::vector<std::string>{"remote-control", "other"}));
    BOOST_TEST(operator_person().fetched == client().fetched);
    BOOST_TEST(said(operator_person(), "asking reception for permission: remote-control") == 1);
    BOOST_TEST(said(operator_person(), "asking reception for permission: other") == 1);
    BOOST_TEST(said(operator_person(), "remote-control: remote-control cannot run at the other side") == 1);
    BOOST_TEST(operator_person().end.starts_with("remote-control cannot run at the other side | "));
    BOOST_TEST(said(client(), "remote-control does not run here: ") ==
               1); // before the next one was looked at
    BOOST_TEST(client().end.starts_with("other does not run here: "), client().end);
}

BOOST_FIXTURE_TEST_CASE(a_module_that_the_grant_lacks_is_named_while_the_others_are_asked_for, Several)
{
    grant.parts[0].mods.pop_back();
    set_grant();
    std::swap(wished[0], wished[1]);
    run_to_the_end();
    BOOST_TEST(said(operator_person(), "other: the organisation does not permit this session") == 1);
    BOOST_TEST((client().fetched == std::vector<std::string>{"remote-control"}));
}

BOOST_FIXTURE_TEST_CASE(a_setting_that_the_module_does_not_know_is_named_with_its_place, Several)
{
    OpenSection settings{"modules", {{"other", {{"colour", {"red", "agent.toml:3"}}}}}};
    plugin::Manifest manifest;
    manifest.id = "remote-control";
    BOOST_TEST(settings_for(settings, manifest).empty());
    manifest.id = "other";
    try {
        (void)settings_for(settings, manifest);
        BOOST_ERROR("accepted");
    } catch (const UserError& error) {
        BOOST_TEST(error.what() == std::string{"agent.toml:3: the module other has no setting 'colour'"});
    }
}

// SEC-29
BOOST_FIXTURE_TEST_CASE(on_the_brokers_word_a_module_begins_when_both_people_compared_the_digits, ByAccount)
{
    operator_person().terminal.answers = {"y"};
    client().terminal.answers = {"yes"};
    run_to_the_end();
    for (auto* person : {&operator_person(), &client()}) {
        BOOST_TEST(said(*person, "not verified: only the broker says who is there") == 1);
        BOOST_TEST(said(*person, "safety digits: ") == 1);
        BOOST_TEST(said(*person, "verified: you both see the same digits") == 1);
    }
    // It was tried, and there is no plugin here.
    BOOST_TEST(client().end.starts_with("remote-control does not run here: "), client().end);
}

// SEC-29
BOOST_FIXTURE_TEST_CASE(digits_that_one_person_finds_different_end_it_before_anything_began, ByAccount)
{
    operator_person().terminal.answers = {"y"};
    client().terminal.answers = {"n"};
    run_to_the_end();
    for (auto* person : {&operator_person(), &client()}) {
        BOOST_TEST(person->end.starts_with("the numbers differ: "), person->end);
        BOOST_TEST(said(*person, "verified: ") == 0);
    }
    BOOST_TEST(said(operator_person(), "asking ") == 0);
    BOOST_TEST(!client().wanted_exactly); // no package was looked for
}

// SEC-29
BOOST_FIXTURE_TEST_CASE(digits_that_nobody_compares_end_it_after_a_while, ByAccount)
{
    operator_person().terminal.answers = {"y"};
    client().terminal.hesitates = &never;
    helping.timing.consent = std::chrono::milliseconds{20};
    run_to_the_end();
    BOOST_TEST(said(operator_person(), "waiting until reception has compared them too") == 1);
    BOOST_TEST(operator_person().end.starts_with("the safety digits were not compared in time | "));
    BOOST_TEST(client().end.starts_with("the other person declined | "), client().end);
}

BOOST_AUTO_TEST_SUITE_END()
