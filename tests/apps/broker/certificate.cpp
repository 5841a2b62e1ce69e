#include "apps/broker/http/certificate.hpp"

#include "core/base/error.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;

BOOST_AUTO_TEST_SUITE(certificate)

BOOST_AUTO_TEST_CASE(it_is_made_once_and_then_reused)
{
    const TemporaryFolder scratch;
    const ManualClock clock;
    const auto first = own_certificate(scratch.path() / "tls", {"localhost", "127.0.0.1", "::1"}, clock);
    const auto pin = certificate_pin(first.certificate);
    BOOST_TEST(pin.size() == 22U);
    const auto second = own_certificate(scratch.path() / "tls", {"other.example.org"}, clock);
    BOOST_TEST(certificate_pin(second.certificate) == pin);
    std::filesystem::remove(first.certificate);
    const auto renewed = own_certificate(scratch.path() / "tls", {"new.example.org"}, clock);
    BOOST_TEST(certificate_pin(renewed.certificate) == pin);
    const auto elsewhere = own_certificate(scratch.path() / "other", {"localhost"}, clock);
    BOOST_TEST(certificate_pin(elsewhere.certificate) != pin);
}

BOOST_AUTO_TEST_CASE(the_key_is_the_owners_alone)
{
    const TemporaryFolder scratch;
    const ManualClock clock;
    const auto files = own_certificate(scratch.path() / "tls", {"localhost"}, clock);
    using std::filesystem::perms;
    BOOST_TEST(
        (std::filesystem::status(files.key).permissions() == (perms::owner_read | perms::owner_write)));
    BOOST_TEST((std::filesystem::status(scratch.path() / "tls").permissions() == perms::owner_all));
}

BOOST_AUTO_TEST_CASE(a_damaged_key_is_never_replaced_silently)
{
    const TemporaryFolder scratch;
    const ManualClock clock;
    test::write_text(scratch.path() / "tls/key.pem", "damaged");
    BOOST_CHECK_THROW(own_certificate(scratch.path() / "tls", {"localhost"}, clock), UserError);
    BOOST_TEST(test::read_text(scratch.path() / "tls/key.pem") == "damaged");
}

BOOST_AUTO_TEST_CASE(what_is_no_certificate_is_refused)
{
    const TemporaryFolder scratch;
    const ManualClock clock;
    BOOST_CHECK_THROW(certificate_pin(scratch.path() / "absent"), UserError);
    test::write_text(scratch.path() / "text.pem", "no certificate");
    BOOST_CHECK_THROW(certificate_pin(scratch.path() / "text.pem"), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
