-- Nearly everybody is asked whether an answer was of use, and that holds nothing: what stands open
-- beside it is looked through every half minute.
CREATE INDEX prompts_beside_feedback ON prompts (kind, contact_id) WHERE kind <> 'feedback';
-- Of what came together each part looks for the others.
CREATE INDEX inbox_by_album ON inbox (channel, sender, album) WHERE album <> '';
-- Whatever an official writes to us alone may be what we asked them for.
CREATE INDEX outbox_asking ON outbox (channel, address, id) WHERE card LIKE 'ask:%';
-- How many asked of a topic counts those too who were given a notice on it.
CREATE INDEX public_notices_by_topic ON public_notices (topic_id) WHERE topic_id <> '';
