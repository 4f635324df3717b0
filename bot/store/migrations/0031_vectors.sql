-- What an encoder made of the FAQ's texts: 16-bit numbers, by the encoder and the text's SHA-256.
CREATE TABLE faq_vectors (
    model TEXT NOT NULL,
    digest TEXT NOT NULL,
    vector $blob NOT NULL,
    PRIMARY KEY (model, digest)
);
