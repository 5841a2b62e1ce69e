#include "apps/broker/storage/key_files.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxFile = 256;

[[noreturn]] void fail_at(const std::filesystem::path& file, const boost::system::error_code& error)
{
    throw UserError{trf("cannot use the file {}: {}", file.string(), error.message()),
                    std::string{tr("check data.folder and who may write to it")}};
}

std::string without_newline(Bytes content)
{
    while (!content.empty() && content.back() == '\n')
        content.pop_back();
    return std::string{as_text(content)};
}

} // namespace

Secret<32> secret_from_file(const std::filesystem::path& file, Random& random)
{
    const auto content = read_file(file, kMaxFile);
    if (content.has_value()) {
        const auto bytes = from_hex(without_newline(*content));
        auto secret = bytes ? Secret<32>::from(*bytes) : std::nullopt;
        if (!secret)
            fail_at(file, Errc::malformed);
        return std::move(*secret);
    }
    if (content.error() != Errc::not_found)
        fail_at(file, content.error());
    auto secret = random.secret<32>();
    write_file(file, to_hex(secret.view()) + "\n");
    return secret;
}

crypto::SigningKey signing_key_from_file(const std::filesystem::path& file, Random& random)
{
    return crypto::signing_key(secret_from_file(file, random));
}

void make_private_folder(const std::filesystem::path& folder)
{
    std::error_code error;
    const bool made = std::filesystem::create_directories(folder, error);
    if (!error && made)
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error)
        throw UserError{trf("cannot make the folder {}: {}", folder.string(), error.message()),
                        std::string{tr("check data.folder and who may write to it")}};
}

void write_file(const std::filesystem::path& file, std::string_view content)
{
    if (const auto written = write_private_file(file, as_view(content)); written.has_error())
        fail_at(file, written.error());
}

} // namespace cordee::broker
