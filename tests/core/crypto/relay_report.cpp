#include "core/crypto/relay_report.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

namespace {

const ByteArray<32> kSecret{7};
const WallTime kNow{std::chrono::seconds{1'800'000'000}};

ReportProof proof()
{
    return prove_report(kSecret, "paris", "{}", kNow, ByteArray<16>{1}, ByteArray<16>{2});
}

} // namespace

BOOST_AUTO_TEST_SUITE(relay_reports)

BOOST_AUTO_TEST_CASE(a_proof_comes_back_as_it_was_written)
{
    const auto text = format_report_proof(proof());
    BOOST_TEST(text.starts_with("1800000000.AQAAAAAAAAAAAAAAAAAAAA.AgAAAAAAAAAAAAAAAAAAAA."));
    const auto read = parse_report_proof(text);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((read->time == kNow));
    BOOST_TEST(verify_report(kSecret, "paris", "{}", *read));
}

BOOST_AUTO_TEST_CASE(nothing_of_it_can_be_changed)
{
    BOOST_TEST(!verify_report(ByteArray<32>{8}, "paris", "{}", proof()));
    BOOST_TEST(!verify_report(kSecret, "oslo", "{}", proof()));
    BOOST_TEST(!verify_report(kSecret, "paris", "{ }", proof()));
    auto other = proof();
    other.time += std::chrono::seconds{1};
    BOOST_TEST(!verify_report(kSecret, "paris", "{}", other));
    other = proof();
    other.instance[0] ^= 1;
    BOOST_TEST(!verify_report(kSecret, "paris", "{}", other));
    other = proof();
    other.nonce[0] ^= 1;
    BOOST_TEST(!verify_report(kSecret, "paris", "{}", other));
    other = proof();
    other.mac[31] ^= 1;
    BOOST_TEST(!verify_report(kSecret, "paris", "{}", other));
}

BOOST_AUTO_TEST_CASE(what_has_another_form_is_no_proof)
{
    const auto good = format_report_proof(proof());
    for (const std::string& wrong :
         {std::string{}, std::string{"..."}, good + ".", "-" + good, "+" + good,
          good.substr(0, good.size() - 1), good + "AAAA", " " + good, good.substr(good.find('.') + 1),
          std::string(200, '1'), "99999999999999999999" + good.substr(good.find('.'))})
        BOOST_TEST((parse_report_proof(wrong).error() == Errc::malformed), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
