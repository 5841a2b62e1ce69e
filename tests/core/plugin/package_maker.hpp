// Signs packages for tests, good and bad ones, with keys made for the test.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/ed25519.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/manifest.hpp"
#include "tests/core/plugin/zip_writer.hpp"

#include <Poco/Base64Encoder.h>

#include <sstream>
#include <string>

namespace cordee::test {

inline std::string base64(View bytes)
{
    std::ostringstream out;
    Poco::Base64Encoder encoder{out};
    encoder.rdbuf()->setLineLength(0);
    encoder.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    encoder.close();
    return out.str();
}

/// A publisher's minisign key; its id has a byte of its own to tell publishers apart.
class Publisher {
public:
    explicit Publisher(std::uint8_t number) : number_{number} {}

    [[nodiscard]] std::string id_text() const { return "00000000000000" + to_hex(ByteArray<1>{number_}); }
    [[nodiscard]] std::string public_key() const
    {
        Bytes bytes{'E', 'd', number_, 0, 0, 0, 0, 0, 0, 0};
        append(bytes, key_.public_key);
        return base64(bytes);
    }
    /// `algorithm` "ED" is prehashed, "Ed" the legacy form.
    [[nodiscard]] std::string sign(View message, const std::string& comment,
                                   const std::string& algorithm = "ED") const
    {
        const auto hash = crypto::blake2b512(message);
        const auto signature = crypto::sign(key_, algorithm == "ED" ? View{hash} : message);
        Bytes bytes = to_bytes(algorithm);
        append(bytes, ByteArray<8>{number_});
        append(bytes, signature);
        Bytes global = to_bytes(View{signature});
        append(global, as_view(comment));
        return "untrusted comment: test\n" + base64(bytes) + "\ntrusted comment: " + comment + "\n" +
               base64(crypto::sign(key_, global)) + "\n";
    }

private:
    std::uint8_t number_;
    crypto::SigningKey key_ = crypto::make_signing_key(system_random());
};

/// What a test may get wrong on purpose.
struct PackageMaker {
    std::string id = "chat";
    std::string version = "1.2.3";
    std::string platform = "linux-x86_64";
    std::string abi = R"({"min":1,"max":1})";
    Bytes library = to_bytes("a library");
    std::string comment{}; ///< the right one when empty
    std::string algorithm = "ED";
    bool spoil_manifest = false;  ///< one byte after signing
    bool spoil_library = false;   ///< the same
    bool spoil_checksum = false;  ///< the zip's own, of the manifest
    std::vector<ZipItem> extra{}; ///< beside what is listed
    bool leave_out_library = false;

    /// Of the one file: a library, or the entry of a web half.
    [[nodiscard]] std::string path() const { return platform == "web" ? "web/chat.js" : "lib/chat.so"; }
    [[nodiscard]] std::string halves() const
    {
        return platform == "web" ? R"("web":{"entry":"web/chat.js"})"
                                 : R"("native":{"controlled":"lib/chat.so","controlling":"lib/chat.so"})";
    }

    [[nodiscard]] std::string manifest(const Publisher& publisher) const
    {
        return R"({"id":")" + id + R"(","version":")" + version + R"(","abi":)" + abi + R"(,"publisher":")" +
               publisher.id_text() +
               R"(","names":{"en":"Chat"},"permissions":["chat"],"channels":[{"name":"talk","class":"chat"}],)" +
               R"("platform":")" + platform + R"(",)" + halves() + R"(,"files":[{"path":")" + path() +
               R"(","size":)" + std::to_string(library.size()) + R"(,"sha256":")" +
               to_hex(crypto::sha256(library)) + R"("}]})";
    }

    [[nodiscard]] Bytes make(const Publisher& publisher) const
    {
        auto text = manifest(publisher);
        const auto signature = publisher.sign(
            as_view(text), comment.empty() ? "rs1 module " + id + " " + version : comment, algorithm);
        if (spoil_manifest)
            text += " ";
        auto content = library;
        if (spoil_library)
            content.back() ^= 1;
        std::vector<ZipItem> items{{"manifest.json", to_bytes(text)},
                                   {"manifest.json.minisig", to_bytes(signature)}};
        items[0].crc_lie = spoil_checksum ? 1 : 0;
        if (!leave_out_library)
            items.push_back({path(), content});
        items.insert(items.end(), extra.begin(), extra.end());
        return make_zip(items);
    }
};

} // namespace cordee::test
