"""``/_sandbox``: what no Kajabi API can do - the dashboard, people's deeds, time, accidents."""
