"""Objects as older API versions show them: https://docs.stripe.com/changelog.

The sandbox thinks in one version, the pinned one. An older one is reached by undoing, newest first,
what each later release changed; one module per release, pure functions. Only breaking changes are
undone: what Stripe adds later shows up in every version (docs.stripe.com/upgrades).
"""
