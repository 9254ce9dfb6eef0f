"""The one place that speaks to Amazon SES."""
