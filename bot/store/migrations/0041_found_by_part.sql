-- Officials name a ticket by the end of its number.
CREATE INDEX tickets_by_ending ON tickets (substr(number, 9));
-- Entries that left somebody unhelped are few, and are looked for among all that was matched.
CREATE INDEX match_log_unsolved ON match_log (local_date) WHERE feedback = 'unsolved';
