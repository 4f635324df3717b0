"""What WeChat and WeCom share."""
