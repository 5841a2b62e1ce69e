#include "core/crypto/session_code.hpp"

#include "tests/core/crypto/vectors.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

namespace {

std::string typed(const SessionCode& code)
{
    auto text = code.format();
    std::erase(text, '-');
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_code)

BOOST_AUTO_TEST_CASE(the_published_code_and_table_are_right)
{
    const auto all = test::load_vectors("rs1-protocol.json");
    const auto code = json::get_object(*all, "code");
    const auto parsed =
        SessionCode::parse(test::text_field(*code, "routing") + test::text_field(*code, "secret")).value();
    BOOST_TEST(parsed.routing() == "4821");
    BOOST_TEST(as_text(parsed.secret().view()) == "77302912");
    BOOST_TEST(parsed.format() == "4821-7730-2912");
    // The first row is a permutation, so two digits reach each place of the table.
    const auto table = json::get_strings(*all, "damm_table").value();
    for (char first = '0'; first <= '9'; ++first)
        for (char second = '0'; second <= '9'; ++second) {
            const auto row =
                table.at(static_cast<std::size_t>(table[0][static_cast<std::size_t>(first - '0')] - '0'));
            BOOST_TEST(damm_check_digit(std::string{first, second}) ==
                       row[static_cast<std::size_t>(second - '0')]);
        }
}

BOOST_AUTO_TEST_CASE(spaces_and_hyphens_are_as_the_person_likes)
{
    for (const char* text : {"482177302912", "4821-7730-2912", "4821 7730 2912", " 4821 - 7730 - 2912\n",
                             "48 21 77 30 29 12", "4821--7730 2912-"})
        BOOST_TEST(SessionCode::parse(text).value().format() == "4821-7730-2912", text);
}

BOOST_AUTO_TEST_CASE(a_new_code_can_be_read_back_whatever_its_routing_number)
{
    SeededRandom random;
    for (const std::string routing : {"4821", "00001", "999999"}) {
        const auto code = SessionCode::make(routing, random).value();
        BOOST_TEST(code.routing() == routing);
        const auto back = SessionCode::parse(code.format()).value();
        BOOST_TEST(back.routing() == routing);
        BOOST_TEST(as_text(back.secret().view()) == as_text(code.secret().view()));
    }
    for (const std::string routing : {"", "482", "4821000", "48a1", "-821"})
        BOOST_TEST((SessionCode::make(routing, random).error() == Errc::malformed), routing);
}

// SEC-9
BOOST_AUTO_TEST_CASE(a_code_without_its_whole_secret_is_refused)
{
    const std::string digits = "482177302912";
    for (std::size_t size = 0; size < digits.size(); ++size)
        BOOST_TEST((SessionCode::parse(digits.substr(0, size)).error() == Errc::malformed), size);
    for (const std::string wrong : {"482177302912000", "4821x77302912", "4821.7730.2912", "4821-7730-291O"})
        BOOST_TEST((SessionCode::parse(wrong).error() == Errc::malformed), wrong);
    BOOST_TEST((SessionCode::parse(std::string(1 << 20, '1')).error() == Errc::malformed));
}

// SEC-9
BOOST_AUTO_TEST_CASE(every_wrong_digit_and_every_swap_of_neighbours_is_noticed)
{
    SeededRandom random;
    for (const std::string routing : {"4821", "73310", "100000"}) {
        const auto digits = typed(SessionCode::make(routing, random).value());
        for (std::size_t at = 0; at < digits.size(); ++at) {
            for (char digit = '0'; digit <= '9'; ++digit) {
                auto wrong = digits;
                wrong[at] = digit;
                BOOST_TEST(SessionCode::parse(wrong).has_value() == (digit == digits[at]));
            }
            if (at == 0 || digits[at - 1] == digits[at])
                continue;
            auto swapped = digits;
            std::swap(swapped[at - 1], swapped[at]);
            BOOST_TEST((SessionCode::parse(swapped).error() == Errc::bad_signature), swapped);
        }
    }
}

// SEC-45: no digit is more likely than another.
BOOST_AUTO_TEST_CASE(bytes_that_would_favour_a_digit_are_thrown_away)
{
    test::FixedRandom random{{250, 255, 0, 9, 10, 249, 251, 19, 100, 7}};
    BOOST_TEST(typed(SessionCode::make("4821", random).value()).substr(0, 11) == "48210909907");
    SeededRandom seeded;
    std::array<int, 10> seen{};
    for (int i = 0; i < 2000; ++i)
        for (const char digit : typed(SessionCode::make("4821", seeded).value()).substr(4, 7))
            ++seen.at(static_cast<std::size_t>(digit - '0'));
    for (const int count : seen)
        BOOST_TEST((count > 1200 && count < 1600)); // 1400 expected, 35 the standard deviation
}

BOOST_AUTO_TEST_SUITE_END()
