// Where addresses are, and that a missing or damaged file is refused or finds nothing.
#include "apps/broker/relays/geo_database.hpp"

#include "core/base/error.hpp"
#include "tests/apps/broker/geo_file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <limits>

using namespace cordee;
using namespace cordee::broker;
using test::GeoFile;

namespace {

struct Folder {
    TemporaryFolder folder{};

    std::filesystem::path write(const std::string& bytes) const
    {
        const auto path = folder.path() / "places.mmdb";
        std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
        return path;
    }
};

GeoFile usual_file()
{
    GeoFile out;
    out.add("::192.0.2.0", 96 + 24, GeoFile::place(48.86, 2.35, 20));
    out.add("2001:db8::", 32, GeoFile::place(-33.87, 151.21, 1000));
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(geographic_database, Folder)

BOOST_AUTO_TEST_CASE(an_address_has_the_place_of_its_network)
{
    const GeoDatabase database{write(usual_file().bytes())};
    const auto paris = database.find("192.0.2.77");
    BOOST_REQUIRE(paris);
    BOOST_TEST(paris->latitude == 48.86);
    BOOST_TEST(paris->longitude == 2.35);
    BOOST_TEST(paris->radius_km == 20);
    BOOST_TEST(database.find("::ffff:192.0.2.77")->latitude == 48.86);
    BOOST_TEST(database.find("2001:db8:1::1")->latitude == -33.87);
}

BOOST_AUTO_TEST_CASE(what_it_does_not_know_has_no_place)
{
    const GeoDatabase database{write(usual_file().bytes())};
    for (const auto* unknown : {"192.0.3.1", "10.0.0.1", "127.0.0.1", "::1", "2001:db9::1", "", "paris",
                                "192.0.2.77:443", "192.0.2", "192.0.2.77 "})
        BOOST_TEST(!database.find(unknown), unknown);
}

BOOST_AUTO_TEST_CASE(records_of_another_shape_have_no_place)
{
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::string> records{
        GeoFile::map({}),
        GeoFile::text("paris"),
        GeoFile::map({GeoFile::text("location"), GeoFile::text("paris")}),
        GeoFile::map(
            {GeoFile::text("location"), GeoFile::map({GeoFile::text("latitude"), GeoFile::number(1)})}),
        GeoFile::map(
            {GeoFile::text("location"), GeoFile::map({GeoFile::text("latitude"), GeoFile::text("1"),
                                                      GeoFile::text("longitude"), GeoFile::number(1)})}),
        GeoFile::place(nan, 0, 1),
        GeoFile::place(91, 0, 1),
        GeoFile::place(0, 1e300, 1)};
    for (const auto& record : records) {
        GeoFile file;
        file.add("::192.0.2.0", 120, record);
        BOOST_TEST(!GeoDatabase{write(file.bytes())}.find("192.0.2.1"));
    }
}

BOOST_AUTO_TEST_CASE(without_a_radius_a_usual_one_is_taken)
{
    GeoFile file;
    file.add("::192.0.2.0", 120,
             GeoFile::map({GeoFile::text("location"),
                           GeoFile::map({GeoFile::text("latitude"), GeoFile::number(1),
                                         GeoFile::text("longitude"), GeoFile::number(2)})}));
    BOOST_TEST(GeoDatabase{write(file.bytes())}.find("192.0.2.1")->radius_km == 100);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_or_no_database_is_an_error_with_its_name)
{
    const auto names_file = [](const UserError& error) {
        return std::string{error.what()}.find(".mmdb") != std::string::npos && !error.hint().empty();
    };
    BOOST_CHECK_EXCEPTION(GeoDatabase{folder.path() / "absent.mmdb"}, UserError, names_file);
    BOOST_CHECK_EXCEPTION(GeoDatabase{write("")}, UserError, names_file);
    BOOST_CHECK_EXCEPTION(GeoDatabase{write("no database")}, UserError, names_file);
    BOOST_CHECK_EXCEPTION(GeoDatabase{folder.path()}, UserError, [](const UserError&) { return true; });
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_or_changed_is_refused_or_answers_with_places_on_the_earth)
{
    const auto whole = usual_file().bytes();
    const auto survives = [&](const std::string& bytes) {
        try {
            const GeoDatabase database{write(bytes)};
            for (const auto* address : {"192.0.2.77", "2001:db8::1", "10.0.0.1"})
                if (const auto place = database.find(address))
                    BOOST_TEST((std::abs(place->latitude) <= 90 && std::abs(place->longitude) <= 180));
        } catch (const UserError&) {
            // refused
        }
    };
    // The tree repeats itself; steps that share no factor with its records meet each kind of byte.
    for (std::size_t length = 0; length < whole.size(); length += 23)
        survives(whole.substr(0, length));
    for (std::size_t i = 0; i < whole.size(); i += 5) {
        auto changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 0xff);
        survives(changed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
