#include "core/wire/handshake.hpp"

#include "core/base/file.hpp"
#include "core/base/json.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace cordee;
using namespace cordee::wire;

namespace {

json::Object::Ptr published()
{
    const char* folder = std::getenv("CORDEE_VECTORS");
    const std::string path = folder != nullptr ? folder : CORDEE_SOURCE_DIR "/tests/vectors";
    const auto text = read_file(path + "/rs1-protocol.json", 1 << 20).value();
    return json::parse(as_text(text)).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(handshake)

BOOST_AUTO_TEST_CASE(the_published_context_is_written_byte_for_byte)
{
    const auto all = published();
    const auto link = json::get_object(*all, "link");
    const auto expected = from_hex(json::get_string(*link, "ctx").value()).value();
    Context context;
    context.initiator = Role::operator_;
    context.session = *to_array<16>(from_hex(json::get_string(*all, "session_id").value()).value());
    context.grant_hash = *to_array<32>(View{expected}.subspan(24, 32));
    context.hello_hash = *to_array<32>(View{expected}.subspan(56, 32));
    BOOST_TEST(to_hex(encode_context(context)) == to_hex(expected));
}

BOOST_AUTO_TEST_CASE(each_way_has_a_name)
{
    for (const auto way : {Way::code, Way::link, Way::known_device, Way::introduced, Way::account})
        BOOST_TEST((way_named(name_of(way)) == way));
    BOOST_TEST(name_of(Way::known_device) == "device");
    BOOST_TEST(name_of(Way::account) == "account");
    BOOST_TEST(!way_named("known_device").has_value());
    BOOST_TEST(!way_named("").has_value());
}

BOOST_AUTO_TEST_CASE(the_first_record_comes_back)
{
    const Bytes context(kContextSize, 7);
    const auto record = encode_hs1(context, as_view("{}"), as_view("noise")).value();
    const auto hs1 = decode_hs1(record).value();
    BOOST_TEST(to_hex(hs1.context) == to_hex(context));
    BOOST_TEST(as_text(hs1.hello) == "{}");
    BOOST_TEST(as_text(hs1.noise) == "noise");
}

// SEC-26
BOOST_AUTO_TEST_CASE(lengths_of_the_first_record_are_checked)
{
    const Bytes context(kContextSize);
    BOOST_TEST(encode_hs1(context, Bytes(kMaxHello), Bytes(48)).has_value());
    BOOST_TEST((encode_hs1(context, Bytes(kMaxHello + 1), {}).error() == Errc::too_large));
    BOOST_TEST((encode_hs1(context, {}, Bytes(kMaxHandshakeRecord)).error() == Errc::too_large));
    const auto record = encode_hs1(context, as_view("{}"), {}).value();
    for (std::size_t cut = 0; cut < record.size(); ++cut)
        BOOST_TEST(decode_hs1(View{record}.first(cut)).has_error(), cut);
    BOOST_TEST((decode_hs1(Bytes(kMaxHandshakeRecord + 1, 5)).error() == Errc::too_large));
}

BOOST_AUTO_TEST_CASE(records_of_another_kind_are_refused)
{
    BOOST_TEST(
        (decode_handshake(Kind::hs2, encode_handshake(Kind::hs3, as_view("x"))).error() == Errc::unexpected));
    BOOST_TEST(as_text(decode_handshake(Kind::hs3, encode_handshake(Kind::hs3, as_view("x"))).value()) ==
               "x");
    BOOST_TEST(decode_handshake(Kind::hs2, {}).has_error());
}

BOOST_AUTO_TEST_CASE(an_abort_is_known_or_nothing)
{
    BOOST_TEST((decode_abort(encode_abort(AbortCode::identity)) == AbortCode::identity));
    for (const char* wrong : {"", "7f", "7f00", "7f0000", "7f000e", "7fffff", "7f000100", "100001"})
        BOOST_TEST(!decode_abort(from_hex(wrong).value()).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
