#include "core/base/error.hpp"
#include "core/endpoint/account.hpp"
#include "core/endpoint/invitation_store.hpp"
#include "core/endpoint/private_folders.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
using namespace cordee::endpoint;
namespace fs = std::filesystem;

namespace {

constexpr auto kOwnerOnly = fs::perms::owner_read | fs::perms::owner_write;

Account some_account()
{
    Account out;
    out.broker = {"broker.example", 8443};
    out.pin = Pin{1, 2, 3};
    out.email = "o@example.org";
    out.name = "Olga";
    out.organisation = "Aide";
    out.role = "operator";
    out.token = "secret-token";
    out.grant_keys = {{"k1", ByteArray<32>{9}}};
    return out;
}

KeptInvitation some_invitation(const std::string& id, int expires)
{
    return {id,
            {7},
            Secret<16>{ByteArray<16>{1}},
            Secret<32>{ByteArray<32>{2}},
            {{"remote-control", {"view"}}, {"chat", {"chat"}}},
            WallTime{std::chrono::seconds{expires}},
            {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(stores)

BOOST_AUTO_TEST_CASE(a_folder_is_made_for_its_owner_alone)
{
    const TemporaryFolder folder;
    const auto path = folder.path() / "a" / "cordee";
    make_private_folder(path);
    BOOST_TEST((fs::status(path).permissions() == fs::perms::owner_all));
    fs::permissions(path, fs::perms::all);
    make_private_folder(path);
    BOOST_TEST((fs::status(path).permissions() == fs::perms::owner_all));
    fs::create_directory_symlink(path, folder.path() / "link");
    BOOST_CHECK_THROW(make_private_folder(folder.path() / "link"), UserError);
    std::ofstream{folder.path() / "file"} << "x";
    BOOST_CHECK_THROW(make_private_folder(folder.path() / "file"), UserError);
    BOOST_CHECK_THROW(make_private_folder(folder.path() / "file" / "below"), UserError);
}

BOOST_AUTO_TEST_CASE(an_account_comes_back_as_it_was_saved)
{
    const TemporaryFolder folder;
    const AccountStore store{folder.path() / "state"};
    BOOST_TEST(!store.load().has_value());
    BOOST_CHECK_THROW(store.require(), UserError);
    store.save(some_account());
    const auto read = store.require();
    BOOST_TEST((read.broker == some_account().broker));
    BOOST_TEST((read.pin == some_account().pin));
    BOOST_TEST(read.token == "secret-token");
    BOOST_TEST(read.organisation == "Aide");
    BOOST_TEST((read.grant_keys == some_account().grant_keys));
    const auto file = folder.path() / "state" / "account.json";
    BOOST_TEST((fs::status(file).permissions() == kOwnerOnly));
    BOOST_TEST(store.remove());
    BOOST_TEST(!fs::exists(file));
    BOOST_TEST(!store.remove());
}

BOOST_AUTO_TEST_CASE(a_damaged_account_is_said_to_be_so)
{
    const TemporaryFolder folder;
    const AccountStore store{folder.path()};
    for (const char* wrong : {"", "{", "{}", R"({"broker":"ftp://x","token":"t","grant_keys":{}})",
                              R"({"broker":"https://x","token":"t","grant_keys":{"k":"short"}})",
                              R"({"broker":"https://x","token":"t","pin":"x","grant_keys":{}})"}) {
        std::ofstream{folder.path() / "account.json"} << wrong;
        BOOST_CHECK_THROW(static_cast<void>(store.load()), UserError);
    }
}

BOOST_AUTO_TEST_CASE(a_grant_key_that_changes_is_refused)
{
    const GrantKeys known{{"a", ByteArray<32>{1}}};
    check_grant_keys(known, {{"a", ByteArray<32>{1}}, {"b", ByteArray<32>{2}}});
    BOOST_CHECK_THROW(check_grant_keys(known, {{"a", ByteArray<32>{3}}}), UserError);
    BOOST_CHECK_THROW(check_grant_keys(known, {{"b", ByteArray<32>{1}}}), UserError);
}

BOOST_AUTO_TEST_CASE(an_invitation_is_kept_until_it_is_used_or_expires)
{
    const TemporaryFolder folder;
    const InvitationStore store{folder.path()};
    const std::string first = "AAECAwQFBgcICQoLDA0ODw";
    const std::string second = "8PHy8_T19vf4-fr7_P3-_w";
    const WallTime now{std::chrono::seconds{1000}};
    BOOST_TEST(!store.latest(now).has_value());
    store.save(some_invitation(first, 1100));
    store.save(some_invitation(second, 1200));
    const auto read = store.load(first);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->session[0] == 7);
    BOOST_TEST(read->link_secret.view()[0] == 1);
    BOOST_TEST(read->static_secret.view()[0] == 2);
    BOOST_TEST((read->modules.at(0).permissions == std::vector<std::string>{"view"}));
    BOOST_TEST((store.latest(now)->invitation == second));
    store.remove(second);
    BOOST_TEST((store.latest(now)->invitation == first));
    store.remove_expired(WallTime{std::chrono::seconds{1100}});
    BOOST_TEST(fs::is_empty(folder.path() / "invitations"));
    BOOST_TEST(!store.load("../account").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
