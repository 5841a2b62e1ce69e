#include "core/endpoint/audit_verifier.hpp"

#include "core/base/language.hpp"

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxFindings = 20;

} // namespace

void AuditVerifier::find(std::string what)
{
    if (findings_.size() < kMaxFindings)
        findings_.push_back(std::move(what));
}

void AuditVerifier::take(std::string_view text)
{
    ++lines_;
    const auto line = json::parse(text);
    if (line.has_error())
        return find(trf("line {} is not one of an audit log", lines_));
    if (lines_ == 1)
        return take_first(**line);
    if (const auto head = json::get_object(**line, "head"); !head.isNull())
        return take_head(*head);
    const auto entry = crypto::parse_audit_line(**line);
    if (entry.has_error())
        return find(trf("line {} is not one of an audit log", lines_));
    if (head_)
        find(trf("line {} follows the signed head", lines_));
    take_entry(*entry);
}

void AuditVerifier::take_first(const json::Object& line)
{
    if (json::get_integer(line, "audit") != 1)
        find(std::string{tr("the first line does not say that this is an audit log")});
    else if (!json::get_bool(line, "whole").value_or(false))
        find(std::string{tr("somebody filtered this export: only a whole one can be verified")});
}

void AuditVerifier::take_entry(const crypto::AuditLine& line)
{
    const auto seq = line.entry.seq;
    ++count_;
    if (seq <= last_) {
        find(trf("entry {} stands behind entry {}", seq, last_));
        return;
    }
    if (seq == last_ + 2)
        find(trf("entry {} is missing", last_ + 1));
    else if (seq != last_ + 1)
        find(trf("the entries {} to {} are missing", last_ + 1, seq - 1));
    follows_ = follows_ && seq == last_ + 1;
    if (follows_ && crypto::audit_hash(hash_, line.entry) != line.hash)
        find(trf("entry {} was changed, or does not follow the one before it", seq));
    last_ = seq;
    hash_ = line.hash;
    follows_ = true;
    if (known_ && seq == known_->seq)
        at_known_ = line.hash;
}

void AuditVerifier::take_head(const json::Object& object)
{
    const auto head = crypto::audit_head_from_json(object);
    if (head.has_error())
        return find(trf("line {} is not one of an audit log", lines_));
    head_ = *head;
}

/// What both kinds of head have in common.
void AuditVerifier::check_head(const crypto::AuditHead& head, bool own)
{
    if (!crypto::is_signed(head))
        find(own ? std::string{tr("the signature of the head is not right")}
                 : std::string{tr("the signature of the head that was kept is not right")});
    if (head.seq > last_)
        find(trf("the end is missing: a head knows entry {}, and the last one here is {}", head.seq, last_));
}

std::vector<std::string> AuditVerifier::finish()
{
    if (!head_)
        find(std::string{tr("the signed head is missing at the end")});
    if (head_) {
        check_head(*head_, true);
        if (head_->seq < last_)
            find(trf("there are entries beyond {}, which the head signs as the last one", head_->seq));
        if (head_->seq == last_ && head_->hash != hash_)
            find(trf("entry {} is not the one that was signed", last_));
    }
    if (!known_)
        return std::move(findings_);
    check_head(*known_, false);
    if (head_ && head_->key != known_->key)
        find(std::string{tr("the head that was kept is by another key: it is another broker's log")});
    if (known_->seq > 0 && known_->seq <= last_ && at_known_ != known_->hash)
        find(trf("entry {} is not the one of the head that was kept", known_->seq));
    return std::move(findings_);
}

} // namespace cordee::endpoint
