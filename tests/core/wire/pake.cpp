#include "core/wire/pake.hpp"

#include "core/base/file.hpp"
#include "core/base/json.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace cordee;
using namespace cordee::wire;

namespace {

const Bytes kContext(kContextSize, 7);
const Bytes kShare(kPakeShare, 4);
const Bytes kConfirmation(kPakeConfirmation, 9);

} // namespace

BOOST_AUTO_TEST_SUITE(pake)

BOOST_AUTO_TEST_CASE(all_four_records_come_back)
{
    const auto first = encode_pake1(kContext, as_view("{}"), kShare).value();
    const auto pake1 = decode_pake1(first).value();
    BOOST_TEST(to_hex(pake1.context) == to_hex(kContext));
    BOOST_TEST(as_text(pake1.hello) == "{}");
    BOOST_TEST(to_hex(pake1.share) == to_hex(kShare));
    const auto second = encode_pake2(kShare);
    BOOST_TEST(to_hex(decode_pake2(second).value()) == to_hex(kShare));
    for (const auto kind : {Kind::pake3, Kind::pake4}) {
        const auto record = encode_pake_confirmation(kind, kConfirmation, as_view("noise"));
        const auto back = decode_pake_confirmation(kind, record).value();
        BOOST_TEST(to_hex(back.confirmation) == to_hex(kConfirmation));
        BOOST_TEST(as_text(back.noise) == "noise");
    }
}

// SEC-2
BOOST_AUTO_TEST_CASE(the_published_records_are_written_byte_for_byte)
{
    const char* folder = std::getenv("CORDEE_VECTORS");
    const std::string path = folder != nullptr ? folder : CORDEE_SOURCE_DIR "/tests/vectors";
    const auto all = json::parse(as_text(read_file(path + "/rs1-protocol.json", 1 << 20).value())).value();
    const auto code = json::get_object(*all, "code");
    const auto field = [](const json::Object& of, const char* key) {
        return from_hex(json::get_string(of, key).value()).value();
    };
    const auto messages = json::get_objects(*code, "messages").value();
    const auto noise = [&](std::size_t number) { return field(*messages.at(number), "message"); };
    const auto hello = json::get_string(*all, "hello").value();
    const std::vector<Bytes> written{
        encode_pake1(field(*code, "ctx"), as_view(hello), field(*code, "pA")).value(),
        encode_pake2(field(*code, "pB")),
        encode_pake_confirmation(Kind::pake3, field(*code, "confA"), noise(0)),
        encode_pake_confirmation(Kind::pake4, field(*code, "confB"), noise(1)),
        encode_handshake(Kind::hs3, noise(2)),
    };
    const auto published = json::get_strings(*code, "records").value();
    BOOST_REQUIRE(published.size() == written.size());
    for (std::size_t i = 0; i < written.size(); ++i)
        BOOST_TEST(to_hex(written[i]) == published[i]);
}

BOOST_AUTO_TEST_CASE(a_record_of_another_kind_is_refused)
{
    auto first = encode_pake1(kContext, {}, kShare).value();
    first[0] = 5;
    BOOST_TEST((decode_pake1(first).error() == Errc::unexpected));
    auto second = encode_pake2(kShare);
    second[0] = 3;
    BOOST_TEST((decode_pake2(second).error() == Errc::unexpected));
    const auto third = encode_pake_confirmation(Kind::pake3, kConfirmation, {});
    BOOST_TEST((decode_pake_confirmation(Kind::pake4, third).error() == Errc::unexpected));
}

// SEC-7, SEC-26: a share is an uncompressed point or nothing.
BOOST_AUTO_TEST_CASE(lengths_are_checked)
{
    BOOST_TEST(encode_pake1(kContext, Bytes(kMaxHello), kShare).has_value());
    BOOST_TEST((encode_pake1(kContext, Bytes(kMaxHello + 1), kShare).error() == Errc::too_large));
    const auto first = encode_pake1(kContext, as_view("{}"), kShare).value();
    for (std::size_t cut = 0; cut < first.size(); ++cut)
        BOOST_TEST(decode_pake1(View{first}.first(cut)).has_error(), cut);
    auto longer = first;
    longer.push_back(0);
    BOOST_TEST((decode_pake1(longer).error() == Errc::malformed));
    BOOST_TEST((decode_pake1(Bytes(kMaxHandshakeRecord + 1, 1)).error() == Errc::too_large));
    for (std::size_t size = 0; size < 70; ++size)
        BOOST_TEST(decode_pake2(Bytes(size, 2)).has_value() == (size == 66), size);
    for (std::size_t size = 0; size < 33; ++size)
        BOOST_TEST(decode_pake_confirmation(Kind::pake3, Bytes(size, 3)).has_error(), size);
    BOOST_TEST((decode_pake_confirmation(Kind::pake3, Bytes(kMaxHandshakeRecord + 1, 3)).error() ==
                Errc::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
