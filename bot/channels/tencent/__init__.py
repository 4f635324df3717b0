"""What WeChat and WeCom share: signatures, encrypted envelopes, XML pushes and access tokens."""
