"""Every subscription as an exact recreation, or the sentence why not."""
