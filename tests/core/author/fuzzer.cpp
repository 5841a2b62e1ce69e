// The same seed gives the same nonsense, so that what it broke can be broken again.
#include "core/author/validator/fuzzer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace cordee;

namespace {

std::vector<Bytes> some(std::uint64_t seed, const std::vector<Bytes>& good)
{
    author::Fuzzer fuzzer{seed, good};
    std::vector<Bytes> out;
    for (int i = 0; i < 500; ++i)
        out.push_back(fuzzer.next());
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(fuzzer)

BOOST_AUTO_TEST_CASE(a_seed_fixes_every_message)
{
    const std::vector<Bytes> good{to_bytes("hello"), to_bytes("a longer message")};
    BOOST_TEST((some(7, good) == some(7, good)));
    BOOST_TEST((some(7, good) != some(8, good)));
    // The first number of the generator is written down in the standard, so seeds mean the same everywhere.
    BOOST_TEST(std::mt19937_64{5489u}() == 14514284786278117030u);
}

BOOST_AUTO_TEST_CASE(good_messages_come_as_they_are_and_changed)
{
    const auto good = to_bytes("hello");
    const auto messages = some(1, {good});
    const auto same = std::count(messages.begin(), messages.end(), good);
    BOOST_TEST(same > 10);
    BOOST_TEST(same < 400);
    const std::set<Bytes> different{messages.begin(), messages.end()};
    BOOST_TEST(different.size() > 200u);
    BOOST_TEST(different.contains(Bytes{}));
}

BOOST_AUTO_TEST_CASE(without_good_messages_there_is_still_nonsense)
{
    const auto messages = some(1, {});
    BOOST_TEST(
        std::any_of(messages.begin(), messages.end(), [](const Bytes& one) { return one.size() > 1000; }));
}

BOOST_AUTO_TEST_SUITE_END()
