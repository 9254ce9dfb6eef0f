"""The world behind the ports: AWS and the providers, and the only code that knows their SDKs."""
