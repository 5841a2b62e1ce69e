#include "core/endpoint/audit_verifier.hpp"

#include "core/crypto/timestamps.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

crypto::SigningKey key_of(std::uint8_t number)
{
    return crypto::signing_key(Secret<32>{ByteArray<32>{number}});
}

/// Ten entries, chained.
struct Log {
    Log()
    {
        crypto::AuditHash hash{};
        for (std::uint64_t seq = 1; seq <= 10; ++seq) {
            crypto::AuditEntry entry;
            entry.seq = seq;
            entry.at = WallTime{std::chrono::seconds{1'800'000'000 + static_cast<std::int64_t>(seq)}};
            entry.actor_name = "ada@example.org";
            entry.act = "login";
            entry.after = R"({"n":"é"})";
            hash = crypto::audit_hash(hash, entry);
            entries.push_back({entry, hash});
        }
        sign();
    }
    void sign()
    {
        const auto& last = entries.back();
        head = crypto::sign_audit_head(last.entry.seq, last.hash, last.entry.at, key_of(1));
    }
    /// As somebody does who knows how: every hash from there on is right again.
    void rehash()
    {
        crypto::AuditHash hash{};
        for (auto& line : entries)
            line.hash = hash = crypto::audit_hash(hash, line.entry);
    }
    [[nodiscard]] std::vector<std::string> lines() const
    {
        std::vector<std::string> out{R"({"audit":1,"whole":true})"};
        for (const auto& line : entries)
            out.push_back(crypto::audit_line(line.entry, line.hash));
        auto end = json::make_object();
        end.set("head", crypto::audit_head_to_json(head));
        out.push_back(json::dump(end));
        return out;
    }
    [[nodiscard]] std::vector<std::string> findings(std::optional<crypto::AuditHead> known = {}) const
    {
        return findings_of(lines(), known);
    }
    static std::vector<std::string> findings_of(const std::vector<std::string>& lines,
                                                std::optional<crypto::AuditHead> known = {})
    {
        AuditVerifier verifier{known};
        for (const auto& line : lines)
            verifier.take(line);
        return verifier.finish();
    }

    std::vector<crypto::AuditLine> entries;
    crypto::AuditHead head;
};

using Found = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(audit_verifier, Log)

BOOST_AUTO_TEST_CASE(a_log_as_it_was_written_has_nothing_wrong)
{
    BOOST_TEST(findings().empty());
    BOOST_TEST(findings(head).empty());
    const auto kept = crypto::sign_audit_head(4, entries[3].hash, entries[3].entry.at, key_of(1));
    BOOST_TEST(findings(kept).empty());
}

BOOST_AUTO_TEST_CASE(every_field_of_every_entry_counts)
{
    const std::vector<std::function<void(crypto::AuditEntry&)>> changes{
        [](auto& e) { e.at += std::chrono::seconds{1}; },
        [](auto& e) { e.actor_kind += "x"; },
        [](auto& e) { e.actor_id += "x"; },
        [](auto& e) { e.actor_name += "x"; },
        [](auto& e) { e.address += "x"; },
        [](auto& e) { e.act += "x"; },
        [](auto& e) { e.session += "x"; },
        [](auto& e) { e.object += "x"; },
        [](auto& e) { e.before += "x"; },
        [](auto& e) { e.after += "x"; },
        [](auto& e) { e.actor_name.back() = 'x'; },
        [](auto& e) { std::swap(e.act, e.session); },
    };
    for (std::size_t at = 0; at < entries.size(); ++at)
        for (const auto& change : changes) {
            Log log;
            change(log.entries[at].entry);
            BOOST_TEST((log.findings() == Found{"entry " + std::to_string(at + 1) +
                                                " was changed, or does not follow the one before it"}));
        }
}

BOOST_AUTO_TEST_CASE(a_changed_entry_with_a_new_hash_breaks_the_chain_or_the_head)
{
    entries[4].entry.act = "logout";
    entries[4].hash = crypto::audit_hash(entries[3].hash, entries[4].entry);
    BOOST_TEST((findings() == Found{"entry 6 was changed, or does not follow the one before it"}));
    rehash();
    BOOST_TEST((findings() == Found{"entry 10 is not the one that was signed"}));
}

BOOST_AUTO_TEST_CASE(a_missing_entry_is_named)
{
    auto all = lines();
    all.erase(all.begin() + 5);
    BOOST_TEST((findings_of(all) == Found{"entry 5 is missing"}));
    all.erase(all.begin() + 5, all.begin() + 7);
    BOOST_TEST((findings_of(all) == Found{"the entries 5 to 7 are missing"}));
    all = lines();
    all.erase(all.begin() + 1);
    BOOST_TEST((findings_of(all) == Found{"entry 1 is missing"}));
}

BOOST_AUTO_TEST_CASE(one_left_out_and_the_rest_numbered_anew_does_not_fit_the_head)
{
    entries.erase(entries.begin() + 4);
    for (std::size_t i = 0; i < entries.size(); ++i)
        entries[i].entry.seq = i + 1;
    rehash();
    BOOST_TEST(
        (findings() == Found{"the end is missing: a head knows entry 10, and the last one here is 9"}));
}

BOOST_AUTO_TEST_CASE(another_order_is_named)
{
    auto all = lines();
    std::swap(all[4], all[5]);
    BOOST_TEST((findings_of(all) == Found{"entry 4 is missing", "entry 4 stands behind entry 5"}));
    all = lines();
    all.insert(all.begin() + 4, all[3]);
    BOOST_TEST((findings_of(all) == Found{"entry 3 stands behind entry 3"}));
}

BOOST_AUTO_TEST_CASE(a_tail_that_was_cut_is_found_by_a_head_that_was_kept)
{
    const auto kept = head;
    entries.resize(7);
    sign(); // whoever has the key can sign what is left
    BOOST_TEST(findings().empty());
    BOOST_TEST(
        (findings(kept) == Found{"the end is missing: a head knows entry 10, and the last one here is 7"}));
    // And written anew behind the cut:
    Log other;
    for (std::size_t i = 7; i < 10; ++i)
        other.entries[i].entry.act = "other";
    other.rehash();
    other.sign();
    BOOST_TEST((other.findings(kept) == Found{"entry 10 is not the one of the head that was kept"}));
}

BOOST_AUTO_TEST_CASE(a_head_counts_only_with_its_signature_and_key)
{
    head.signature[5] ^= 1U;
    BOOST_TEST((findings() == Found{"the signature of the head is not right"}));
    sign();
    head.at += std::chrono::hours{1};
    BOOST_TEST((findings() == Found{"the signature of the head is not right"}));
    const auto kept = crypto::sign_audit_head(10, entries[9].hash, entries[9].entry.at, key_of(2));
    sign();
    BOOST_TEST(
        (findings(kept) == Found{"the head that was kept is by another key: it is another broker's log"}));
    auto all = lines();
    all.pop_back();
    BOOST_TEST((findings_of(all) == Found{"the signed head is missing at the end"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_log_is_said_to_be_none)
{
    BOOST_TEST(!findings_of({}).empty());
    BOOST_TEST(!findings_of({"{}"}).empty());
    auto all = lines();
    all[0] = R"({"audit":1,"whole":false})";
    BOOST_TEST(
        (findings_of(all) == Found{"somebody filtered this export: only a whole one can be verified"}));
    all = lines();
    all[3] = R"({"seq":3})";
    BOOST_TEST(findings_of(all).front() == "line 4 is not one of an audit log");
    all = lines();
    all.push_back(all[3]);
    BOOST_TEST(!findings_of(all).empty());
    BOOST_TEST(findings_of(std::vector<std::string>(100, "x")).size() == 20U);
}

BOOST_AUTO_TEST_CASE(an_empty_log_is_one_too)
{
    entries.clear();
    head = crypto::sign_audit_head(0, {}, WallTime{}, key_of(1));
    BOOST_TEST(findings().empty());
}

BOOST_AUTO_TEST_SUITE_END()
