"""What has to be true, kept alive and switched off once subscriptions have moved."""
