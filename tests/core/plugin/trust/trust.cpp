#include "core/plugin/trust/trust.hpp"

#include "tests/core/plugin/trust/offices.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin::trust;
using namespace cordee::plugin::trust::testing;

namespace {

struct TrustFixture : Office {
    Trust believed = Trust::begin(files(), clock.now()).value();

    Result<void> update() { return believed.update(files(), clock.now()); }
    /// With one of them put in the place of the right one.
    Result<void> update_with(const std::string& targets_file, const std::string& timestamp_file)
    {
        return believed.update({{root_text()}, targets_file, timestamp_file}, clock.now());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(trust, TrustFixture)

BOOST_AUTO_TEST_CASE(what_is_newer_and_signed_is_taken)
{
    renew_targets();
    targets.revoked = {{"chat", Version{1, 2, 3}, {}}, {"", {}, ByteArray<32>{7}}};
    renew_timestamp();
    BOOST_TEST(update().has_value());
    BOOST_TEST(believed.targets().life.version == 2U);
    BOOST_TEST(believed.targets().revokes("chat", {1, 2, 3}));
    BOOST_TEST(!believed.targets().revokes("chat", {1, 2, 4}));
    BOOST_TEST(believed.targets().revokes(ByteArray<32>{7}));
    BOOST_TEST(update().has_value()); // the same again
    const auto resumed = Trust::resume(believed.kept());
    BOOST_TEST_REQUIRE(resumed.has_value());
    BOOST_TEST((resumed->kept() == believed.kept()));
    BOOST_TEST(resumed->targets().revokes("chat", {1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(a_module_has_its_own_terms_or_those_of_all)
{
    targets.modules.push_back({"chat", {}, Version{2, 0, 0}});
    BOOST_TEST((targets.terms_of("chat")->min == Version{2, 0, 0}));
    BOOST_TEST(targets.terms_of("files")->publishers.size() == 1U);
    targets.modules.erase(targets.modules.begin());
    BOOST_TEST(targets.terms_of("files") == nullptr);
}

// SEC-38
BOOST_AUTO_TEST_CASE(nothing_goes_back_to_an_older_version)
{
    const auto old_targets = targets_text();
    const auto old_timestamp = timestamp_text();
    renew_targets();
    renew_timestamp();
    BOOST_TEST_REQUIRE(update().has_value());
    BOOST_TEST(update_with(old_targets, old_timestamp).error() == Errc::already_used);
    BOOST_TEST(update_with(old_targets, timestamp_text()).error() == Errc::unexpected);

    // The timestamp's key in wrong hands: it names old targets under a new version.
    auto forged = timestamp;
    forged.life.version = 9;
    forged.targets_version = 1;
    forged.targets_sha256 = crypto::sha256(as_view(old_targets));
    const auto text = sign(Role::timestamp, write_timestamp(forged), {&timestamp_key});
    BOOST_TEST(update_with(old_targets, text).error() == Errc::already_used);

    // Another file under the same version.
    targets.revoked = {{"chat", Version{1, 0, 0}, {}}};
    renew_timestamp();
    BOOST_TEST(update().error() == Errc::unexpected);
    BOOST_TEST(believed.targets().revoked.empty());
}

// SEC-38
BOOST_AUTO_TEST_CASE(nobody_keeps_an_old_state_alive)
{
    clock.advance(std::chrono::hours{24 * 7} - std::chrono::seconds{1});
    BOOST_TEST(believed.fresh(clock.now()).has_value());
    BOOST_TEST(update().has_value());
    clock.advance(std::chrono::seconds{1});
    BOOST_TEST(believed.fresh(clock.now()).error() == Errc::expired);
    BOOST_TEST(update().error() == Errc::expired);
    renew_timestamp();
    BOOST_TEST(update().has_value());
    BOOST_TEST(believed.fresh(clock.now()).has_value());
    // A clock that was set back does not make it young again.
    const auto before = clock.now();
    clock.advance(std::chrono::hours{24 * 8});
    renew_timestamp();
    BOOST_TEST_REQUIRE(update().has_value());
    timestamp.life.expires = timestamp.life.made + std::chrono::hours{1};
    BOOST_TEST(believed.fresh(before).has_value());
    clock.advance(std::chrono::hours{24 * 400});
    renew_timestamp();
    BOOST_TEST(update().error() == Errc::expired); // of the root, and of the targets
}

// SEC-38
BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_prolongs_nothing)
{
    targets.life = life(2, std::chrono::hours{24});
    renew_timestamp();
    BOOST_TEST_REQUIRE(update().has_value());
    clock.advance(std::chrono::hours{23});
    renew_timestamp();
    BOOST_TEST_REQUIRE(update().has_value());
    BOOST_TEST(believed.fresh(clock.now()).has_value());
    auto kept = believed;
    clock.advance(std::chrono::hours{2});
    renew_timestamp();
    BOOST_TEST(update().error() == Errc::expired);
    BOOST_TEST(kept.fresh(clock.now()).error() == Errc::expired);
}

// SEC-38
BOOST_AUTO_TEST_CASE(too_few_or_wrong_keys_are_no_signature)
{
    const auto stranger = crypto::make_signing_key(system_random());
    renew_targets();
    renew_timestamp();
    const auto body = write_targets(targets);
    for (const auto* key : std::vector<const crypto::SigningKey*>{&stranger, &timestamp_key, &root_keys[0]}) {
        const auto text = sign(Role::targets, body, {key});
        timestamp.targets_sha256 = crypto::sha256(as_view(text));
        timestamp.targets_version = 2;
        const auto stamp = sign(Role::timestamp, write_timestamp(timestamp), {&timestamp_key});
        BOOST_TEST(update_with(text, stamp).error() == Errc::bad_signature);
    }
    const auto by_wrong_key = sign(Role::timestamp, write_timestamp(timestamp), {&targets_key});
    BOOST_TEST(update_with(targets_text(), by_wrong_key).error() == Errc::bad_signature);
    // SEC-47: a signature for one role under the heading of another.
    auto moved = parse_signed_text(sign(Role::targets, write_timestamp(timestamp), {&timestamp_key})).value();
    moved.role = Role::timestamp;
    BOOST_TEST(update_with(targets_text(), format_signed_text(moved)).error() == Errc::bad_signature);
}

// SEC-38
BOOST_AUTO_TEST_CASE(a_new_root_takes_the_old_threshold_and_the_new_one)
{
    const auto first = root_text();
    auto old_keys = std::move(root_keys);
    root_keys = make_keys(3);
    use_keys();
    root.life = life(2, std::chrono::hours{24 * 365});
    const auto body = write_root(root);
    const auto offer = [&](const std::vector<const crypto::SigningKey*>& keys) {
        auto next = files();
        next.roots = {first, sign(Role::root, body, keys)};
        return believed.update(next, clock.now());
    };
    BOOST_TEST(offer({&root_keys[0], &root_keys[1]}).error() == Errc::bad_signature);
    BOOST_TEST(offer({&old_keys[0], &old_keys[1]}).error() == Errc::bad_signature);
    BOOST_TEST(offer({&root_keys[0], &root_keys[1], &old_keys[2]}).error() == Errc::bad_signature);
    BOOST_TEST(offer({&root_keys[0], &old_keys[1], &old_keys[2]}).error() == Errc::bad_signature);
    BOOST_TEST(believed.root().life.version == 1U);
    BOOST_TEST(offer({&root_keys[0], &root_keys[1], &old_keys[1], &old_keys[2]}).has_value());
    BOOST_TEST(believed.root().life.version == 2U);
    // And never back.
    BOOST_TEST(believed.update({{first}, targets_text(), timestamp_text()}, clock.now()).error() ==
               Errc::already_used);
}

// SEC-38
BOOST_AUTO_TEST_CASE(roots_follow_one_another_without_a_gap)
{
    const auto step = [&](std::uint64_t version) {
        root.life = life(version, std::chrono::hours{24 * 365});
        return root_text();
    };
    const auto first = root_text();
    const auto second = step(2);
    const auto third = step(3);
    auto next = files();
    next.roots = {first, third};
    BOOST_TEST(believed.update(next, clock.now()).error() == Errc::unexpected);
    next.roots = {first, second, third};
    BOOST_TEST(believed.update(next, clock.now()).has_value());
    BOOST_TEST(believed.root().life.version == 3U);
    BOOST_TEST(believed.update(next, clock.now()).has_value());
    next.roots = {};
    BOOST_TEST(believed.update(next, clock.now()).error() == Errc::malformed);
}

/// Whoever had the timestamp's key for a while may have signed a version that nobody can exceed.
BOOST_AUTO_TEST_CASE(new_keys_end_what_the_old_ones_signed)
{
    timestamp.life.version = std::uint64_t{1} << 52;
    BOOST_TEST_REQUIRE(update().has_value());
    const auto first = root_text();
    timestamp_key = crypto::make_signing_key(system_random());
    use_keys();
    root.life = life(2, std::chrono::hours{24 * 365});
    timestamp.life.version = 1;
    auto next = files();
    next.roots = {first, root_text()};
    BOOST_TEST(believed.update(next, clock.now()).has_value());
    BOOST_TEST(believed.timestamp().life.version == 1U);
}

BOOST_AUTO_TEST_CASE(the_first_root_is_signed_by_itself)
{
    auto offered = files();
    offered.roots = {sign(Role::root, write_root(root), {&root_keys[1]})};
    BOOST_TEST(Trust::begin(offered, clock.now()).error() == Errc::bad_signature);
    offered.roots = {sign(Role::root, write_root(root), {&root_keys[1], &targets_key})};
    BOOST_TEST(Trust::begin(offered, clock.now()).error() == Errc::bad_signature);
    offered.roots = {targets_text()};
    BOOST_TEST(Trust::begin(offered, clock.now()).error() == Errc::unexpected);
    offered.roots = {};
    BOOST_TEST(Trust::begin(offered, clock.now()).error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(what_is_made_in_the_future_waits)
{
    clock.set(clock.now() - std::chrono::seconds{91});
    BOOST_TEST(Trust::begin(files(), clock.now()).error() == Errc::not_yet_valid);
    clock.set(clock.now() + std::chrono::seconds{1});
    BOOST_TEST(Trust::begin(files(), clock.now()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
